internal import StorageModel

/// ListObjectsV2 (S3 API Reference). `GET /bucket?list-type=2`
package struct ListObjectsV2Request: S3Operation, Hashable {
  package typealias Response = ListObjectsV2Response
  package static let name = "ListObjectsV2"

  package var prefix: [UInt8]
  /// Empty for none.
  package var delimiter: [UInt8]
  /// Only keys after this one; a continuation token takes its place.
  package var startAfter: [UInt8]?
  /// Empty counts as missing, and is echoed.
  package var continuationToken: String?
  /// 0 to 1,000.
  package var maxKeys: Int
  package var fetchesOwner: Bool
  /// Asks for `encoding-type=url`. The client always does: a key may hold what XML cannot.
  package var encodesURL: Bool

  package init(
    prefix: [UInt8] = [], delimiter: [UInt8] = [], startAfter: [UInt8]? = nil, continuationToken: String? = nil,
    maxKeys: Int = 1000, fetchesOwner: Bool = false, encodesURL: Bool = true
  ) {
    self.prefix = prefix
    self.delimiter = delimiter
    self.startAfter = startAfter
    self.continuationToken = continuationToken
    self.maxKeys = maxKeys
    self.fetchesOwner = fetchesOwner
    self.encodesURL = encodesURL
  }

  package func wireRequest() -> WireRequest {
    var query = [QueryParameter("list-type", "2"), QueryParameter("max-keys", String(maxKeys))]
    if encodesURL { query.append(QueryParameter("encoding-type", "url")) }
    if !prefix.isEmpty { query.append(QueryParameter("prefix", prefix)) }
    if !delimiter.isEmpty { query.append(QueryParameter("delimiter", delimiter)) }
    if let startAfter { query.append(QueryParameter("start-after", startAfter)) }
    if let continuationToken { query.append(QueryParameter("continuation-token", continuationToken)) }
    if fetchesOwner { query.append(QueryParameter("fetch-owner", "true")) }
    return WireRequest("GET", query: query)
  }

  /// - Throws: InvalidArgument for a list-type other than 2, too.
  package init(_ request: WireRequest) throws(S3Error) {
    if let type = try request.text("list-type"), type != "2" {
      throw .invalidArgument("list-type", type, "Invalid List Type specified in Request")
    }
    self.init(
      prefix: try request.bytes("prefix") ?? [], delimiter: try request.bytes("delimiter") ?? [],
      startAfter: try request.bytes("start-after"), continuationToken: try request.text("continuation-token"),
      maxKeys: try request.pageSize("max-keys"), fetchesOwner: try request.text("fetch-owner") == "true",
      encodesURL: try request.wantsURLEncoding())
  }
}

/// One page of ListObjectsV2.
package struct ListObjectsV2Response: S3OperationResponse, Hashable {
  package var bucket: String
  package var prefix: [UInt8]
  package var delimiter: [UInt8]
  package var startAfter: [UInt8]?
  package var continuationToken: String?
  package var maxKeys: Int
  package var encodesURL: Bool
  package var isTruncated: Bool
  package var nextContinuationToken: String?
  /// In ascending byte order, if the server does it right.
  package var objects: [ObjectSummary]
  package var commonPrefixes: [[UInt8]]

  /// Server: echoes the request.
  package init(
    to request: ListObjectsV2Request, bucket: String, objects: [ObjectSummary], commonPrefixes: [[UInt8]],
    nextContinuationToken: String?
  ) {
    self.bucket = bucket
    prefix = request.prefix
    delimiter = request.delimiter
    startAfter = request.startAfter
    continuationToken = request.continuationToken
    maxKeys = request.maxKeys
    encodesURL = request.encodesURL
    isTruncated = nextContinuationToken != nil
    self.nextContinuationToken = nextContinuationToken
    self.objects = objects
    self.commonPrefixes = commonPrefixes
  }

  /// Keys and common prefixes together.
  package var keyCount: Int { objects.count + commonPrefixes.count }

  package func wireResponse() -> WireResponse {
    var writer = XMLWriter(reservingBytes: 1024 + 320 * keyCount)
    writer.openRoot("ListBucketResult")
    writer.element("Name", bucket)
    writer.element("Prefix", listed: prefix, encodesURL: encodesURL)
    if !delimiter.isEmpty { writer.element("Delimiter", listed: delimiter, encodesURL: encodesURL) }
    writer.element("StartAfter", listed: startAfter, encodesURL: encodesURL)
    writer.element("ContinuationToken", continuationToken)
    writer.element("NextContinuationToken", nextContinuationToken)
    writer.element("KeyCount", keyCount)
    writer.element("MaxKeys", maxKeys)
    if encodesURL { writer.element("EncodingType", "url") }
    writer.element("IsTruncated", isTruncated)
    for object in objects { object.write(to: &writer, encodesURL: encodesURL) }
    writer.commonPrefixes(commonPrefixes, encodesURL: encodesURL)
    writer.close("ListBucketResult")
    return WireResponse(xml: writer.finish())
  }

  /// - Throws: for a page that says it is truncated and gives no token to go on with, too.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      to: ListObjectsV2Request(encodesURL: false), bucket: "", objects: [], commonPrefixes: [],
      nextContinuationToken: nil)
    var page = self
    // An object takes about 240 bytes; growing in steps would copy each of them several times.
    page.objects.reserveCapacity(min(1000, response.body.count / 200))
    let saysWhetherTruncated = try response.document { (reader) throws(XMLError) in
      try reader.enter("ListBucketResult")
      let found = try page.read(&reader)
      try reader.finish()
      return found
    }
    self = page
    if encodesURL { try decodeNames() }
    // A page taken for the last one by mistake would make everything after it look deleted.
    guard saysWhetherTruncated else { throw InvalidResponse("the listing does not say whether it is truncated") }
    guard !isTruncated || !(nextContinuationToken ?? "").isEmpty else {
      throw InvalidResponse("the listing is truncated and has no continuation token")
    }
  }

  /// True when IsTruncated was there.
  private mutating func read(_ reader: inout XMLReader) throws(XMLError) -> Bool {
    var saysWhetherTruncated = false
    while let name = try reader.nextChild() {
      switch name {
      case "Contents": objects.append(try ObjectSummary(&reader))
      case "CommonPrefixes": try reader.readCommonPrefixes(into: &commonPrefixes)
      case "Name": bucket = try reader.readString()
      case "Prefix": prefix = try reader.readBytes()
      case "Delimiter": delimiter = try reader.readBytes()
      case "StartAfter": startAfter = try reader.readBytes()
      case "ContinuationToken": continuationToken = try reader.readString()
      case "NextContinuationToken": nextContinuationToken = try reader.readString()
      case "MaxKeys": maxKeys = Int(clamping: try reader.readInteger())
      case "EncodingType": encodesURL = try reader.readString() == "url"
      case "IsTruncated":
        isTruncated = try reader.readBool()
        saysWhetherTruncated = true
      default: try reader.skip()
      }
    }
    return saysWhetherTruncated
  }

  private mutating func decodeNames() throws(InvalidResponse) {
    prefix = try ListingDecoding.decoded(prefix)
    delimiter = try ListingDecoding.decoded(delimiter)
    if let encoded = startAfter { startAfter = try ListingDecoding.decoded(encoded) }
    try ListingDecoding.decode(&objects)
    try ListingDecoding.decode(&commonPrefixes)
  }
}
