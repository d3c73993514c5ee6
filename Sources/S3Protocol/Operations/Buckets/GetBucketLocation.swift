/// GetBucketLocation (S3 API Reference). `GET /bucket?location`
package struct GetBucketLocationRequest: S3Operation, Hashable {
  package typealias Response = GetBucketLocationResponse
  package static let name = "GetBucketLocation"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("location")]) }

  package init(_ request: WireRequest) {}
}

/// The region of a bucket.
package struct GetBucketLocationResponse: S3OperationResponse, Hashable {
  package var region: String

  package init(region: String) { self.region = region }

  /// The element is empty for us-east-1.
  package func wireResponse() -> WireResponse {
    var writer = XMLWriter()
    writer.openRoot("LocationConstraint")
    if region != "us-east-1" { writer.text(region) }
    writer.close("LocationConstraint")
    return WireResponse(xml: writer.finish())
  }

  /// `EU` is the old name of eu-west-1.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    let text = try response.document { (reader) throws(XMLError) in
      try reader.enter("LocationConstraint")
      let text = try reader.readString()
      try reader.finish()
      return text
    }
    region = text.isEmpty ? "us-east-1" : text == "EU" ? "eu-west-1" : text
  }
}
