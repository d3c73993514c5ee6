internal import StorageModel

/// GetBucketCors (S3 API Reference). `GET /bucket?cors`
package struct GetBucketCORSRequest: S3Operation, Hashable {
  package typealias Response = GetBucketCORSResponse
  package static let name = "GetBucketCors"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("cors")]) }

  package init(_ request: WireRequest) {}
}

/// The rules of a bucket. A bucket without any answers NoSuchCORSConfiguration.
package struct GetBucketCORSResponse: S3OperationResponse, Hashable {
  package var rules: [CORSRule]

  package init(rules: [CORSRule]) { self.rules = rules }

  package func wireResponse() -> WireResponse { WireResponse(xml: CORSDocument.xml(rules)) }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    rules = try response.document { (reader) throws(XMLError) in try CORSDocument.read(&reader) }
  }
}

/// PutBucketCors (S3 API Reference). `PUT /bucket?cors`
package struct PutBucketCORSRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutBucketCors"
  package static let maximumRules = 100

  /// They replace the rules that the bucket has.
  package var rules: [CORSRule]

  package init(rules: [CORSRule]) { self.rules = rules }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("PUT", query: [QueryParameter("cors")], body: CORSDocument.xml(rules))
    request.headers.append("Content-Type", "application/xml")
    return request
  }

  /// - Throws: MalformedXML for a document of another form, InvalidRequest for rules that S3 refuses.
  package init(_ request: WireRequest) throws(S3Error) {
    rules = try request.document { (reader) throws(XMLError) in try CORSDocument.read(&reader) }
    guard !rules.isEmpty else { throw S3Error(.malformedXML) }
    guard rules.count <= Self.maximumRules else {
      throw S3Error(.invalidRequest, "The number of CORS rules should not exceed allowed limit of 100 rules.")
    }
    for rule in rules { try rule.verify() }
  }
}

/// DeleteBucketCors (S3 API Reference). `DELETE /bucket?cors`
package struct DeleteBucketCORSRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "DeleteBucketCors"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("DELETE", query: [QueryParameter("cors")]) }

  package init(_ request: WireRequest) {}
}

/// The element CORSConfiguration.
private enum CORSDocument {
  static func read(_ reader: inout XMLReader) throws(XMLError) -> [CORSRule] {
    var rules: [CORSRule] = []
    try reader.enter("CORSConfiguration")
    while let name = try reader.nextChild() {
      guard name == "CORSRule", rules.count <= PutBucketCORSRequest.maximumRules else { throw reader.error(.badValue) }
      rules.append(try CORSRule(&reader))
    }
    try reader.finish()
    return rules
  }

  static func xml(_ rules: [CORSRule]) -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("CORSConfiguration")
    for rule in rules { rule.write(to: &writer) }
    writer.close("CORSConfiguration")
    return writer.finish()
  }
}
