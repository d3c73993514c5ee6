/// The versioning of a bucket. A bucket that never had any has no status.
package enum VersioningStatus: String, Sendable, CaseIterable {
  case enabled = "Enabled"
  case suspended = "Suspended"
}

/// GetBucketVersioning (S3 API Reference). `GET /bucket?versioning`
package struct GetBucketVersioningRequest: S3Operation, Hashable {
  package typealias Response = GetBucketVersioningResponse
  package static let name = "GetBucketVersioning"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("versioning")]) }

  package init(_ request: WireRequest) {}
}

/// The versioning of a bucket.
package struct GetBucketVersioningResponse: S3OperationResponse, Hashable {
  /// nil when versioning was never enabled.
  package var status: VersioningStatus?

  package init(status: VersioningStatus?) { self.status = status }

  package func wireResponse() -> WireResponse {
    WireResponse(xml: VersioningDocument(status: status?.rawValue).xml())
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    let document = try response.document { (reader) throws(XMLError) in try VersioningDocument(&reader) }
    status = document.status.flatMap(VersioningStatus.init)
  }
}

/// PutBucketVersioning (S3 API Reference). `PUT /bucket?versioning`
package struct PutBucketVersioningRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutBucketVersioning"

  package var status: VersioningStatus

  package init(status: VersioningStatus) { self.status = status }

  package func wireRequest() -> WireRequest {
    WireRequest(
      "PUT", query: [QueryParameter("versioning")], body: VersioningDocument(status: status.rawValue).xml())
  }

  /// - Throws: MalformedXML for a status that is none; NotImplemented for MFA delete, which Cairn does not have.
  package init(_ request: WireRequest) throws(S3Error) {
    let document = try request.document { (reader) throws(XMLError) in try VersioningDocument(&reader) }
    guard document.mfaDelete != "Enabled" else { throw S3Error(.notImplemented, "MFA delete is not implemented.") }
    guard let status = document.status.flatMap(VersioningStatus.init) else { throw S3Error(.malformedXML) }
    self.status = status
  }
}

/// The element VersioningConfiguration.
private struct VersioningDocument {
  var status: String?
  var mfaDelete: String?

  init(status: String?) { self.status = status }

  init(_ reader: inout XMLReader) throws(XMLError) {
    try reader.enter("VersioningConfiguration")
    while let name = try reader.nextChild() {
      switch name {
      case "Status": status = try reader.readString()
      case "MfaDelete": mfaDelete = try reader.readString()
      default: try reader.skip()
      }
    }
    try reader.finish()
  }

  func xml() -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("VersioningConfiguration")
    writer.element("Status", status)
    writer.close("VersioningConfiguration")
    return writer.finish()
  }
}
