import S3Protocol
import StorageModel
import Testing

@Suite struct SemanticsTests {
  @Test func unknownSubresourcesNeverFallThrough() async throws {
    try await TestDaemon.with { daemon in
      _ = try daemon.send("PUT", "/bucket/k", body: [1])
      for (method, target) in [
        ("PUT", "/bucket?nothing"), ("PUT", "/other-bucket?nothing"), ("GET", "/bucket/k?swarm"),
        ("PUT", "/bucket/k?nonsense=1"), ("PUT", "/bucket/k?tagging&nonsense"),
        ("POST", "/bucket/k?restore"), ("PUT", "/bucket?lifecycle&nonsense"),
        ("PUT", "/bucket/k?partNumber=1"),
        ("POST", "/bucket/k?select&select-type=2"), ("HEAD", "/bucket/k?whatever"), ("GET", "/?nonsense"),
      ] {
        let answer = try daemon.send(method, target, body: method == "PUT" ? [2] : [])
        #expect(answer.status == 501, "\(method) \(target) gave \(answer.status) \(answer.text)")
        #expect(method == "HEAD" || answer.code == "NotImplemented")
      }
      #expect(try daemon.send("GET", "/bucket/k").body == [1])
      #expect(try daemon.send("GET", "/bucket/k?x-id=GetObject").body == [1])
      #expect(try daemon.send("HEAD", "/other-bucket").status == 404)
    }
  }

  @Test func absentConfigurationsHaveTheirOwnCodes() async throws {
    try await TestDaemon.with { daemon in
      for (subresource, code) in [
        ("tagging", "NoSuchTagSet"), ("lifecycle", "NoSuchLifecycleConfiguration"), ("policy", "NoSuchBucketPolicy"),
        ("cors", "NoSuchCORSConfiguration"), ("website", "NoSuchWebsiteConfiguration"),
        ("encryption", "ServerSideEncryptionConfigurationNotFoundError"),
        ("object-lock", "ObjectLockConfigurationNotFoundError"),
        ("publicAccessBlock", "NoSuchPublicAccessBlockConfiguration"),
        ("ownershipControls", "OwnershipControlsNotFoundError"),
        ("replication", "ReplicationConfigurationNotFoundError"),
      ] {
        let answer = try daemon.send("GET", "/bucket?\(subresource)")
        #expect(answer.status == 404 && answer.code == code)
        #expect(try daemon.send("GET", "/no-bucket?\(subresource)").code == "NoSuchBucket")
      }
      #expect(try daemon.send("GET", "/bucket?acl").text.contains("FULL_CONTROL"))
      let versioning = try daemon.send("GET", "/bucket?versioning")
      #expect(try GetBucketVersioningResponse(WireResponse(body: versioning.body)).status == nil)
      let location = try daemon.send("GET", "/bucket?location")
      #expect(try GetBucketLocationResponse(WireResponse(body: location.body)).region == "us-east-1")
    }
  }

  @Test func buckets() async throws {
    try await TestDaemon.with { daemon in
      _ = try daemon.send("PUT", "/bucket/k", body: [1])
      #expect(try daemon.send("PUT", "/bucket").status == 200)
      #expect(try daemon.send("GET", "/bucket/k").body == [1])
      for name in ["ab", "Upper", "under_score", "192.168.0.1", "two..dots", "end-"] {
        let answer = try daemon.send("PUT", "/\(name)")
        #expect(answer.status == 400 && answer.code == "InvalidBucketName")
      }
      #expect(try daemon.send("PUT", "/no-bucket/k", body: [1]).code == "NoSuchBucket")
      #expect(try daemon.send("DELETE", "/bucket").code == "BucketNotEmpty")
      #expect(try daemon.send("HEAD", "/bucket").headers["x-amz-bucket-region"] == "us-east-1")
      #expect(try daemon.send("GET", "/").text.contains("<Name>bucket</Name>"))
      #expect(try daemon.send("DELETE", "/bucket/k").status == 204)
      #expect(try daemon.send("DELETE", "/bucket").status == 204)
      #expect(try daemon.send("HEAD", "/bucket").status == 404)
    }
  }

