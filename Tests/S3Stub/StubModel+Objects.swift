internal import Digests
internal import StorageModel

extension StubModel {
  mutating func respondAboutObjects(_ operation: String, _ bucket: String, _ request: StubRequest) -> StubResponse {
    switch operation {
    case "HeadBucket": return StubResponse(status: 200)
    case "DeleteBucket":
      guard buckets[bucket]?.isEmpty == true else { return .error(409, "BucketNotEmpty") }
      buckets[bucket] = nil
      return StubResponse(status: 204)
    case "GetBucketLocation": return StubResponse(xml: "<LocationConstraint/>")
    case "GetBucketVersioning": return StubResponse(xml: "<VersioningConfiguration/>")
    case "ListObjectsV2": return list(bucket, request)
    case "DeleteObjects": return deleteObjects(bucket, request)
    default: break
    }
    guard let key = request.key else { return .error(501, "NotImplemented") }
    switch operation {
    case "PutObject": return putObject(bucket, key, request)
    case "GetObject", "HeadObject": return getObject(bucket, key, request)
    case "CopyObject": return copyObject(bucket, key, request)
    case "DeleteObject":
      buckets[bucket]?[key] = nil
      return StubResponse(status: 204)
    default: return .error(501, "NotImplemented")
    }
  }

  /// If-None-Match: * and If-Match of a write (S3 User Guide, "Conditional writes").
  func writeRefusal(_ bucket: String, _ key: ObjectKey, _ request: StubRequest) -> StubResponse? {
    guard !ignoresWriteConditions else { return nil }
    let present = buckets[bucket]?[key]
    if request.fields["If-None-Match"] == "*", present != nil { return .error(412, "PreconditionFailed") }
    if let wanted = request.fields["If-Match"] {
      guard let present else { return .error(404, "NoSuchKey") }
      if unquoted(wanted) != present.etag { return .error(412, "PreconditionFailed") }
    }
    return nil
  }

  private mutating func putObject(_ bucket: String, _ key: ObjectKey, _ request: StubRequest) -> StubResponse {
    if let refusal = writeRefusal(bucket, key, request) { return refusal }
    let etag = hexadecimal(md5(request.body))
    let sums = checksums(of: request)
    let object = StubObject(
      body: request.body, etag: etag, fields: storedFields(of: request), checksums: sums, partCount: nil,
      modifiedSeconds: now)
    buckets[bucket]?[key] = object
    return StubResponse(status: 200, fields: HTTPFields([("ETag", "\"\(etag)\"")] + sums))
  }

  private func getObject(_ bucket: String, _ key: ObjectKey, _ request: StubRequest) -> StubResponse {
    let isHead = request.operation == "HeadObject"
    func finished(_ response: StubResponse) -> StubResponse {
      var response = response
      response.omitsBody = isHead
      return response
    }
    guard let object = buckets[bucket]?[key] else { return finished(.error(404, "NoSuchKey")) }
    if let wanted = request.fields["If-Match"], unquoted(wanted) != object.etag {
      return finished(.error(412, "PreconditionFailed"))
    }
    if let known = request.fields["If-None-Match"], unquoted(known) == object.etag {
      var answer = StubResponse(status: 304, fields: HTTPFields([("ETag", "\"\(object.etag)\"")]))
      answer.omitsBody = true
      return answer
    }
    var fields = object.fields
    fields.append("ETag", "\"\(object.etag)\"")
    fields.append("Last-Modified", httpDate(object.modifiedSeconds))
    fields.append("Accept-Ranges", "bytes")
    if let range = request.fields["Range"] {
      guard let bounds = Self.range(range, size: object.body.count) else {
        return finished(.error(416, "InvalidRange"))
      }
      fields.append("Content-Range", "bytes \(bounds.lowerBound)-\(bounds.upperBound - 1)/\(object.body.count)")
      return finished(StubResponse(status: 206, fields: fields, body: Array(object.body[bounds])))
    }
    if request.fields["x-amz-checksum-mode"] != nil {
      for sum in object.checksums { fields.append(sum.name, sum.value) }
    }
    return finished(StubResponse(status: 200, fields: fields, body: object.body))
  }

  /// `bytes=a-b`, `bytes=a-` and `bytes=-n` (RFC 9110, section 14.1.2); nil where nothing of it exists.
  static func range(_ header: String, size: Int) -> Range<Int>? {
    guard header.hasPrefix("bytes=") else { return nil }
    let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2 else { return nil }
    if ends[0].isEmpty {
      guard let count = Int(ends[1]), count > 0, size > 0 else { return nil }
      return max(0, size - count)..<size
    }
    guard let first = Int(ends[0]), first < size else { return nil }
    let last = Int(ends[1]).map { min($0, size - 1) } ?? size - 1
    return first <= last ? first..<(last + 1) : nil
  }

  /// The object that x-amz-copy-source names.
  func copySource(_ request: StubRequest) -> StubObject? {
    guard var source = request.fields["x-amz-copy-source"] else { return nil }
    if source.hasPrefix("/") { source.removeFirst() }
    let path = percentDecoded(Array(source.utf8))
    guard let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    return buckets[String(decoding: path[..<slash], as: UTF8.self)]?[ObjectKey(bytes: Array(path[(slash + 1)...]))]
  }

  private mutating func copyObject(_ bucket: String, _ key: ObjectKey, _ request: StubRequest) -> StubResponse {
    guard var object = copySource(request) else { return .error(404, "NoSuchKey") }
    if let wanted = request.fields["x-amz-copy-source-if-match"], unquoted(wanted) != object.etag {
      return .error(412, "PreconditionFailed")
    }
    if let refusal = writeRefusal(bucket, key, request) { return refusal }
    if request.fields["x-amz-metadata-directive"] == "REPLACE" { object.fields = storedFields(of: request) }
    object.etag = hexadecimal(md5(object.body))
    object.partCount = nil
    object.modifiedSeconds = now
    buckets[bucket]?[key] = object
    return StubResponse(
      xml: """
        <?xml version="1.0" encoding="UTF-8"?>
        <CopyObjectResult><LastModified>\(isoDate(now))</LastModified>\
        <ETag>&quot;\(object.etag)&quot;</ETag></CopyObjectResult>
        """)
  }

  private mutating func deleteObjects(_ bucket: String, _ request: StubRequest) -> StubResponse {
    let text = String(decoding: request.body, as: UTF8.self)
    let keys = elements("Key", in: text).map { ObjectKey(bytes: xmlUnescaped($0)) }
    guard !keys.isEmpty, keys.count <= 1000 else { return .error(400, "MalformedXML") }
    let isQuiet = elements("Quiet", in: text).first == "true"
    var lines: [String] = []
    for key in keys {
      buckets[bucket]?[key] = nil
      if !isQuiet { lines.append("<Deleted><Key>\(xmlEscaped(key.bytes))</Key></Deleted>") }
    }
    return StubResponse(
      xml: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeleteResult>\(lines.joined())</DeleteResult>")
  }
}

/// An entity tag without its quotes.
func unquoted(_ text: String) -> String { text.split(separator: "\"").joined() }
