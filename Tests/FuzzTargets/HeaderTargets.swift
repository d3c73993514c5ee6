import S3Protocol
import StorageModel

/// A header a line.
private func fields(_ input: [UInt8]) -> HTTPFields {
  var fields = HTTPFields()
  for line in text(input).split(separator: "\n").prefix(50) {
    let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if halves.count == 2 { fields.append(String(halves[0]), String(halves[1])) }
  }
  return fields
}

let headerTargets: [FuzzTarget] = [
  FuzzTarget("range", seeds: seeds("bytes=0-99", "bytes=-5", "bytes=7-", "bytes=9223372036854775807-", "bytes=0-0,2-3"))
  {
    (input) throws(FuzzViolation) in
    let value = text(input)
    _ = ContentRange(value)?.range?.lengthBytes
    _ = accepted { try CopySourceRange.parse(value).lengthBytes }
    guard let range = RangeHeader(value) else { return }
    try hold(RangeHeader(range.headerValue) == range, "written and read it is another range")
    for size: Int64 in [0, 1, 100, .max] {
      guard case .partial(let found) = range.resolve(sizeBytes: size) else { continue }
      try hold(found.first >= 0 && found.first <= found.last && found.last < size, "outside of \(size) bytes")
    }
  },
  FuzzTarget("copy-source", seeds: seeds("/bucket/a%25b?versionId=x", "bucket/%C3%A4/../c", "/bucket/k%3Fx")) {
    (input) throws(FuzzViolation) in
    guard let source = accepted({ try CopySourceHeader(text(input)) }) else { return }
    try hold(accepted { try CopySourceHeader(source.headerValue) } == source, "written and read it is another source")
  },
  FuzzTarget("tagging-header", seeds: seeds("a=1&b=2", "k%20y=%C3%A4&z", "=")) { (input) throws(FuzzViolation) in
    guard let tags = accepted({ try ObjectTags.parse(header: text(input)) }) else { return }
    let again = accepted { try ObjectTags.parse(header: ObjectTags.headerValue(tags)) }
    try hold(again == tags, "written and read they are other tags")
  },
  // Everything that a PUT, a copy, a GET or a part says in its headers.
  FuzzTarget(
    "write-headers",
    seeds: seeds(
      "content-type:text/plain\nx-amz-meta-a:=?UTF-8?Q?=C3=A4?=\nx-amz-storage-class:GLACIER\nx-amz-tagging:a=b",
      "x-amz-checksum-crc32:AAAAAA==\nx-amz-sdk-checksum-algorithm:CRC32\nx-amz-trailer:x-amz-checksum-crc32",
      "if-match:\"a\", W/\"b\"\nif-modified-since:Sun, 06 Nov 1994 08:49:37 GMT\nif-none-match:*",
      "x-amz-copy-source:/b/k\nx-amz-metadata-directive:REPLACE\nx-amz-copy-source-if-match:\"e\"",
      "x-amz-object-lock-mode:GOVERNANCE\nx-amz-object-lock-retain-until-date:2027-01-01T00:00:00Z",
      "x-amz-server-side-encryption-customer-algorithm:AES256\nx-amz-server-side-encryption-customer-key:AAAA")
  ) { (input) throws(FuzzViolation) in
    let headers = fields(input)
    let request = WireRequest("PUT", query: [QueryParameter("partNumber", "1")], headers: headers)
    _ = accepted { try CopyObjectRequest(request) }
    _ = accepted { try GetObjectRequest(request) }
    _ = accepted { try UploadPartRequest(request) }
    _ = accepted { try UploadPartCopyRequest(request) }
    _ = accepted { try CreateMultipartUploadRequest(request) }
    _ = accepted { try BodyHeaders(request: headers) }
    guard let read = accepted({ try PutObjectRequest(request) }) else { return }
    let written = read.wireRequest()
    guard let again = accepted({ try PutObjectRequest(written) }) else { throw FuzzViolation("written, it is refused") }
    let sorted = { (fields: HTTPFields) in fields.fields.map { "\($0.name):\($0.value)" }.sorted() }
    try hold(sorted(again.wireRequest().headers) == sorted(written.headers), "read again it differs")
  },
  FuzzTarget("encoded-words", seeds: seeds("=?UTF-8?Q?=C3=A4_b?= =?UTF-8?B?w6Q=?=", "plain", "=?x?B?=?=")) {
    (input) throws(FuzzViolation) in
    _ = UserMetadata.decodingEncodedWords(text(input))
  },
  FuzzTarget(
    "dates",
    seeds: seeds(
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sunday, 06-Nov-94 08:49:37 GMT",
      "2009-10-12T17:50:30.123+02:00", "20260301T103000Z")
  ) { (input) throws(FuzzViolation) in
    let value = text(input)
    if let time = Timestamp(httpDate: value) {
      try hold(Timestamp(httpDate: time.httpDate)?.seconds == time.seconds, "written and read it is another time")
    }
    if let time = Timestamp(iso8601: value) {
      let again = Timestamp(iso8601: time.iso8601)
      try hold(
        again.map { $0.nanoseconds / 1_000_000 } == time.nanoseconds / 1_000_000, "\(time.iso8601) is another time")
    }
    _ = CivilTime(basic: value)
  },
  // A query as a listing has it: every parameter, and tokens that nobody gave out.
  FuzzTarget(
    "listing-query",
    seeds: seeds(
      "list-type=2&prefix=a%2F&delimiter=%2F&max-keys=7&continuation-token=6162&start-after=x&encoding-type=url",
      "versions&key-marker=a&version-id-marker=null&max-keys=0", "uploads&upload-id-marker=u&max-uploads=1001",
      "partNumber=3&uploadId=u&part-number-marker=4")
  ) { (input) throws(FuzzViolation) in
    guard let query = accepted({ try QueryParameter.decode(text(input)) }) else { return }
    let request = WireRequest("GET", query: query)
    if let read = accepted({ try ListObjectsV2Request(request) }) {
      let again = accepted { try ListObjectsV2Request(read.wireRequest()) }
      try hold(again?.wireRequest().query == read.wireRequest().query, "read again it differs")
    }
    _ = accepted { try ListObjectsRequest(request) }
    _ = accepted { try ListObjectVersionsRequest(request) }
    _ = accepted { try ListMultipartUploadsRequest(request) }
    _ = accepted { try ListPartsRequest(request) }
    _ = accepted { try ListBucketsRequest(request) }
  },
]
