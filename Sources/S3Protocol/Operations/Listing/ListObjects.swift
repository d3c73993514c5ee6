internal import StorageModel

/// ListObjects, the first version (S3 API Reference). `GET /bucket`
package struct ListObjectsRequest: S3Operation, Hashable {
  package typealias Response = ListObjectsResponse
  package static let name = "ListObjects"

  package var prefix: [UInt8]
  /// Empty for none.
  package var delimiter: [UInt8]
  /// Only keys and prefixes after this one; empty for the start.
  package var marker: [UInt8]
  /// 0 to 1,000.
  package var maxKeys: Int
  package var encodesURL: Bool

  package init(
    prefix: [UInt8] = [], delimiter: [UInt8] = [], marker: [UInt8] = [], maxKeys: Int = 1000, encodesURL: Bool = true
  ) {
    self.prefix = prefix
    self.delimiter = delimiter
    self.marker = marker
    self.maxKeys = maxKeys
    self.encodesURL = encodesURL
  }

  package func wireRequest() -> WireRequest {
    var query = [QueryParameter("max-keys", String(maxKeys))]
    if encodesURL { query.append(QueryParameter("encoding-type", "url")) }
    if !prefix.isEmpty { query.append(QueryParameter("prefix", prefix)) }
    if !delimiter.isEmpty { query.append(QueryParameter("delimiter", delimiter)) }
    if !marker.isEmpty { query.append(QueryParameter("marker", marker)) }
    return WireRequest("GET", query: query)
  }

  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      prefix: try request.bytes("prefix") ?? [], delimiter: try request.bytes("delimiter") ?? [],
      marker: try request.bytes("marker") ?? [], maxKeys: try request.pageSize("max-keys"),
      encodesURL: try request.wantsURLEncoding())
  }
}

/// One page of ListObjects.
package struct ListObjectsResponse: S3OperationResponse, Hashable {
  package var bucket: String
  package var prefix: [UInt8]
  package var delimiter: [UInt8]
  package var marker: [UInt8]
  package var maxKeys: Int
  package var encodesURL: Bool
  package var isTruncated: Bool
  /// Sent only with a delimiter.
  package var nextMarker: [UInt8]?
  package var objects: [ObjectSummary]
  package var commonPrefixes: [[UInt8]]

  /// Server: echoes the request. NextMarker, the last key or prefix of the page, is sent only where the page is
  /// truncated and the request has a delimiter.
  package init(
    to request: ListObjectsRequest, bucket: String, objects: [ObjectSummary], commonPrefixes: [[UInt8]],
    isTruncated: Bool
  ) {
    self.bucket = bucket
    prefix = request.prefix
    delimiter = request.delimiter
    marker = request.marker
    maxKeys = request.maxKeys
    encodesURL = request.encodesURL
    self.isTruncated = isTruncated
    self.objects = objects
    self.commonPrefixes = commonPrefixes
    nextMarker = isTruncated && !delimiter.isEmpty ? lastName : nil
  }

  /// Where the next page starts; nil on the last page.
  package var continuation: [UInt8]? {
    guard isTruncated else { return nil }
    guard let nextMarker, !nextMarker.isEmpty else { return lastName }
    return nextMarker
  }

  /// The greater of the last key and the last prefix.
  private var lastName: [UInt8]? {
    guard let key = objects.last?.key.bytes else { return commonPrefixes.last }
    guard let prefix = commonPrefixes.last else { return key }
    return compareBytes(key, prefix) < 0 ? prefix : key
  }

  /// The top-level Prefix is sent raw in spite of encoding-type=url: botocore, which always asks for that, does not
  /// decode it in this version of the listing.
  package func wireResponse() -> WireResponse {
    var writer = XMLWriter(reservingBytes: 1024 + 320 * (objects.count + commonPrefixes.count))
    writer.openRoot("ListBucketResult")
    writer.element("Name", bucket)
    writer.element("Prefix", bytes: prefix)
    writer.element("Marker", listed: marker, encodesURL: encodesURL)
    writer.element("NextMarker", listed: nextMarker, encodesURL: encodesURL)
    writer.element("MaxKeys", maxKeys)
    if !delimiter.isEmpty { writer.element("Delimiter", listed: delimiter, encodesURL: encodesURL) }
    if encodesURL { writer.element("EncodingType", "url") }
    writer.element("IsTruncated", isTruncated)
    for object in objects { object.write(to: &writer, encodesURL: encodesURL) }
    writer.commonPrefixes(commonPrefixes, encodesURL: encodesURL)
    writer.close("ListBucketResult")
    return WireResponse(xml: writer.finish())
  }

  /// - Throws: for a page that does not say whether it is truncated, or is and has nothing to go on with, too.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      to: ListObjectsRequest(encodesURL: false), bucket: "", objects: [], commonPrefixes: [], isTruncated: false)
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
    if encodesURL {
      delimiter = try ListingDecoding.decoded(delimiter)
      marker = try ListingDecoding.decoded(marker)
      if let encoded = nextMarker { nextMarker = try ListingDecoding.decoded(encoded) }
      try ListingDecoding.decode(&objects)
      try ListingDecoding.decode(&commonPrefixes)
    }
    guard saysWhetherTruncated else { throw InvalidResponse("the listing does not say whether it is truncated") }
    guard !isTruncated || continuation != nil else {
      throw InvalidResponse("the listing is truncated and empty")
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
      case "Marker": marker = try reader.readBytes()
      case "NextMarker": nextMarker = try reader.readBytes()
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
}
