package import StorageModel

/// ListBuckets (S3 API Reference). `GET /`
package struct ListBucketsRequest: S3Operation, Hashable {
  package typealias Response = ListBucketsResponse
  package static let name = "ListBuckets"

  package var prefix: String?
  package var continuationToken: String?
  /// 1 to 10,000; nil for all.
  package var maxBuckets: Int?

  package init(prefix: String? = nil, continuationToken: String? = nil, maxBuckets: Int? = nil) {
    self.prefix = prefix
    self.continuationToken = continuationToken
    self.maxBuckets = maxBuckets
  }

  package func wireRequest() -> WireRequest {
    var query: [QueryParameter] = []
    if let prefix { query.append(QueryParameter("prefix", prefix)) }
    if let continuationToken { query.append(QueryParameter("continuation-token", continuationToken)) }
    if let maxBuckets { query.append(QueryParameter("max-buckets", String(maxBuckets))) }
    return WireRequest("GET", query: query)
  }

  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      prefix: try request.text("prefix"), continuationToken: try request.text("continuation-token"),
      maxBuckets: try request.integer("max-buckets", in: 1...10_000).map(Int.init))
  }
}

/// The buckets of the caller, by name.
package struct ListBucketsResponse: S3OperationResponse, Hashable {
  package struct Bucket: Hashable, Sendable {
    package var name: String
    package var created: Timestamp
    package var region: String?

    package init(name: String, created: Timestamp, region: String? = nil) {
      self.name = name
      self.created = created
      self.region = region
    }
  }

  package var owner: S3Owner?
  package var buckets: [Bucket]
  package var continuationToken: String?
  package var prefix: String?

  package init(
    owner: S3Owner?, buckets: [Bucket], continuationToken: String? = nil, prefix: String? = nil
  ) {
    self.owner = owner
    self.buckets = buckets
    self.continuationToken = continuationToken
    self.prefix = prefix
  }

  package func wireResponse() -> WireResponse {
    var writer = XMLWriter()
    writer.openRoot("ListAllMyBucketsResult")
    writer.element("Owner", owner)
    writer.open("Buckets")
    for bucket in buckets {
      writer.open("Bucket")
      writer.element("Name", bucket.name)
      writer.element("CreationDate", bucket.created)
      writer.element("BucketRegion", bucket.region)
      writer.close("Bucket")
    }
    writer.close("Buckets")
    writer.element("ContinuationToken", continuationToken)
    writer.element("Prefix", prefix)
    writer.close("ListAllMyBucketsResult")
    return WireResponse(xml: writer.finish())
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(owner: nil, buckets: [])
    var result = self
    try response.document { (reader) throws(XMLError) in
      try reader.enter("ListAllMyBucketsResult")
      while let name = try reader.nextChild() {
        switch name {
        case "Owner": result.owner = try S3Owner(&reader)
        case "Buckets": while try reader.nextChild() != nil { result.buckets.append(try Bucket(&reader)) }
        case "ContinuationToken": result.continuationToken = try reader.readString()
        case "Prefix": result.prefix = try reader.readString()
        default: try reader.skip()
        }
      }
      try reader.finish()
    }
    self = result
  }
}

extension ListBucketsResponse.Bucket {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(name: "", created: Timestamp(nanoseconds: 0))
    while let name = try reader.nextChild() {
      switch name {
      case "Name": self.name = try reader.readString()
      case "CreationDate": created = try reader.readTimestamp()
      case "BucketRegion": region = try reader.readString()
      default: try reader.skip()
      }
    }
  }
}
