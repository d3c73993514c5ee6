import Digests
import S3Protocol
import StorageModel
import Testing

/// What Ceph's suite asks of a server, where it is not what the S3 reference says.
@Suite struct CephBehaviourTests {
  @Test func requestsThatAreTaken() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      for expectation in ["200", ""] {
        #expect(try connection.send("PUT", "/bucket/k", headers: [("Expect", expectation)], body: [1]).status == 200)
      }
      #expect(try connection.send("PUT", "/bucket/k", headers: [("Content-Type", "")], body: [1]).status == 200)
      #expect(try connection.send("HEAD", "/bucket/k").headers["content-type"] == "binary/octet-stream")
      #expect(try connection.send("GET", "/bucket?allow-unordered=true").text.contains("<Key>k</Key>"))
      let anonymous = try daemon.connect()
      try anonymous.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      let none = try anonymous.readAnswer()
      #expect(none.status == 200 && none.text.contains("<Buckets") && !none.text.contains("<Bucket>"))
      let usage = try connection.send("HEAD", "/bucket?read-stats=true")
      #expect(usage.headers["x-rgw-object-count"] == "1" && usage.headers["x-rgw-bytes-used"] == "1")
    }
  }

  @Test func requestsThatAreRefused() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      #expect(try connection.send("PUT", "/").code == "MethodNotAllowed")
      for name in ["foo.-bar", "foo-.bar"] {
        #expect(try connection.send("PUT", "/\(name)").code == "InvalidBucketName")
      }
      #expect(try connection.send("GET", "/bucket?allow-unordered=true&delimiter=x").code == "InvalidArgument")
      let checksum = [("x-amz-checksum-sha256", "bad")]
      #expect(try connection.send("PUT", "/bucket/k", headers: checksum, body: [1]).code == "BadDigest")
      _ = try connection.send("PUT", "/bucket/k", body: [1])
      #expect(try connection.send("GET", "/bucket/k?partNumber=2").code == "InvalidPart")
      let torrent = try connection.send("GET", "/bucket/k?torrent")
      #expect(torrent.status == 404 && torrent.code == "NoSuchKey")
      let other = [("x-amz-expected-bucket-owner", "somebody")]
      #expect(try connection.send("GET", "/bucket/k", headers: other).code == "AccessDenied")
      let source = [("x-amz-copy-source", "/bucket/k"), ("x-amz-source-expected-bucket-owner", "somebody")]
      #expect(try connection.send("PUT", "/bucket/c", headers: source).code == "AccessDenied")
    }
  }

  /// Names of buckets are one space, so that a tenant before one says nothing.
  @Test func bucketsAreFoundWithATenantBeforeTheirName() async throws {
    try await TestDaemon.with { daemon in
      _ = try daemon.send("PUT", "/bucket/k", body: [1])
      for name in [":bucket", "tenant:bucket"] {
        #expect(try daemon.send("GET", "/\(name)").text.contains("<Key>k</Key>"))
        #expect(try daemon.send("GET", "/\(name)/k").body == [1])
        #expect(try daemon.send("PUT", "/\(name)").code == "InvalidBucketName")
      }
      #expect(try daemon.send("GET", "/a:b:bucket").code == "NoSuchBucket")
      #expect(try daemon.send("GET", "/tenant:none").code == "NoSuchBucket")
    }
  }

  /// A delete with a condition is about something: where nothing is, it leaves no delete marker.
  @Test func conditionalDeletesOfNothingLeaveNoMarker() async throws {
    try await TestDaemon.with { daemon in
      let enabled = Array("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>".utf8)
      #expect(try daemon.send("PUT", "/bucket?versioning", body: enabled).status == 200)
      for condition in [("If-Match", "*"), ("If-Match", "none"), ("x-amz-if-match-size", "3")] {
        let answer = try daemon.send("DELETE", "/bucket/k", headers: [condition])
        #expect(answer.status == 204 && answer.headers["x-amz-delete-marker"] == nil)
      }
      #expect(!(try daemon.send("GET", "/bucket?versions").text.contains("<Key>")))
      #expect(try daemon.send("DELETE", "/bucket/k").headers["x-amz-delete-marker"] == "true")
      #expect(try daemon.send("DELETE", "/bucket/k", headers: [("If-Match", "none")]).status == 412)
    }
  }

  @Test func aCopyCanHaveAnotherChecksum() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let body = [UInt8](repeating: 5, count: 70_000)
      _ = try connection.send("PUT", "/bucket/k", body: body)
      let headers = [("x-amz-copy-source", "/bucket/k"), ("x-amz-checksum-algorithm", "CRC32")]
      let copy = try connection.send("PUT", "/bucket/c", headers: headers)
      let result = try CopyObjectResponse(WireResponse(headers: copy.headers, body: copy.body)).result
      let mode = [("x-amz-checksum-mode", "ENABLED")]
      let stored = try connection.send("HEAD", "/bucket/c", headers: mode).headers["x-amz-checksum-crc32"]
      #expect(stored != nil && stored == result.checksum?.headerValue)
      let missing = [("x-amz-copy-source", "/bucket/none"), ("x-amz-checksum-algorithm", "CRC32")]
      #expect(try connection.send("PUT", "/bucket/c", headers: missing).code == "NoSuchKey")
      #expect(try connection.send("GET", "/bucket/c").body == body)
    }
  }
}
