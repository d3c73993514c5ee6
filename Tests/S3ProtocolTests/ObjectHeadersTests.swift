import Digests
import S3Protocol
import StorageModel
import Testing

/// Metadata, checksums, tags and what else stands in the headers of an object.
@Suite struct ObjectHeadersTests {
  @Test(
    arguments: [
      ("aws-chunked", nil), ("gzip, aws-chunked", "gzip"), ("aws-chunked,gzip", "gzip"), ("gzip", "gzip"),
      ("AWS-Chunked", nil),
      ("gzip,br,aws-chunked", "gzip,br"), ("gzip, br", "gzip, br"), ("", nil),
    ] as [(String, String?)])
  func chunkedCodingIsNotStored(value: String, expected: String?) throws {
    #expect(try StoredHeaders(request: HTTPFields([("Content-Encoding", value)])).contentEncoding == expected)
  }

  @Test func metadataNamesAreLowerCaseAndEmptyValuesStay() throws {
    let headers = HTTPFields([
      ("X-Amz-Meta-Foo", "Bar"), ("x-amz-meta-empty", ""), ("x-amz-meta-foo", "baz"), ("x-amz-metanone", "x"),
      ("x-amz-acl", "private"),
    ])
    #expect(try StoredHeaders(request: headers).metadata == ["foo": "Bar,baz", "empty": ""])
  }

