internal import ObjectStores
internal import S3Client
internal import StorageModel

/// Part sizes and numbers, and uploads that are completed wrongly.
extension Check {
  static let multipartForms: [Check] = [
    Check("part-sizes", "parts of 16 MiB, and of different sizes", [.sync]) { bench in
      let key = bench.key("uneven")
      let id = try await bench.store.createUpload(key, WriteOptions())
      func upload(_ number: Int, _ mebibytes: Int) async throws -> UploadedPart {
        try await bench.store.uploadPart(
          key, uploadID: id, number: number, body: .bytes([UInt8](repeating: 0x70, count: mebibytes << 20)),
          digests: BodyDigests())
      }
      if let error = try await bench.refusal(of: { _ = try await upload(1, 16) }) {
        bench.learn("maximum-part-bytes", String(5 << 20))
        return .differs("a part of 16 MiB is refused: \(words(error))")
      }
      let parts = [try await upload(1, 6), try await upload(2, 5), try await upload(3, 1)]
      let error = try await bench.refusal {
        _ = try await bench.store.completeUpload(key, uploadID: id, parts: parts, WriteOptions())
      }
      return .expecting(error == nil, "parts of 6, 5 and 1 MiB are not joined: \(error.map(words) ?? "")")
    },
    Check("part-numbers", "part numbers up to 10,000", [.sync]) { bench in
      let key = bench.key("numbers")
      let id = try await bench.store.createUpload(key, WriteOptions())
      func takes(_ number: Int) async throws -> Bool {
        try await bench.refusal {
          _ = try await bench.store.uploadPart(
            key, uploadID: id, number: number, body: .bytes([1]), digests: BodyDigests())
        } == nil
      }
      let isWhole = try await takes(10_000)
      let most = try await isWhole ? 10_000 : takes(1000) ? 1000 : 100
      if !isWhole { bench.learn("maximum-parts", String(most)) }
      try await bench.store.abortUpload(key, uploadID: id)
      return .expecting(isWhole, "the greatest is about \(most)")
    },
    Check("part-read", "reading an object part by part", []) { bench in
      let key = bench.key("part-read")
      let id = try await bench.store.createUpload(key, WriteOptions())
      let parts = [
        try await bench.store.uploadPart(key, uploadID: id, number: 1, body: .bytes([1, 2, 3]), digests: BodyDigests())
      ]
      let written = try await bench.store.completeUpload(key, uploadID: id, parts: parts, WriteOptions())
      let answer = try await bench.raw("GET", bench.path("part-read"), query: [("partNumber", "1")])
      guard answer.fields["etag"].map({ ETag($0) }) == written.etag else {
        return .differs("the ETag of a part read is not that of the whole object")
      }
      return .expecting(answer.fields["x-amz-mp-parts-count"] == "1", "x-amz-mp-parts-count is missing")
    },
    Check("multipart-errors", "uploads that cannot be completed", [.sync]) { bench in
      let key = bench.key("incomplete")
      let id = try await bench.store.createUpload(key, WriteOptions())
      let empty = try await bench.raw(
        "POST", bench.path("incomplete"), query: [("uploadId", id)],
        body: Array("<CompleteMultipartUpload></CompleteMultipartUpload>".utf8))
      let part = "<Part><PartNumber>1</PartNumber><ETag>\(String(repeating: "0", count: 32))</ETag></Part>"
      let document = Array("<CompleteMultipartUpload>\(part)</CompleteMultipartUpload>".utf8)
      let invalid = try await bench.raw("POST", bench.path("incomplete"), query: [("uploadId", id)], body: document)
      try await bench.store.abortUpload(key, uploadID: id)
      let gone = try await bench.raw("POST", bench.path("incomplete"), query: [("uploadId", id)], body: document)
      return [
        empty.expecting(400, ["MalformedXML"], of: "completing an upload without parts"),
        invalid.expecting(400, ["InvalidPart"], of: "completing with a part that was not sent"),
        gone.expecting(404, ["NoSuchUpload"], of: "completing an upload that is gone"),
      ].combined
    },
    Check("copy-part-ranges", "wrong ranges of copied parts", []) { bench in
      try await bench.put("copy-part", "0123456789")
      let key = bench.key("copy-part-target")
      let id = try await bench.store.createUpload(key, WriteOptions())
      var findings: [Finding] = []
      for range in ["0-2", "bytes=0", "bytes=0-2,3-5"] {
        let answer = try await bench.raw(
          "PUT", bench.path("copy-part-target"), query: [("partNumber", "1"), ("uploadId", id)],
          headers: [("x-amz-copy-source", bench.path("copy-part")), ("x-amz-copy-source-range", range)])
        findings.append(answer.expecting(400, ["InvalidArgument"], of: "the range '\(range)'"))
      }
      try await bench.store.abortUpload(key, uploadID: id)
      return findings.combined
    },
  ]
}
