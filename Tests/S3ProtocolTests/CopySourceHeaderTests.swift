import S3Protocol
import StorageModel
import Testing

@Suite struct CopySourceHeaderTests {
  private func source(_ value: String) throws -> (bucket: String, key: [UInt8], version: String?) {
    let source = try CopySourceHeader(value)
    return (source.bucket.text, source.key.bytes, source.versionID)
  }

  @Test(arguments: [
    ("bucket/key", "key"), ("/bucket/key", "key"), ("/bucket/a/b", "a/b"), ("bucket/%20", " "), ("bucket/_", "_"),
    ("bucket/a%25.txt", "a%.txt"), ("bucket/a%2525", "a%25"), ("bucket%2Fkey", "key"), ("%2Fbucket/key", "key"),
    ("bucket/a+b", "a+b"), ("bucket/%E6%97%A5", "日"), ("bucket/a%3Fb", "a?b"), ("bucket//x", "/x"),
    ("bucket/a/../b", "a/../b"),
  ])
  func isDecodedOnce(value: String, key: String) throws {
    let found = try source(value)
    #expect(found.bucket == "bucket")
    #expect(found.key == Array(key.utf8))
    #expect(found.version == nil)
  }

  @Test func readsTheVersion() throws {
    let found = try source("/bucket/key?versionId=a%2Bb")
    #expect(found.key == Array("key".utf8))
    #expect(found.version == "a+b")
  }

  @Test(arguments: [
    "", "/", "bucket", "bucket/", "/bucket", "/bucket/", "//key", "bucket/%", "bucket/%2", "bucket/%zz",
    "bucket/key?versionId=", "bucket/key?versionID=x", "bucket/key?", "bucket/key?versionId=%ff",
    "bucket/k?versionId=%",
  ])
  func refuses(value: String) {
    let error = #expect(throws: S3Error.self) { try CopySourceHeader(value) }
    #expect(error?.code == .invalidArgument)
  }

  @Test func refusesImpossibleBucketsAndLongKeys() {
    #expect(#expect(throws: S3Error.self) { try CopySourceHeader("B_/key") }?.code == .invalidBucketName)
    let long = String(repeating: "k", count: 1025)
    #expect(#expect(throws: S3Error.self) { try CopySourceHeader("bucket/\(long)") }?.code == .keyTooLong)
  }

  @Test func comesBack() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = WireRandom(seed: seed)
    for _ in 0..<500 {
      let source = try random.copySource()
      #expect(try CopySourceHeader(source.headerValue) == source, "seed \(seed)")
    }
  }

  @Test func theRangeIsStrict() throws {
    #expect(try CopySourceRange.parse("bytes=0-9") == ByteRange(first: 0, last: 9))
    for value in [
      "", "0-2", "bytes=0", "bytes=0-2,3-5", "bytes=-5", "bytes=5-", "bytes=5-4", "bytes=a-b", "bytes 0-2",
      "bytes=0-9223372036854775807",
    ] {
      let error = #expect(throws: S3Error.self, "\(value)") { try CopySourceRange.parse(value) }
      #expect(error?.code == .invalidArgument)
    }
  }
}
