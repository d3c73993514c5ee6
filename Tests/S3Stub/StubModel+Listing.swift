internal import StorageModel

/// A line of a listing: a key, or the keys that a common prefix stands for.
private enum ListedItem {
  case object(ObjectKey, StubObject)
  case prefix([UInt8])

  var bytes: [UInt8] {
    switch self {
    case .object(let key, _): key.bytes
    case .prefix(let bytes): bytes
    }
  }
}

extension StubModel {
  /// ListObjectsV2: keys and common prefixes as one sequence in the order of the model; the token
  /// is the last item in hexadecimal.
  func list(_ bucket: String, _ request: StubRequest) -> StubResponse {
    let prefix = request.parameter("prefix") ?? []
    let delimiter = request.parameter("delimiter") ?? []
    let limit = min(request.textParameter("max-keys").flatMap { Int($0) } ?? 1000, pageLimit)
    var after = request.parameter("start-after")
    if let token = request.textParameter("continuation-token") {
      guard token.hasPrefix("token-") else { return .error(400, "InvalidArgument") }
      after = percentDecoded(Array(token.dropFirst(6).utf8))
    }
    let items = items(bucket, prefix: prefix, delimiter: delimiter, after: after)
    let page = items.prefix(limit)
    let isTruncated = items.count > limit
    let encodes = request.textParameter("encoding-type") == "url"
    func name(_ bytes: [UInt8]) -> String { encodes ? percentEncoded(bytes) : xmlEscaped(bytes) }
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult><Name>\(bucket)</Name>"
    xml += "<Prefix>\(name(prefix))</Prefix><KeyCount>\(page.count)</KeyCount><MaxKeys>\(limit)</MaxKeys>"
    if encodes { xml += "<EncodingType>url</EncodingType>" }
    if !delimiter.isEmpty { xml += "<Delimiter>\(name(delimiter))</Delimiter>" }
    xml += "<IsTruncated>\(isTruncated)</IsTruncated>"
    if isTruncated, let last = page.last {
      xml += "<NextContinuationToken>token-\(percentEncoded(last.bytes))</NextContinuationToken>"
    }
    for case .object(let key, let object) in page {
      xml += "<Contents><Key>\(name(key.bytes))</Key><LastModified>\(isoDate(object.modifiedSeconds))</LastModified>"
      xml += "<ETag>&quot;\(object.etag)&quot;</ETag><Size>\(object.body.count)</Size>"
      xml += "<StorageClass>\(object.fields["x-amz-storage-class"] ?? "STANDARD")</StorageClass></Contents>"
    }
    for case .prefix(let bytes) in page {
      xml += "<CommonPrefixes><Prefix>\(name(bytes))</Prefix></CommonPrefixes>"
    }
    return StubResponse(xml: xml + "</ListBucketResult>")
  }

  private func items(_ bucket: String, prefix: [UInt8], delimiter: [UInt8], after: [UInt8]?) -> [ListedItem] {
    var items: [ListedItem] = []
    for (key, object) in (buckets[bucket] ?? [:]).sorted(by: { compare($0.key.bytes, $1.key.bytes) < 0 }) {
      guard key.hasPrefix(prefix) else { continue }
      let rest = Array(key.bytes.dropFirst(prefix.count))
      if !delimiter.isEmpty, let end = position(of: delimiter, in: rest) {
        let folded = Array(key.bytes.prefix(prefix.count + end + delimiter.count))
        if let after, compare(folded, after) <= 0 || after.starts(with: folded) { continue }
        if case .prefix(let last)? = items.last, last == folded { continue }
        items.append(.prefix(folded))
      } else {
        if let after, compare(key.bytes, after) <= 0 { continue }
        items.append(.object(key, object))
      }
    }
    return items
  }

  private func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
    func folderOrder(_ bytes: [UInt8]) -> [UInt8] { bytes.map { $0 == UInt8(ascii: "/") ? 0 : $0 } }
    return listsByFolder ? compareBytes(folderOrder(left), folderOrder(right)) : compareBytes(left, right)
  }

  private func position(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return (0...(bytes.count - pattern.count)).first { Array(bytes[$0..<($0 + pattern.count)]) == pattern }
  }
}
