import Digests
import S3Protocol
import StorageModel
import Testing

@Suite struct ObjectTests {
  @Test func putGetHeadDelete() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let body = Array("hello, blob".utf8)
      let put = try connection.send(
        "PUT", "/bucket/a%20key", headers: [("Content-Type", "text/plain"), ("x-amz-meta-Empty", "")], body: body)
      #expect(put.status == 200)
      let etag = "\"" + hexadecimal(md5(body)) + "\""
      #expect(put.headers["etag"] == etag)
      let get = try connection.send("GET", "/bucket/a%20key")
      #expect(get.status == 200 && get.body == body)
      #expect(get.headers["content-type"] == "text/plain")
      #expect(get.headers["x-amz-meta-empty"] == "")
      #expect(get.headers["accept-ranges"] == "bytes")
      let head = try connection.send("HEAD", "/bucket/a%20key")
      #expect(head.status == 200 && head.headers["content-length"] == String(body.count))
      #expect(try connection.send("DELETE", "/bucket/a%20key").status == 204)
      #expect(try connection.send("DELETE", "/bucket/a%20key").status == 204)
      let gone = try connection.send("GET", "/bucket/a%20key")
      #expect(gone.status == 404 && gone.code == "NoSuchKey")
      #expect(S3ErrorDocument(xml: gone.body)?.requestID == gone.headers["x-amz-request-id"])
      let headGone = try connection.send("HEAD", "/bucket/a%20key")
      #expect(headGone.status == 404 && headGone.body.isEmpty)
    }
  }

  @Test func metadataThatIsNotASCIIComesBackAsAnEncodedWord() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let value = "caf\u{e9} \u{20ac}"
      _ = try connection.send("PUT", "/bucket/k", headers: [("x-amz-meta-a", value), ("x-amz-meta-b", "b")], body: [1])
      let head = try connection.send("HEAD", "/bucket/k")
      #expect(head.headers["x-amz-meta-a"] == "=?UTF-8?B?Y2Fmw6kg4oKs?=" && head.headers["x-amz-meta-b"] == "b")
      #expect(StoredHeaders(response: head.headers).metadata == ["a": value, "b": "b"])
    }
  }

  @Test(arguments: [40_000, 300_000, 3_000_000])
  func largeBodiesPassInPieces(size: Int) async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ ($0 >> 8)) }
      #expect(try connection.send("PUT", "/bucket/large", body: body).status == 200)
      #expect(try connection.send("GET", "/bucket/large").body == body)
      let range = try connection.send("GET", "/bucket/large", headers: [("Range", "bytes=100-39999")])
      #expect(range.status == 206 && range.body == Array(body[100...39_999]))
      #expect(range.headers["content-range"] == "bytes 100-39999/\(size)")
      let tail = try connection.send("GET", "/bucket/large", headers: [("Range", "bytes=-10")])
      #expect(tail.body == Array(body.suffix(10)))
      let past = try connection.send("GET", "/bucket/large", headers: [("Range", "bytes=\(size)-")])
      #expect(past.status == 416 && past.code == "InvalidRange")
      #expect(past.headers["content-range"] == "bytes */\(size)")
    }
  }

  @Test func conditions() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      #expect(try connection.send("PUT", "/bucket/k", headers: [("If-Match", "*")], body: [1]).code == "NoSuchKey")
      let absent = [("If-None-Match", "*")]
      let first = try connection.send("PUT", "/bucket/k", headers: absent, body: [1])
      #expect(first.status == 200)
      let second = try connection.send("PUT", "/bucket/k", headers: absent, body: [2])
      #expect(second.status == 412 && second.code == "PreconditionFailed")
      let etag = try #require(first.headers["etag"])
      let bare = String(etag.dropFirst().dropLast())
      #expect(try connection.send("PUT", "/bucket/k", headers: [("If-Match", bare)], body: [1]).status == 200)
      let unchanged = try connection.send("GET", "/bucket/k", headers: [("If-None-Match", etag)])
      #expect(unchanged.status == 304 && unchanged.headers["etag"] == etag)
      #expect(try connection.send("GET", "/bucket/k", headers: [("If-Match", "\"x\"")]).status == 412)
      let future = [("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")]
      #expect(try connection.send("HEAD", "/bucket/k", headers: future).status == 304)
    }
  }

  @Test func digestsAreCompared() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let body = Array("body".utf8)
      func put(_ name: String, _ value: String) throws -> TestAnswer {
        try connection.send("PUT", "/bucket/k", headers: [(name, value)], body: body)
      }
      #expect(try put("Content-MD5", "").code == "InvalidDigest")
      #expect(try put("Content-MD5", "rrJT3Y3j").code == "InvalidDigest")
      #expect(try put("Content-MD5", base64Encoded(md5([1]))).code == "BadDigest")
      #expect(try put("x-amz-checksum-crc32", checksum(.crc32, of: [1]).headerValue).code == "BadDigest")
      #expect(try connection.send("GET", "/bucket/k").status == 404)
      let right = checksum(.crc64nvme, of: body)
      #expect(try put(right.algorithm.headerName, right.headerValue).headers[right.algorithm.headerName] != nil)
      #expect(try connection.send("GET", "/bucket/k").headers[right.algorithm.headerName] == nil)
      let enabled = [("x-amz-checksum-mode", "ENABLED")]
      let whole = try connection.send("GET", "/bucket/k", headers: enabled)
      #expect(whole.headers[right.algorithm.headerName] == right.headerValue)
      let part = try connection.send("GET", "/bucket/k", headers: enabled + [("Range", "bytes=0-1")])
      #expect(part.headers[right.algorithm.headerName] == nil)
    }
  }

  @Test func copiesAndBatches() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      _ = try connection.send("PUT", "/bucket/a%2525.txt", headers: [("x-amz-meta-x", "1")], body: [1, 2, 3])
      let source = [("x-amz-copy-source", "bucket/a%2525.txt")]
      #expect(try connection.send("PUT", "/bucket/copy", headers: source).status == 200)
      let copy = try connection.send("GET", "/bucket/copy")
      #expect(copy.body == [1, 2, 3] && copy.headers["x-amz-meta-x"] == "1")
      #expect(try connection.send("PUT", "/bucket/a%2525.txt", headers: source).code == "InvalidRequest")
      let replace = source + [("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-y", "2")]
      #expect(try connection.send("PUT", "/bucket/a%2525.txt", headers: replace).status == 200)
      let changed = try connection.send("HEAD", "/bucket/a%2525.txt")
      #expect(changed.headers["x-amz-meta-x"] == nil && changed.headers["x-amz-meta-y"] == "2")
      let other = [("x-amz-copy-source", "bucket/a%25.txt")]
      #expect(try connection.send("PUT", "/bucket/copy", headers: other).code == "NoSuchKey")
      let document = DeleteObjectsRequest(
        items: [.init(key: ObjectKey("copy")), .init(key: ObjectKey("never"))]
      ).wireRequest()
      let deleted = try connection.send("POST", "/bucket?delete", body: document.body)
      #expect(deleted.status == 200)
      #expect(deleted.text.contains("<Key>copy</Key>") && deleted.text.contains("<Key>never</Key>"))
      #expect(try connection.send("HEAD", "/bucket/copy").status == 404)
    }
  }

  @Test func multipart() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let created = try connection.send("POST", "/bucket/big?uploads")
      let id = try CreateMultipartUploadResponse(WireResponse(body: created.body)).uploadID
      let pieces = [[UInt8](repeating: 1, count: 5 << 20), [UInt8](repeating: 2, count: 100)]
      var parts: [CompleteMultipartUploadRequest.Part] = []
      for (index, piece) in pieces.enumerated() {
        let answer = try connection.send("PUT", "/bucket/big?partNumber=\(index + 1)&uploadId=\(id)", body: piece)
        parts.append(.init(number: index + 1, etag: ETag(try #require(answer.headers["etag"]))))
      }
      let document = CompleteMultipartUploadRequest(uploadID: id, parts: parts).wireRequest().body
      #expect(try connection.send("GET", "/bucket?uploads").text.contains(id))
      for _ in 0..<2 {
        let done = try connection.send("POST", "/bucket/big?uploadId=\(id)", body: document)
        #expect(done.status == 200 && done.text.contains("-2&quot;</ETag>"))
      }
      let get = try connection.send("GET", "/bucket/big")
      #expect(get.body == pieces[0] + pieces[1])
      let second = try connection.send("GET", "/bucket/big?partNumber=2")
      #expect(second.status == 206 && second.body == pieces[1])
      #expect(second.headers["x-amz-mp-parts-count"] == "2")
      #expect(second.headers["etag"] == get.headers["etag"])
      #expect(try connection.send("POST", "/bucket/big?uploadId=\(id)", body: []).code == "MalformedXML")
      #expect(try connection.send("POST", "/bucket/x?uploadId=nope", body: document).code == "NoSuchUpload")
    }
  }
}
