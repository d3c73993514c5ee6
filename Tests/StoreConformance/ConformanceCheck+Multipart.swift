internal import Digests
internal import ObjectStores
internal import StorageModel

extension ConformanceCheck {
  private static func part(_ number: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
  }

  static let multipartChecks: [ConformanceCheck] = [
    ConformanceCheck("parts become one object, sent in any order") { store, _ in
      let bodies = [part(1, bytes: 5 << 20), part(2, bytes: 5 << 20), part(3, bytes: 100)]
      let options = WriteOptions(headers: ObjectHeaders(contentType: "x/y", metadata: ["m": "1"]))
      let uploadID = try await store.createUpload(ObjectKey("big"), options)
      var parts: [UploadedPart] = []
      for index in [2, 0, 1] {
        let sent = try await store.uploadPart(
          ObjectKey("big"), uploadID: uploadID, number: index + 1, body: .bytes(bodies[index]),
          digests: BodyDigests(sha256: sha256(bodies[index])))
        parts.append(sent)
      }
      let listed = try await store.listParts(ObjectKey("big"), uploadID: uploadID)
      try expectEqual(listed.map(\.number), [1, 2, 3], "listed part numbers")
      try expectEqual(listed.map(\.sizeBytes), bodies.map { Int64($0.count) }, "listed part sizes")
      parts.sort { $0.number < $1.number }
      let done = try await store.completeUpload(ObjectKey("big"), uploadID: uploadID, parts: parts, WriteOptions())
      try expectEqual(done.etag.value, hexadecimal(md5(bodies.flatMap { md5($0) })) + "-3", "ETag")
      try expect(try await read(store, ObjectKey("big")) == bodies.flatMap { $0 }, "the body is not the parts joined")
      let info = try await store.head(ObjectKey("big"), ReadOptions())
      try expectEqual(info.headers.metadata, ["m": "1"], "metadata from the beginning")
      let middle = ReadOptions(range: ByteRange(first: (5 << 20) - 2, last: (5 << 20) + 1))
      let wanted = Array(bodies[0].suffix(2) + bodies[1].prefix(2))
      try expectEqual(try await read(store, ObjectKey("big"), middle), wanted, "a range over a part boundary")
      try expectEqual(try await store.listUploads(prefix: []).count, 0, "open uploads afterwards")
    },
    ConformanceCheck("an aborted upload is gone") { store, _ in
      let uploadID = try await store.createUpload(ObjectKey("k"), WriteOptions())
      try expectEqual(try await store.listUploads(prefix: []).map(\.uploadID), [uploadID], "open uploads")
      try await store.abortUpload(ObjectKey("k"), uploadID: uploadID)
      try await store.abortUpload(ObjectKey("k"), uploadID: uploadID)
      try expectEqual(try await store.listUploads(prefix: []).count, 0, "open uploads after the abort")
      try await expectError(.noSuchUpload, "a part for it") {
        _ = try await store.uploadPart(
          ObjectKey("k"), uploadID: uploadID, number: 1, body: .bytes([1]), digests: BodyDigests())
      }
    },
    ConformanceCheck("a part that is too small, missing or another one is refused") { store, _ in
      let key = ObjectKey("k")
      let uploadID = try await store.createUpload(key, WriteOptions())
      let one = try await store.uploadPart(
        key, uploadID: uploadID, number: 1, body: .bytes([1]), digests: BodyDigests())
      let two = try await store.uploadPart(
        key, uploadID: uploadID, number: 2, body: .bytes([2]), digests: BodyDigests())
      try await expectError(.invalidRequest, "EntityTooSmall") {
        _ = try await store.completeUpload(key, uploadID: uploadID, parts: [one, two], WriteOptions())
      }
      try await expectError(.invalidRequest, "InvalidPart") {
        let missing = UploadedPart(number: 3, etag: one.etag, sizeBytes: 1)
        _ = try await store.completeUpload(key, uploadID: uploadID, parts: [missing], WriteOptions())
      }
      _ = try await store.completeUpload(key, uploadID: uploadID, parts: [two], WriteOptions())
      try expectEqual(try await read(store, key), [2], "only the parts named are in it")
    },
    ConformanceCheck("parts can be copied") { store, bucket in
      try await put(store, "source", "0123456789")
      let uploadID = try await store.createUpload(ObjectKey("joined"), WriteOptions())
      guard let range = ByteRange(first: 3, last: 6) else { return }
      let part = try await store.copyPart(
        CopySource(bucket: bucket, key: ObjectKey("source")), range: range, to: ObjectKey("joined"), uploadID: uploadID,
        number: 1)
      _ = try await store.completeUpload(ObjectKey("joined"), uploadID: uploadID, parts: [part], WriteOptions())
      try expectEqual(try await read(store, ObjectKey("joined")), Array("3456".utf8), "body")
    },
  ]
}
