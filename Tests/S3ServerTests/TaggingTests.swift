import Digests
import S3Protocol
import StorageModel
import Testing

@Suite struct TaggingTests {
  @Test func tagsComeBackSortedAndAreCounted() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let put = try connection.send("PUT", "/bucket/k", headers: [("x-amz-tagging", "foo=bar&bar")], body: [1])
      #expect(put.status == 200)
      #expect(try tags(connection, "k") == [ObjectTag(key: "bar", value: ""), ObjectTag(key: "foo", value: "bar")])
      #expect(try connection.send("GET", "/bucket/k").headers["x-amz-tagging-count"] == "2")
      let copy = [("x-amz-copy-source", "/bucket/k")]
      _ = try connection.send("PUT", "/bucket/copy", headers: copy)
      #expect(try tags(connection, "copy").count == 2)
      let replacing = copy + [("x-amz-tagging-directive", "REPLACE"), ("x-amz-tagging", "a=b")]
      _ = try connection.send("PUT", "/bucket/copy", headers: replacing)
      #expect(try tags(connection, "copy") == [ObjectTag(key: "a", value: "b")])
      let modified = try connection.send("HEAD", "/bucket/k").headers["last-modified"]
      #expect(try connection.send("DELETE", "/bucket/k?tagging").status == 204)
      #expect(try tags(connection, "k").isEmpty)
      let head = try connection.send("HEAD", "/bucket/k")
      #expect(head.headers["x-amz-tagging-count"] == nil && head.headers["last-modified"] == modified)
      #expect(try connection.send("GET", "/bucket/none?tagging").code == "NoSuchKey")
    }
  }

  @Test func limitsOfTags() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      _ = try connection.send("PUT", "/bucket/k", body: [1])
      func set(_ tags: [ObjectTag]) throws -> TestAnswer {
        try connection.send("PUT", "/bucket/k?tagging", body: PutObjectTaggingRequest(tags: tags).wireRequest().body)
      }
      let ten = (0..<10).map { ObjectTag(key: "\($0)", value: String(repeating: "v", count: 256)) }
      #expect(try set(ten).status == 200)
      #expect(try tags(connection, "k") == ten)
      let long = String(repeating: "k", count: 129)
      for wrong in [
        ten + [ObjectTag(key: "x", value: "")], [ObjectTag(key: long, value: "")],
        [ObjectTag(key: "a", value: long + long)],
        [ObjectTag(key: "a", value: "1"), ObjectTag(key: "a", value: "2")],
      ] { #expect(try set(wrong).code == "InvalidTag") }
      #expect(try tags(connection, "k") == ten)
    }
  }

  @Test func attributesOfPartsAndTheirReads() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let first = [UInt8](repeating: 7, count: 5 << 20)
      let created = try connection.send(
        "POST", "/bucket/k?uploads", headers: [("x-amz-checksum-algorithm", "CRC32C"), ("x-amz-tagging", "a=b")])
      let id = try CreateMultipartUploadResponse(WireResponse(headers: created.headers, body: created.body)).uploadID
      var parts: [CompleteMultipartUploadRequest.Part] = []
      for (number, body) in [(2, first), (5, [UInt8](repeating: 8, count: 10))] {
        let part = try connection.send("PUT", "/bucket/k?partNumber=\(number)&uploadId=\(id)", body: body)
        parts.append(.init(number: number, etag: ETag(try #require(part.headers["etag"]))))
      }
      let complete = CompleteMultipartUploadRequest(uploadID: id, parts: parts).wireRequest().body
      #expect(try connection.send("POST", "/bucket/k?uploadId=\(id)", body: complete).status == 200)
      #expect(try tags(connection, "k") == [ObjectTag(key: "a", value: "b")])
      let wanted = [("x-amz-object-attributes", "ETag,ObjectParts,ObjectSize,StorageClass,Checksum")]
      let answer = try connection.send("GET", "/bucket/k?attributes", headers: wanted + [("x-amz-max-parts", "1")])
      let found = try GetObjectAttributesResponse(WireResponse(headers: answer.headers, body: answer.body))
      #expect(found.sizeBytes == (5 << 20) + 10 && found.storageClass == "STANDARD" && found.checksumType == .composite)
      #expect(found.parts?.totalCount == 2 && found.parts?.isTruncated == true && found.parts?.parts.first?.number == 2)
      let mode = [("x-amz-checksum-mode", "ENABLED")]
      let second = try connection.send("GET", "/bucket/k?partNumber=2", headers: mode)
      #expect(second.status == 206 && second.headers["x-amz-mp-parts-count"] == "2" && second.body.count == 10)
      #expect(second.headers["x-amz-checksum-crc32c"] == checksum(.crc32c, of: second.body).headerValue)
      #expect(try connection.send("GET", "/bucket/k?partNumber=3").code == "InvalidPart")
      #expect(try connection.send("GET", "/bucket/k?attributes").code == "InvalidArgument")
    }
  }

  private func tags(_ connection: TestConnection, _ key: String) throws -> [ObjectTag] {
    let answer = try connection.send("GET", "/bucket/\(key)?tagging")
    return try GetTaggingResponse(WireResponse(headers: answer.headers, body: answer.body)).tags
  }
}