  @Test func metadataHasALimit() throws {
    let value = String(repeating: "v", count: 2045)
    _ = try StoredHeaders(request: HTTPFields([("x-amz-meta-key", value)]))
    let error = #expect(throws: S3Error.self) {
      try StoredHeaders(request: HTTPFields([("x-amz-meta-key", value + "v")]))
    }
    #expect(error?.code == .metadataTooLarge)
    #expect(error?.details.first { $0.name == "MaxSizeAllowed" }?.value == "2048")
  }

  @Test(arguments: [
    ("=?UTF-8?B?w6Q=?=", "ä"), ("=?utf-8?q?=C3=A4_b?=", "ä b"), ("=?UTF-8?Q?a?= =?UTF-8?Q?b?=", "ab"),
    ("x =?UTF-8?Q?a?= y", "x a y"),
    ("=?ISO-8859-1?Q?=E4?=", "ä"), ("plain", "plain"), ("=?", "=?"), ("=?UTF-8?B?w6Q?=", "=?UTF-8?B?w6Q?="),
    ("=?UTF-8?X?a?=", "=?UTF-8?X?a?="), ("=?UTF-8?Q?=C?=", "=?UTF-8?Q?=C?="), ("=?UTF-8?Q?=FF?=", "=?UTF-8?Q?=FF?="),
    ("a=?b?=c", "a=?b?=c"), ("=?koi8-r?Q?a?=", "=?koi8-r?Q?a?="),
  ])
  func encodedWordsAreDecoded(value: String, expected: String) {
    #expect(UserMetadata.decodingEncodedWords(value) == expected)
    #expect(StoredHeaders(response: HTTPFields([("x-amz-meta-a", value)])).metadata == ["a": expected])
  }

  @Test func contentMD5IsSixteenBytesOfBase64() throws {
    #expect(try BodyHeaders(request: HTTPFields([("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")])).md5?.count == 16)
    for value in ["", "x", "YWJj", "1B2M2Y8AsgTpgAmY7PhCfg", "d41d8cd98f00b204e9800998ecf8427e"] {
      let error = #expect(throws: S3Error.self, "\(value)") {
        try BodyHeaders(request: HTTPFields([("Content-MD5", value)]))
      }
      #expect(error?.code == .invalidDigest)
    }
  }

  @Test func theDecodedLengthCounts() throws {
    let headers = HTTPFields([("Content-Length", "300"), ("X-Amz-Decoded-Content-Length", "100")])
    #expect(try BodyHeaders(request: headers).lengthBytes == 100)
    for value in ["-1", "", "a", "1e3", "9223372036854775808"] {
      #expect(throws: S3Error.self) { try BodyHeaders(request: HTTPFields([("Content-Length", value)])) }
      #expect(throws: S3Error.self) { try BodyHeaders(request: HTTPFields([("x-amz-decoded-content-length", value)])) }
    }
  }

  @Test func checksumHeaders() throws {
    func read(_ headers: [(name: String, value: String)]) throws(S3Error) -> ChecksumHeaders {
      try ChecksumHeaders(request: HTTPFields(headers))
    }
    let value = Checksum(.crc32, bytes: [1, 2, 3, 4])
    #expect(try read([("X-Amz-Checksum-Crc32", "AQIDBA==")]).value == value)
    #expect(try read([("x-amz-trailer", "x-amz-checksum-crc32c")]).algorithm == .crc32c)
    #expect(try read([("x-amz-sdk-checksum-algorithm", "CRC32"), ("x-amz-checksum-crc32", "AQIDBA==")]).value == value)
    #expect(try read([("x-amz-checksum-algorithm", "CRC32"), ("x-amz-checksum-mode", "ENABLED")]).algorithm == nil)
    for bad in [
      [("x-amz-checksum-crc32", "AQIDBA==", ""), ("x-amz-checksum-sha1", "AQIDBA==", "")],
      [("x-amz-checksum-md5", "AQIDBA==", "")],
      [("x-amz-sdk-checksum-algorithm", "CRC32", "")], [("x-amz-sdk-checksum-algorithm", "MD4", "")],
      [("x-amz-sdk-checksum-algorithm", "SHA1", ""), ("x-amz-checksum-crc32", "AQIDBA==", "")],
      [("x-amz-trailer", "x-amz-checksum-crc32", ""), ("x-amz-checksum-crc32", "AQIDBA==", "")],
    ] {
      let error = #expect(throws: S3Error.self, "\(bad)") { try read(bad.map { ($0.0, $0.1) }) }
      #expect(error?.code == .invalidRequest)
    }
    for impossible in ["AQID", "", "bad"] {
      let error = #expect(throws: S3Error.self) { try read([("x-amz-checksum-crc32", impossible)]) }
      #expect(error?.code == .badDigest)
    }
  }

  @Test func compositeChecksumsKeepTheirCount() throws {
    let fields = HTTPFields([("x-amz-checksum-crc32", "AQIDBA==-7")])
    #expect(try ChecksumHeaders(request: fields).value == Checksum(.crc32, bytes: [1, 2, 3, 4], compositePartCount: 7))
    #expect(ChecksumHeaders.all(in: fields).first?.compositePartCount == 7)
    #expect(ChecksumHeaders.all(in: HTTPFields([("x-amz-checksum-crc32", "AQIDBA==-")])).isEmpty)
  }

  @Test func tagsComeBackSorted() throws {
    let tags = try ObjectTags.parse(header: "foo=bar&bar")
    #expect(tags == [ObjectTag(key: "bar", value: ""), ObjectTag(key: "foo", value: "bar")])
    #expect(ObjectTags.headerValue(tags) == "bar=&foo=bar")
    #expect(try ObjectTags.parse(header: "a=b%20c+d") == [ObjectTag(key: "a", value: "b c d")])
    #expect(try ObjectTags.parse(header: "").isEmpty)
  }

  @Test func tagsHaveLimits() throws {
    let eleven = (0..<11).map { "k\($0)=v" }.joined(separator: "&")
    let long = String(repeating: "k", count: 129)
    let longValue = "k=" + String(repeating: "v", count: 257)
    for value in [eleven, "a=1&a=2", "=v", long, longValue] {
      #expect(#expect(throws: S3Error.self) { try ObjectTags.parse(header: value) }?.code == .invalidTag, "\(value)")
    }
    for value in ["a=%", "a=%ff"] {
      #expect(#expect(throws: S3Error.self) { try ObjectTags.parse(header: value) }?.code == .invalidArgument)
    }
    #expect(try ObjectTags.parse(header: String(long.dropFirst())).count == 1)
  }

  @Test func writeHeadersAreChecked() throws {
    func code(_ name: String, _ value: String) -> S3ErrorCode? {
      #expect(throws: S3Error.self) { try WriteHeaders(request: HTTPFields([(name, value)])) }?.code
    }
    #expect(code("x-amz-storage-class", "COLD") == .invalidStorageClass)
    #expect(code("x-amz-server-side-encryption", "rot13") == .invalidArgument)
    #expect(code("x-amz-object-lock-mode", "GOVERNANCE") == .invalidArgument)
    #expect(code("x-amz-object-lock-legal-hold", "MAYBE") == .invalidArgument)
    #expect(try WriteHeaders(request: HTTPFields([("x-amz-storage-class", "STANDARD")])).storageClass == nil)
  }
}
