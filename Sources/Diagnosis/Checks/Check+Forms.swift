internal import Digests
internal import ObjectStores
internal import S3Client
internal import StorageModel

/// What endpoints say to requests that are wrong, or rare.
extension Check {
  static let forms: [Check] = [
    Check("bucket-names", "names that no bucket may have", []) { bench in
      var findings: [Finding] = []
      for name in ["Cairn_Doctor", "ab", "cairn..doctor", "192.168.5.4"] {
        let answer = try await bench.raw("PUT", "/\(name)")
        if answer.status < 300 { _ = try await bench.raw("DELETE", "/\(name)") }
        findings.append(answer.expecting(400, ["InvalidBucketName"], of: "making a bucket '\(name)'"))
      }
      return findings.combined
    },
    Check("bucket-again", "making one's own bucket again", [.sync]) { bench in
      let answer = try await bench.raw("PUT", "/\(bench.bucket)")
      // Only the oldest region takes it without a word (S3 API Reference, CreateBucket).
      let isOwned =
        answer.status == 409 && answer.code == "BucketAlreadyOwnedByYou" && bench.service.settings.region != "us-east-1"
      return .expecting(answer.status == 200 || isOwned, "it answers \(answer.status) \(answer.code ?? "")")
    },
    Check("subresources", "subresources that the endpoint does not have", []) { bench in
      try await bench.put("torrent", "the object itself")
      let torrent = try await bench.raw("GET", bench.path("torrent"), query: [("torrent", "")])
      if torrent.body == Array("the object itself".utf8) { return .differs("?torrent gives the object itself") }
      let empty = "<BucketLoggingStatus xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>"
      let logging = try await bench.raw("PUT", "/\(bench.bucket)", query: [("logging", "")], body: Array(empty.utf8))
      return .expecting(
        [200, 501].contains(logging.status),
        "PUT ?logging answers \(logging.status) \(logging.code ?? ""): it is taken for another request")
    },
    Check("content-md5", "the MD5 of a body is compared", [.snapshots]) { bench in
      let wrong = base64Encoded(md5(Array("something else".utf8)))
      let mismatch = try await bench.raw(
        "PUT", bench.path("md5"), headers: [("content-md5", wrong)], body: Array("body".utf8))
      let none = try await bench.raw(
        "PUT", bench.path("md5"), headers: [("content-md5", "nonsense")], body: Array("body".utf8))
      return [
        mismatch.expecting(400, ["BadDigest"], of: "a wrong MD5"),
        none.expecting(400, ["InvalidDigest"], of: "an MD5 that is none"),
      ].combined
    },
    Check("range-checksum", "a range does not carry the checksum of the whole", [.sync]) { bench in
      let body = Array("0123456789".utf8)
      let options = WriteOptions(digests: BodyDigests(checksum: Digests.checksum(.crc32, of: body)))
      _ = try await bench.service.bucket(bench.bucket).put(bench.key("ranged"), body: .bytes(body), options)
      let answer = try await bench.raw(
        "GET", bench.path("ranged"), headers: [("range", "bytes=2-4"), ("x-amz-checksum-mode", "ENABLED")])
      guard answer.status == 206 else { return .differs("a range is answered with \(answer.status)") }
      return .expecting(answer.fields["x-amz-checksum-crc32"] == nil, "it does: clients take the range for damaged")
    },
    Check("response-headers", "response-* replaces headers", []) { bench in
      try await bench.put("overridden", "o")
      let answer = try await bench.raw(
        "GET", bench.path("overridden"), query: [("response-content-type", "text/x-doctor")])
      return .expecting(
        answer.fields["content-type"] == "text/x-doctor", "the type stays \(answer.fields["content-type"] ?? "none")")
    },
    Check("delete-limit", "at most 1,000 deletes in one request", []) { bench in
      let items = (0...1000).map { "<Object><Key>cairn-doctor-none/\($0)</Key></Object>" }.joined()
      let body = Array("<Delete><Quiet>true</Quiet>\(items)</Delete>".utf8)
      let answer = try await bench.raw(
        "POST", "/\(bench.bucket)", query: [("delete", "")], headers: [("content-md5", base64Encoded(md5(body)))],
        body: body)
      return answer.expecting(400, ["MalformedXML"], of: "1,001 deletes")
    },
    Check("copy-conditions", "copies of a known object only", [.sync]) { bench in
      try await bench.put("conditional-copy", "c")
      let source = CopySource(
        bucket: bench.bucket, key: bench.key("conditional-copy"), ifMatch: ETag(String(repeating: "0", count: 32)))
      return try await bench.expectRefusal(412, "PreconditionFailed", of: "a copy whose source has another ETag") {
        _ = try await bench.store.copy(source, to: bench.key("never"), CopyOptions())
      }
    },
  ]
}
