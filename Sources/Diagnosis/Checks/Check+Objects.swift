internal import Digests
internal import ObjectStores
internal import S3Client
internal import S3Protocol
internal import StorageModel

/// Reading, metadata, keys, errors, copies.
extension Check {
  static let objects: [Check] = [
    Check("round-trip", "put, get, head", [.sync, .snapshots]) { bench in
      let written = try await bench.put("round", "hello")
      let read = try await bench.get("round")
      let head = try await bench.store.head(bench.key("round"), ReadOptions())
      guard read.bytes == Array("hello".utf8), head.sizeBytes == 5 else { return .differs("other bytes come back") }
      let isMD5 = written.etag.value == hexadecimal(md5(Array("hello".utf8)))
      return .expecting(isMD5 && head.etag == written.etag, "the ETag is not the MD5: \(written.etag)")
    },
    Check("range", "reading ranges", [.sync, .snapshots]) { bench in
      try await bench.put("range", "0123456789")
      guard let range = ByteRange(first: 2, last: 4) else { return .untested("no range") }
      let part = try await bench.get("range", ReadOptions(range: range))
      return .expecting(part.bytes == Array("234".utf8), "other bytes come back")
    },
    Check("metadata", "metadata and headers round trip", [.sync]) { bench in
      var headers = ObjectHeaders(
        contentType: "text/x-doctor", metadata: ["mtime": "1.5", "empty": "", "two-words": "a b"])
      headers.cacheControl = "max-age=60"
      headers.contentDisposition = "attachment; filename=\"a b\""
      headers.contentLanguage = "de"
      headers.contentEncoding = "gzip"
      try await bench.put("metadata", "x", WriteOptions(headers: headers))
      let found = try await bench.store.head(bench.key("metadata"), ReadOptions()).headers
      var lost: [String] = []
      for (name, value) in headers.metadata where found.metadata[name] != value {
        lost.append("metadata \(name)='\(value)'")
      }
      if found.contentType != headers.contentType { lost.append("Content-Type") }
      if found.cacheControl != headers.cacheControl { lost.append("Cache-Control") }
      if found.contentDisposition != headers.contentDisposition { lost.append("Content-Disposition") }
      if found.contentLanguage != headers.contentLanguage { lost.append("Content-Language") }
      if found.contentEncoding != headers.contentEncoding { lost.append("Content-Encoding") }
      return .expecting(lost.isEmpty, "lost or altered: \(lost.sorted().joined(separator: ", "))")
    },
    Check("keys", "odd keys round trip", [.sync]) { bench in
      let names = [
        "a b", "a+b", "a%25b", "a%2Fb", "ä-é", "e\u{301}", "x//y", "tab\tkey", "q?a=b&c", "#hash", "end.", "日本",
        "it's \"q\"",
        "ctl\u{1}", "dot/./key",
      ]
      var failed: [String] = []
      for name in names {
        let isWhole =
          try await bench.refusal {
            try await bench.put("keys/" + name, name)
            guard try await bench.get("keys/" + name).bytes == Array(name.utf8) else {
              throw StoreError(.invalidResponse, operation: "GetObject", message: "other bytes")
            }
          } == nil
        if !isWhole { failed.append(name) }
      }
      let listed = try await bench.names(below: "keys/")
      let missing = names.filter { !listed.contains($0) && !failed.contains($0) }
      let shown = (failed + missing).map { escapedForDisplay(Array($0.utf8)) }
      return .expecting(shown.isEmpty, "refused, altered or not listed: \(shown.joined(separator: ", "))")
    },
    Check("no-such-key", "error of a missing object", [.sync, .snapshots]) { bench in
      let get = try await bench.expectRefusal(404, "NoSuchKey", of: "GET of a missing key") {
        _ = try await bench.get("missing")
      }
      guard get == .passed else { return get }
      return try await bench.expectRefusal(404, nil, of: "HEAD of a missing key") {
        _ = try await bench.store.head(bench.key("missing"), ReadOptions())
      }
    },
    Check("request-id", "request ids in errors", []) { bench in
      let error = try await bench.refusal { _ = try await bench.get("missing") }
      return .expecting(error?.requestID != nil, "an error has no request id")
    },
    Check("no-such-bucket", "error of a missing bucket", [.sync]) { bench in
      guard let name = bench.scratchBucket("missing") else { return .untested("no scratch bucket may be made") }
      let finding = try await bench.expectRefusal(404, "NoSuchBucket", of: "PUT into a bucket that does not exist") {
        _ = try await bench.service.store(name).put(ObjectKey("x"), body: .bytes([1]), WriteOptions())
      }
      let isThere = try await bench.refusal { try await bench.service.headBucket(name) } == nil
      return isThere ? .differs("PUT into a bucket that does not exist makes the bucket") : finding
    },
    Check("copy", "copies inside the endpoint", [.sync]) { bench in
      try await bench.put("copy", "c", WriteOptions(headers: ObjectHeaders(metadata: ["k": "v"])))
      let source = CopySource(bucket: bench.bucket, key: bench.key("copy"))
      _ = try await bench.store.copy(source, to: bench.key("copied"), CopyOptions())
      guard try await bench.get("copied").info.headers.metadata["k"] == "v" else {
        return .differs("a copy loses its metadata")
      }
      let new = CopyOptions(replacingHeaders: ObjectHeaders(metadata: ["n": "w"]))
      _ = try await bench.store.copy(source, to: bench.key("copied"), new)
      let metadata = try await bench.get("copied").info.headers.metadata
      guard metadata == ["n": "w"] else { return .differs("a copy with REPLACE keeps old metadata") }
      try await bench.put("a%25", "right")
      let odd = CopySource(bucket: bench.bucket, key: bench.key("a%25"))
      _ = try await bench.store.copy(odd, to: bench.key("odd"), CopyOptions())
      guard try await bench.get("odd").bytes == Array("right".utf8) else {
        return .differs("the name of the source is decoded twice")
      }
      return try await bench.expectRefusal(400, "InvalidRequest", of: "a copy onto itself without a change") {
        _ = try await bench.store.copy(source, to: bench.key("copy"), CopyOptions())
      }
    },
    Check("tags", "object tags", []) { bench in
      try await bench.put("tags", "t", WriteOptions(tags: [("b", "2"), ("a", "1")]))
      let target = OperationTarget(bucket: bench.bucket, key: bench.key("tags"))
      let tags = try await bench.service.send(GetObjectTaggingRequest(), to: target).tags
      let words = tags.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
      guard Set(tags.map(\.key)) == ["a", "b"] else { return .differs("tags come back as '\(words)'") }
      return .expecting(words == "a=1&b=2", "tags are not sorted by key: '\(words)'")
    },
    Check("delete", "deleting, also what is not there", [.sync, .snapshots]) { bench in
      try await bench.put("delete", "d")
      let items = ["delete", "never-there"].map { DeleteItem(key: bench.key($0)) }
      let outcomes = try await bench.store.delete(items)
      if let error = outcomes.compactMap(\.error).first { return .differs(words(error)) }
      let error = try await bench.refusal { _ = try await bench.get("delete") }
      return .expecting(error?.code == .noSuchKey, "a deleted object is still there")
    },
    Check("consistency", "what was written is seen at once", [.sync, .snapshots]) { bench in
      for round in 0..<5 {
        try await bench.put("consistent/\(round)", "new \(round)")
        guard try await bench.get("consistent/\(round)").bytes == Array("new \(round)".utf8) else {
          return .differs("an object that was just written is not read")
        }
        guard try await bench.names(below: "consistent/").count == round + 1 else {
          return .differs("a listing does not have an object that was just written")
        }
      }
      return .passed
    },
  ]
}

extension Bench {
  /// The names below a folder of the scratch prefix.
  func names(below folder: String) async throws -> [String] {
    let start = prefix + Array(folder.utf8)
    var request = ListRequest(prefix: start)
    request.allowsFolderOrder = true
    return try await store.list(request).objects.map {
      String(decoding: $0.key.bytes.dropFirst(start.count), as: UTF8.self)
    }
  }
}