  @Test func listings() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      for key in ["a%2Bb", "foo%2B1/x", "foo/1", "foo/2", "z%20z"] {
        #expect(try connection.send("PUT", "/bucket/\(key)", body: []).status == 200)
      }
      let first = try connection.send("GET", "/bucket?list-type=2&delimiter=%2F&max-keys=2&encoding-type=url")
      #expect(first.text.contains("<Key>a%2Bb</Key>") && first.text.contains("<Prefix>foo%2B1/</Prefix>"))
      let page = try ListObjectsV2Response(WireResponse(body: first.body))
      #expect(page.isTruncated && page.keyCount == 2)
      let token = try #require(page.nextContinuationToken)
      let rest = try connection.send(
        "GET", "/bucket?list-type=2&delimiter=%2F&encoding-type=url&continuation-token=\(token)")
      let last = try ListObjectsV2Response(WireResponse(body: rest.body))
      #expect(last.commonPrefixes == [Array("foo/".utf8)] && last.objects.map(\.key.description) == ["z z"])
      #expect(rest.text.contains("<Key>z%20z</Key>") && last.continuationToken == token && !last.isTruncated)
      let empty = try connection.send("GET", "/bucket?list-type=2&max-keys=0")
      #expect(try !ListObjectsV2Response(WireResponse(body: empty.body)).isTruncated)
      #expect(try connection.send("GET", "/bucket?list-type=2&max-keys=blah").code == "InvalidArgument")
      #expect(try connection.send("GET", "/bucket?max-keys=-1").code == "InvalidArgument")
      #expect(try connection.send("GET", "/bucket?list-type=2&continuation-token=zz").code == "InvalidArgument")
      let marker = try connection.send("GET", "/bucket?delimiter=%2F&marker=foo%2F&max-keys=1")
      #expect(marker.text.contains("<Marker>foo/</Marker>") && marker.text.contains("<Key>z z</Key>"))
      #expect(marker.text.contains("<Owner>"))
      #expect(try connection.send("GET", "/no-bucket?list-type=2").code == "NoSuchBucket")
    }
  }

  @Test func keysAreBytes() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let keys = ["..%2F..%2Fetc", "a%00b", "%FF%FE", "caf%C3%A9", "cafe%CC%81", "a//b", "/lead", ".", "%25", "a%0Ab"]
      for (index, key) in keys.enumerated() {
        #expect(try connection.send("PUT", "/bucket/\(key)", body: [UInt8(index)]).status == 200)
      }
      for (index, key) in keys.enumerated() {
        #expect(try connection.send("GET", "/bucket/\(key)").body == [UInt8(index)], "\(key)")
      }
      let listed = try connection.send("GET", "/bucket?list-type=2&encoding-type=url")
      #expect(try ListObjectsV2Response(WireResponse(body: listed.body)).keyCount == keys.count)
      let long = String(repeating: "k", count: 1024)
      #expect(try connection.send("PUT", "/bucket/\(long)", body: [1]).status == 200)
      #expect(try connection.send("PUT", "/bucket/\(long)k", body: [1]).code == "KeyTooLongError")
    }
  }

  @Test func whatIsNotKeptIsNotPromised() async throws {
    try await TestDaemon.with { daemon in
      let encrypted = [("x-amz-server-side-encryption", "AES256")]
      #expect(try daemon.send("PUT", "/bucket/k", headers: encrypted, body: [1]).code == "NotImplemented")
      let odd = try daemon.send("PUT", "/bucket/k", headers: [("x-amz-acl", "public-red")], body: [1])
      #expect(odd.code == "InvalidArgument")
      #expect(try daemon.send("HEAD", "/bucket/k").status == 404)
      let large = [("x-amz-meta-a", String(repeating: "x", count: 2048))]
      #expect(try daemon.send("PUT", "/bucket/k", headers: large, body: [1]).code == "MetadataTooLarge")
      let strange = [("x-amz-storage-class", "NEVER_HEARD_OF")]
      #expect(try daemon.send("PUT", "/bucket/k", headers: strange, body: [1]).code == "InvalidStorageClass")
    }
  }

  @Test func whatWasAcknowledgedIsThereAfterARestart() async throws {
    let daemon = try await TestDaemon.start()
    _ = try daemon.send("PUT", "/bucket")
    let body = [UInt8](repeating: 3, count: 100_000)
    #expect(try daemon.send("PUT", "/bucket/k", body: body).status == 200)
    try await daemon.end()
    let again = try await TestDaemon.start(path: daemon.path)
    #expect(try again.send("GET", "/bucket/k").body == body)
    try await again.stop()
  }
}
