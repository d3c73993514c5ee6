internal import StorageModel

/// Who owns what others put into a bucket, and whether access control lists count (S3 API Reference, data type
/// OwnershipControlsRule).
package enum ObjectOwnership: String, Sendable, CaseIterable {
  case bucketOwnerPreferred = "BucketOwnerPreferred"
  case objectWriter = "ObjectWriter"
  /// Access control lists are off.
  case bucketOwnerEnforced = "BucketOwnerEnforced"
}

/// GetBucketOwnershipControls (S3 API Reference). `GET /bucket?ownershipControls`
package struct GetOwnershipControlsRequest: S3Operation, Hashable {
  package typealias Response = GetOwnershipControlsResponse
  package static let name = "GetBucketOwnershipControls"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("ownershipControls")]) }

  package init(_ request: WireRequest) {}
}

/// The ownership of a bucket. A bucket without any answers OwnershipControlsNotFoundError.
package struct GetOwnershipControlsResponse: S3OperationResponse, Hashable {
  package var ownership: ObjectOwnership

  package init(ownership: ObjectOwnership) { self.ownership = ownership }

  package func wireResponse() -> WireResponse { WireResponse(xml: ownership.xml()) }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    ownership = try response.document { (reader) throws(XMLError) in try ObjectOwnership(&reader) }
  }
}

/// PutBucketOwnershipControls (S3 API Reference). `PUT /bucket?ownershipControls`
package struct PutOwnershipControlsRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutBucketOwnershipControls"

  package var ownership: ObjectOwnership

  package init(ownership: ObjectOwnership) { self.ownership = ownership }

  package func wireRequest() -> WireRequest {
    WireRequest("PUT", query: [QueryParameter("ownershipControls")], body: ownership.xml())
  }

  /// - Throws: MalformedXML.
  package init(_ request: WireRequest) throws(S3Error) {
    ownership = try request.document { (reader) throws(XMLError) in try ObjectOwnership(&reader) }
  }
}

/// DeleteBucketOwnershipControls (S3 API Reference). `DELETE /bucket?ownershipControls`
package struct DeleteOwnershipControlsRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "DeleteBucketOwnershipControls"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("DELETE", query: [QueryParameter("ownershipControls")]) }

  package init(_ request: WireRequest) {}
}

extension ObjectOwnership {
  /// The element OwnershipControls, which has exactly one rule.
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var found: ObjectOwnership?
    try reader.enter("OwnershipControls")
    while let name = try reader.nextChild() {
      guard name == "Rule", found == nil else { throw reader.error(.badValue) }
      while let name = try reader.nextChild() {
        guard name == "ObjectOwnership", found == nil else { throw reader.error(.badValue) }
        found = ObjectOwnership(rawValue: try reader.readString())
      }
    }
    guard let found else { throw reader.error(.badValue) }
    try reader.finish()
    self = found
  }

  fileprivate func xml() -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("OwnershipControls")
    writer.open("Rule")
    writer.element("ObjectOwnership", rawValue)
    writer.close("Rule")
    writer.close("OwnershipControls")
    return writer.finish()
  }
}
