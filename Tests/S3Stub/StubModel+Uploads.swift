internal import Digests
internal import StorageModel

extension StubModel {
  /// nil for an operation that is not about multipart uploads.
  mutating func respondAboutUploads(
    _ operation: String, _ bucket: String, _ request: StubRequest
  ) -> StubResponse? {
    if operation == "ListMultipartUploads" { return listUploads(bucket, request) }
    if operation == "CreateMultipartUpload", let key = request.key { return createUpload(bucket, key, request) }
    let about: Set<String> = [
      "UploadPart", "UploadPartCopy", "CompleteMultipartUpload", "AbortMultipartUpload", "ListParts",
    ]
    guard about.contains(operation), let id = request.textParameter("uploadId") else { return nil }
    if operation == "CompleteMultipartUpload", let done = completed[id], done.key == request.key {
      return completion(bucket, done.key, done.etag)
    }
    guard let upload = uploads[id], upload.bucket == bucket, upload.key == request.key else {
      return .error(404, "NoSuchUpload")
    }
    switch operation {
    case "UploadPart": return putPart(id, body: request.body, request)
    case "UploadPartCopy": return copyPart(id, request)
    case "CompleteMultipartUpload": return complete(id, upload, request)
    case "ListParts": return listParts(id, upload)
    default:
      uploads[id] = nil
      return StubResponse(status: 204)
    }
  }

  private mutating func createUpload(_ bucket: String, _ key: ObjectKey, _ request: StubRequest) -> StubResponse {
    serial += 1
    let id = "upload-\(serial)"
    uploads[id] = StubUpload(bucket: bucket, key: key, fields: storedFields(of: request), initiatedSeconds: now)
    var answer = StubResponse(
      xml: """
        <?xml version="1.0" encoding="UTF-8"?>
        <InitiateMultipartUploadResult><Bucket>\(bucket)</Bucket><Key>\(xmlEscaped(key.bytes))</Key>\
        <UploadId>\(id)</UploadId></InitiateMultipartUploadResult>
        """)
    for name in ["x-amz-checksum-algorithm", "x-amz-checksum-type"] {
      if let value = request.fields[name] { answer.fields.append(name, value) }
    }
    return answer
  }

  private mutating func putPart(_ id: String, body: [UInt8], _ request: StubRequest) -> StubResponse {
    guard let number = request.textParameter("partNumber").flatMap({ Int($0) }), (1...10_000).contains(number) else {
      return .error(400, "InvalidArgument")
    }
    let part = StubPart(body: body, etag: hexadecimal(md5(body)), checksums: checksums(of: request))
    uploads[id]?.parts[number] = part
    return StubResponse(status: 200, fields: HTTPFields([("ETag", "\"\(part.etag)\"")] + part.checksums))
  }

  private mutating func copyPart(_ id: String, _ request: StubRequest) -> StubResponse {
    guard let source = copySource(request) else { return .error(404, "NoSuchKey") }
    var body = source.body
    if let header = request.fields["x-amz-copy-source-range"] {
      guard let bounds = Self.range(header, size: body.count) else { return .error(416, "InvalidRange") }
      body = Array(body[bounds])
    }
    let answer = putPart(id, body: body, request)
    guard answer.status == 200 else { return answer }
    return StubResponse(
      xml: """
        <?xml version="1.0" encoding="UTF-8"?>
        <CopyPartResult><LastModified>\(isoDate(now))</LastModified>\
        <ETag>&quot;\(hexadecimal(md5(body)))&quot;</ETag></CopyPartResult>
        """)
  }

  private mutating func complete(_ id: String, _ upload: StubUpload, _ request: StubRequest) -> StubResponse {
    let text = String(decoding: request.body, as: UTF8.self)
    let parts = elements("Part", in: text)
    guard !parts.isEmpty else { return .error(400, "MalformedXML") }
    var body: [UInt8] = []
    var digests: [UInt8] = []
    var last = 0
    for (index, part) in parts.enumerated() {
      guard let number = elements("PartNumber", in: part).first.flatMap({ Int($0) }) else {
        return .error(400, "MalformedXML")
      }
      guard number > last else { return .error(400, "InvalidPartOrder") }
      let tag = elements("ETag", in: part).first.map { String(decoding: xmlUnescaped($0), as: UTF8.self) }
      guard let known = upload.parts[number], tag.map(unquoted) == known.etag else { return .error(400, "InvalidPart") }
      if index < parts.count - 1, known.body.count < minimumPartBytes { return .error(400, "EntityTooSmall") }
      last = number
      body += known.body
      digests += md5(known.body)
    }
    if let refusal = writeRefusal(upload.bucket, upload.key, request) { return refusal }
    let etag = "\(hexadecimal(md5(digests)))-\(parts.count)"
    let object = StubObject(
      body: body, etag: etag, fields: upload.fields, checksums: checksums(of: request), partCount: parts.count,
      modifiedSeconds: now)
    buckets[upload.bucket]?[upload.key] = object
    uploads[id] = nil
    completed[id] = (upload.key, etag)
    return completion(upload.bucket, upload.key, etag)
  }

  private func completion(_ bucket: String, _ key: ObjectKey, _ etag: String) -> StubResponse {
    StubResponse(
      xml: """
        <?xml version="1.0" encoding="UTF-8"?>
        <CompleteMultipartUploadResult><Bucket>\(bucket)</Bucket><Key>\(xmlEscaped(key.bytes))</Key>\
        <ETag>&quot;\(etag)&quot;</ETag></CompleteMultipartUploadResult>
        """)
  }

  private func listParts(_ id: String, _ upload: StubUpload) -> StubResponse {
    let lines = upload.parts.sorted { $0.key < $1.key }.map { number, part in
      let sums = part.checksums.map { sum in
        let name = "Checksum" + sum.name.dropFirst("x-amz-checksum-".count).uppercased()
        return "<\(name)>\(sum.value)</\(name)>"
      }
      return "<Part><PartNumber>\(number)</PartNumber><LastModified>\(isoDate(upload.initiatedSeconds))</LastModified>"
        + "<ETag>&quot;\(part.etag)&quot;</ETag><Size>\(part.body.count)</Size>\(sums.joined())</Part>"
    }
    return StubResponse(
      xml: """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListPartsResult><Key>\(xmlEscaped(upload.key.bytes))</Key><UploadId>\(id)</UploadId>\
        <IsTruncated>false</IsTruncated>\(lines.joined())</ListPartsResult>
        """)
  }

  private func listUploads(_ bucket: String, _ request: StubRequest) -> StubResponse {
    let prefix = request.parameter("prefix") ?? []
    let encodes = request.textParameter("encoding-type") == "url"
    let open = uploads.filter { $0.value.bucket == bucket && $0.value.key.hasPrefix(prefix) }
    let lines = open.sorted { ($0.value.key, $0.key) < ($1.value.key, $1.key) }.map { id, upload in
      let name = encodes ? percentEncoded(upload.key.bytes) : xmlEscaped(upload.key.bytes)
      return "<Upload><Key>\(name)</Key><UploadId>\(id)</UploadId>"
        + "<Initiated>\(isoDate(upload.initiatedSeconds))</Initiated></Upload>"
    }
    return StubResponse(
      xml: """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListMultipartUploadsResult><Bucket>\(bucket)</Bucket>\(encodes ? "<EncodingType>url</EncodingType>" : "")\
        <IsTruncated>false</IsTruncated>\(lines.joined())</ListMultipartUploadsResult>
        """)
  }
}
