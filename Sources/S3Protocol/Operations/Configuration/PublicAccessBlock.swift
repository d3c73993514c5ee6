internal import StorageModel

/// What a bucket refuses to make public (S3 API Reference, data type PublicAccessBlockConfiguration).
package struct PublicAccessBlock: Hashable, Sendable {
  package var blocksPublicACLs: Bool
  package var ignoresPublicACLs: Bool
  package var blocksPublicPolicy: Bool
  package var restrictsPublicBuckets: Bool

  package init(
    blocksPublicACLs: Bool = false, ignoresPublicACLs: Bool = false, blocksPublicPolicy: Bool = false,
    restrictsPublicBuckets: Bool = false
  ) {
    self.blocksPublicACLs = blocksPublicACLs
    self.ignoresPublicACLs = ignoresPublicACLs
    self.blocksPublicPolicy = blocksPublicPolicy
    self.restrictsPublicBuckets = restrictsPublicBuckets
  }
}

/// GetPublicAccessBlock (S3 API Reference). `GET /bucket?publicAccessBlock`
package struct GetPublicAccessBlockRequest: S3Operation, Hashable {
  package typealias Response = GetPublicAccessBlockResponse
  package static let name = "GetPublicAccessBlock"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("publicAccessBlock")]) }

  package init(_ request: WireRequest) {}
}

/// The block of a bucket. A bucket without one answers NoSuchPublicAccessBlockConfiguration.
package struct GetPublicAccessBlockResponse: S3OperationResponse, Hashable {
  package var block: PublicAccessBlock

  package init(block: PublicAccessBlock) { self.block = block }

  package func wireResponse() -> WireResponse { WireResponse(xml: block.xml()) }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    block = try response.document { (reader) throws(XMLError) in try PublicAccessBlock(&reader) }
  }
}

/// PutPublicAccessBlock (S3 API Reference). `PUT /bucket?publicAccessBlock`
package struct PutPublicAccessBlockRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutPublicAccessBlock"

  package var block: PublicAccessBlock

  package init(block: PublicAccessBlock) { self.block = block }

  package func wireRequest() -> WireRequest {
    WireRequest("PUT", query: [QueryParameter("publicAccessBlock")], body: block.xml())
  }

  /// - Throws: MalformedXML.
  package init(_ request: WireRequest) throws(S3Error) {
    block = try request.document { (reader) throws(XMLError) in try PublicAccessBlock(&reader) }
  }
}

/// DeletePublicAccessBlock (S3 API Reference). `DELETE /bucket?publicAccessBlock`
package struct DeletePublicAccessBlockRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "DeletePublicAccessBlock"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("DELETE", query: [QueryParameter("publicAccessBlock")]) }

  package init(_ request: WireRequest) {}
}

extension PublicAccessBlock {
  /// What is missing is false.
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    self.init()
    try reader.enter("PublicAccessBlockConfiguration")
    while let name = try reader.nextChild() {
      switch name {
      case "BlockPublicAcls": blocksPublicACLs = try reader.readBool()
      case "IgnorePublicAcls": ignoresPublicACLs = try reader.readBool()
      case "BlockPublicPolicy": blocksPublicPolicy = try reader.readBool()
      case "RestrictPublicBuckets": restrictsPublicBuckets = try reader.readBool()
      default: throw reader.error(.badValue)
      }
    }
    try reader.finish()
  }

  fileprivate func xml() -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("PublicAccessBlockConfiguration")
    writer.element("BlockPublicAcls", blocksPublicACLs)
    writer.element("IgnorePublicAcls", ignoresPublicACLs)
    writer.element("BlockPublicPolicy", blocksPublicPolicy)
    writer.element("RestrictPublicBuckets", restrictsPublicBuckets)
    writer.close("PublicAccessBlockConfiguration")
    return writer.finish()
  }
}
