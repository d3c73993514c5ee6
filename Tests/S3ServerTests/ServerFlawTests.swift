import Digests
import S3Protocol
import StorageModel
import Testing

/// What other servers get wrong, point by point: listings, batches, framing, parts, copies, conditions, metadata.
@Suite struct ServerFlawTests {
  @Test func listingsEncodeAndEcho() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      for key in ["a%20b/1", "a%20b/2", "a%20c", "x%2By"] { _ = try connection.send("PUT", "/bucket/\(key)") }
      let first = try connection.send("GET", "/bucket?prefix=a%20&delimiter=/&encoding-type=url&max-keys=1").text
      // The prefix of the first version is not encoded, since botocore does not decode it there.
      #expect(first.contains("<Prefix>a </Prefix>"))
      #expect(first.contains("<CommonPrefixes><Prefix>a%20b/</Prefix></CommonPrefixes>"))
      #expect(first.contains("<NextMarker>a%20b/</NextMarker>") && first.contains("<IsTruncated>true</IsTruncated>"))
      #expect(first.contains("<MaxKeys>1</MaxKeys>") && first.contains("<Delimiter>/</Delimiter>"))
      let last = try connection.send("GET", "/bucket?delimiter=/&prefix=a%20&marker=a%20b/&max-keys=1").text
      #expect(last.contains("<Marker>a b/</Marker>") && last.contains("<IsTruncated>false</IsTruncated>"))
      #expect(last.contains("<Key>a c</Key>") && !last.contains("NextMarker"))
      let plain = try connection.send("GET", "/bucket?max-keys=1").text
      #expect(plain.contains("<IsTruncated>true</IsTruncated>") && !plain.contains("NextMarker"))
      #expect(plain.contains("<ETag>&quot;") && plain.contains("<Owner><ID>cairn</ID>"))
      let second = try connection.send("GET", "/bucket?list-type=2&prefix=x%2B&encoding-type=url&start-after=a%20c")
        .text
      #expect(second.contains("<Prefix>x%2B</Prefix>") && second.contains("<StartAfter>a%20c</StartAfter>"))
      #expect(second.contains("<Key>x%2By</Key>") && second.contains("<KeyCount>1</KeyCount>"))
      #expect(!second.contains("<Owner>"))
      let owner = try connection.send("GET", "/bucket?list-type=2&fetch-owner=true").text
      #expect(owner.contains("<Owner><ID>cairn</ID>"))
      let odd = try connection.send("GET", "/bucket?list-type=2&delimiter=%20").text
      #expect(odd.contains("<CommonPrefixes><Prefix>a </Prefix></CommonPrefixes>") && odd.contains("<Key>x+y</Key>"))
    }
  }

  @Test func batchesCountWhatIsMissingAndHaveALimit() async throws {
    try await TestDaemon.with { daemon in
      func delete(_ keys: [String], quiet: Bool = false) throws -> TestAnswer {
        let objects = keys.map { "<Object><Key>\($0)</Key></Object>" }.joined()
        let body = Array("<Delete>\(quiet ? "<Quiet>true</Quiet>" : "")\(objects)</Delete>".utf8)
        return try daemon.send(
          "POST", "/bucket?delete", headers: [("Content-MD5", base64Encoded(md5(body)))], body: body)
      }
      _ = try daemon.send("PUT", "/bucket/a")
      let both = try delete(["a", "never"])
      #expect(both.status == 200 && both.text.split(separator: "<Deleted>").count == 3)
      #expect(try !delete(["a"], quiet: true).text.contains("Deleted"))
      #expect(try delete((0...1000).map { "k\($0)" }).code == "MalformedXML")
      #expect(try delete([]).code == "MalformedXML")
    }
  }

  @Test func whatIsMalformedIsNoFaultOfTheServer() async throws {
    try await TestDaemon.with { daemon in
      let id = try upload(daemon, "m")
      #expect(try daemon.send("POST", "/bucket/m?uploadId=\(id)").code == "MalformedXML")
      let part =
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>"
      #expect(try daemon.send("POST", "/bucket/m?uploadId=nothing", body: Array(part.utf8)).code == "NoSuchUpload")
      #expect(try daemon.send("POST", "/bucket/m?uploadId=\(id)", body: Array(part.utf8)).code == "InvalidPart")
      let missing = try daemon.send("HEAD", "/bucket/none")
      #expect(missing.status == 404 && missing.body.isEmpty)
      let told = try daemon.send("GET", "/bucket/none")
      #expect(told.code == "NoSuchKey")
      #expect(S3ErrorDocument(xml: told.body)?.requestID == told.headers["x-amz-request-id"])
    }
  }

  @Test(
    arguments: [
      ("gzip", "gzip"), ("deflate, gzip", "deflate, gzip"), ("gzip, aws-chunked", "gzip"),
      ("aws-chunked, gzip", "gzip"),
      ("aws-chunked", nil), ("aws-chunked, aws-chunked", nil),
    ] as [(String, String?)])
  func theFramingIsNoContentEncoding(_ sent: String, _ kept: String?) async throws {
    try await TestDaemon.with { daemon in
      let put = try daemon.send("PUT", "/bucket/k", headers: [("Content-Encoding", sent)], body: [1])
      #expect(put.status == 200)
      let head = try daemon.send("HEAD", "/bucket/k")
      #expect(head.headers["content-encoding"] == kept)
    }
  }

  @Test func checksumsComeWhereTheyAreAskedForAndFit() async throws {
    try await TestDaemon.with { daemon in
      let body = Array("checksummed".utf8)
      let sum = checksum(.sha256, of: body).headerValue
      let put = try daemon.send("PUT", "/bucket/k", headers: [("x-amz-checksum-sha256", sum)], body: body)
      #expect(put.headers["x-amz-checksum-sha256"] == sum)
      let mode = [("x-amz-checksum-mode", "ENABLED")]
      for method in ["GET", "HEAD"] {
        #expect(try daemon.send(method, "/bucket/k").headers["x-amz-checksum-sha256"] == nil)
        #expect(try daemon.send(method, "/bucket/k", headers: mode).headers["x-amz-checksum-sha256"] == sum)
        // The sum of the whole would not be that of the range.
        let range = try daemon.send(method, "/bucket/k", headers: mode + [("Range", "bytes=0-3")])
        #expect(range.status == 206 && range.headers["x-amz-checksum-sha256"] == nil)
      }
    }
  }

  @Test func partsHaveASizeAndCopiesARange() async throws {
    try await TestDaemon.with { daemon in
      let id = try upload(daemon, "m")
      var parts = ""
      for number in 1...2 {
        let target = "/bucket/m?partNumber=\(number)&uploadId=\(id)"
        let tag = try #require(try daemon.send("PUT", target, body: [1]).headers["etag"])
        parts += "<Part><PartNumber>\(number)</PartNumber><ETag>\(tag)</ETag></Part>"
      }
      let whole = Array("<CompleteMultipartUpload>\(parts)</CompleteMultipartUpload>".utf8)
      #expect(try daemon.send("POST", "/bucket/m?uploadId=\(id)", body: whole).code == "EntityTooSmall")
      _ = try daemon.send("PUT", "/bucket/a%25.txt", body: [1, 2, 3, 4, 5])
      func copy(_ source: String, _ range: String?) throws -> TestAnswer {
        let headers = [("x-amz-copy-source", source)] + (range.map { [("x-amz-copy-source-range", $0)] } ?? [])
        return try daemon.send("PUT", "/bucket/m?partNumber=1&uploadId=\(id)", headers: headers)
      }
      for range in ["0-2", "bytes=0", "bytes=hello-world", "bytes=0-bar", "bytes=hello-", "bytes=0-2,3-5"] {
        #expect(try copy("bucket/a%25.txt", range).code == "InvalidArgument", "\(range)")
      }
      #expect(try copy("bucket/a%25.txt", "bytes=0-21").code == "InvalidRange")
      #expect(try copy("bucket/a%25.txt", "bytes=1-2").text.contains("<CopyPartResult"))
      #expect(try copy("bucket/a%2525.txt", nil).code == "NoSuchKey")
      for key in ["%20", "_", "%3FversionId"] {
        _ = try daemon.send("PUT", "/bucket/\(key)", body: [7])
        #expect(try copy("bucket/\(key)", nil).status == 200, "\(key)")
      }
    }
  }

  @Test func conditionsAndMetadata() async throws {
    try await TestDaemon.with { daemon in
      let sent = [("x-amz-meta-Empty", ""), ("x-amz-meta-UPPER", "v")]
      let tag = try #require(try daemon.send("PUT", "/bucket/k", headers: sent, body: [1]).headers["etag"])
      let head = try daemon.send("HEAD", "/bucket/k").headers
      #expect(head["x-amz-meta-empty"] == "" && head.fields.contains { $0.name == "x-amz-meta-upper" })
      let bare = String(tag.dropFirst().dropLast())
      for (name, value, status) in [
        ("If-Match", tag, 200), ("If-Match", bare, 200), ("If-Match", "*", 200), ("If-Match", "\"x\"", 412),
        ("If-None-Match", "*", 412), ("If-None-Match", bare, 412), ("If-None-Match", "\"x\"", 200),
      ] {
        #expect(
          try daemon.send("PUT", "/bucket/k", headers: [(name, value)], body: [1]).status == status, "\(name) \(value)")
      }
      #expect(try daemon.send("HEAD", "/bucket/k").headers["x-amz-meta-upper"] == nil)
      for value in ["*", tag] {
        #expect(try daemon.send("PUT", "/bucket/none", headers: [("If-Match", value)], body: [1]).code == "NoSuchKey")
      }
      let itself = [("x-amz-copy-source", "bucket/k")]
      #expect(try daemon.send("PUT", "/bucket/k", headers: itself).code == "InvalidRequest")
      let replacing = itself + [("x-amz-metadata-directive", "REPLACE")]
      #expect(try daemon.send("PUT", "/bucket/k", headers: replacing).status == 200)
      for name in ["x-amz-copy-source-if-none-match", "x-amz-copy-source-if-unmodified-since"] {
        let value = name.hasSuffix("match") ? tag : "Sat, 29 Oct 1994 19:43:31 GMT"
        let refused = try daemon.send("PUT", "/bucket/c", headers: itself + [(name, value)])
        #expect(refused.status == 412 && refused.code == "PreconditionFailed")
      }
      // Conditions know seconds only.
      let written = try #require(try daemon.send("HEAD", "/bucket/k").headers["last-modified"])
      #expect(try daemon.send("GET", "/bucket/k", headers: [("If-Modified-Since", written)]).status == 304)
      #expect(try daemon.send("GET", "/bucket/k", headers: [("If-Unmodified-Since", written)]).status == 200)
    }
  }

  private func upload(_ daemon: TestDaemon, _ key: String) throws -> String {
    let text = try daemon.send("POST", "/bucket/\(key)?uploads").text
    return String(try #require(text.split(separator: "<UploadId>", maxSplits: 1).last).prefix { $0 != "<" })
  }
}
