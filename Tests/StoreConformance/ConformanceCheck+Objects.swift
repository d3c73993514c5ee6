internal import Digests
internal import ObjectStores
internal import StorageModel

extension ConformanceCheck {
  static let objectChecks: [ConformanceCheck] = [
    ConformanceCheck("an object comes back as it was written, with headers and metadata") { store, _ in
      let body = Array("hello, world".utf8)
      let headers = ObjectHeaders(contentType: "text/plain", metadata: ["mtime": "12.5", "a-b": "c"])
      var options = WriteOptions(headers: headers)
      options.headers.cacheControl = "no-cache"
      let written = try await store.put(ObjectKey("k"), body: .bytes(body), options)
      try expectEqual(written.etag.value, hexadecimal(md5(body)), "the ETag of a PUT is the MD5")
      let found = try await store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 100))
      try expectEqual(found.bytes, body, "body")
      try expectEqual(found.info.sizeBytes, 12, "size")
      try expectEqual(found.info.etag, written.etag, "ETag")
      try expectEqual(found.info.headers.contentType, "text/plain", "Content-Type")
      try expectEqual(found.info.headers.cacheControl, "no-cache", "Cache-Control")
      try expectEqual(found.info.headers.metadata, ["mtime": "12.5", "a-b": "c"], "metadata")
      let head = try await store.head(ObjectKey("k"), ReadOptions())
      try expectEqual(head.sizeBytes, 12, "size by HEAD")
      try expectEqual(head.headers, found.info.headers, "headers by HEAD")
    },
    ConformanceCheck("an empty object is an object") { store, _ in
      try await put(store, "empty", "")
      try expectEqual(try await read(store, ObjectKey("empty")), [], "body")
      try expectEqual(try await store.head(ObjectKey("empty"), ReadOptions()).sizeBytes, 0, "size")
    },
    ConformanceCheck("a PUT replaces body and metadata") { store, _ in
      let first = WriteOptions(headers: ObjectHeaders(metadata: ["old": "1"]))
      _ = try await store.put(ObjectKey("k"), body: .bytes([1]), first)
      try await put(store, "k", "new")
      try expectEqual(try await read(store, ObjectKey("k")), Array("new".utf8), "body")
      try expectEqual(try await store.head(ObjectKey("k"), ReadOptions()).headers.metadata, [:], "metadata")
    },
    ConformanceCheck("a range is read with its size known") { store, _ in
      try await put(store, "k", "0123456789")
      let options = ReadOptions(range: ByteRange(first: 2, last: 5))
      let found = try await store.get(ObjectKey("k"), options, into: .memory(limitBytes: 100))
      try expectEqual(found.bytes, Array("2345".utf8), "body of the range")
      try expectEqual(found.info.sizeBytes, 10, "size of the whole")
      let tail = try await read(store, ObjectKey("k"), ReadOptions(range: ByteRange(first: 8, last: 99)))
      try expectEqual(tail, Array("89".utf8), "a range past the end is cut")
      try await expectError(.invalidRequest, "a range behind the end") {
        _ = try await read(store, ObjectKey("k"), ReadOptions(range: ByteRange(first: 10, last: 11)))
      }
    },
    ConformanceCheck("a wrong digest is refused and nothing is written") { store, _ in
      var options = WriteOptions()
      options.digests = BodyDigests(sha256: sha256([9, 9]), checksum: Checksum(.crc32c, bytes: [1, 2, 3, 4]))
      let refused = options
      try await expectError(.checksumMismatch, "a PUT with a wrong checksum") {
        _ = try await store.put(ObjectKey("k"), body: .bytes([1, 2]), refused)
      }
      try await expectError(.noSuchKey, "after a refused PUT") {
        _ = try await store.head(ObjectKey("k"), ReadOptions())
      }
    },
    ConformanceCheck("what does not exist is noSuchKey") { store, _ in
      try await expectError(.noSuchKey, "GET") { _ = try await read(store, ObjectKey("none")) }
      try await expectError(.noSuchKey, "HEAD") { _ = try await store.head(ObjectKey("none"), ReadOptions()) }
    },
    ConformanceCheck("deleting what does not exist is done") { store, _ in
      try await put(store, "a", "1")
      let outcomes = try await store.delete([DeleteItem(key: ObjectKey("a")), DeleteItem(key: ObjectKey("none"))])
      try expectEqual(outcomes.map(\.key), [ObjectKey("a"), ObjectKey("none")], "order of outcomes")
      try expect(outcomes.allSatisfy { $0.error == nil }, "both count as deleted")
      try await expectError(.noSuchKey, "a deleted object") { _ = try await read(store, ObjectKey("a")) }
    },
    ConformanceCheck("a copy carries body and metadata, or replaces the metadata") { store, bucket in
      let headers = ObjectHeaders(contentType: "text/x", metadata: ["m": "1"])
      let written = try await store.put(ObjectKey("a"), body: .bytes([7, 8]), WriteOptions(headers: headers))
      let source = CopySource(bucket: bucket, key: ObjectKey("a"), ifMatch: written.etag)
      let copied = try await store.copy(source, to: ObjectKey("b c+%25"), CopyOptions())
      try expectEqual(copied.etag, written.etag, "ETag of the copy")
      let info = try await store.head(ObjectKey("b c+%25"), ReadOptions())
      try expectEqual(info.headers.metadata, ["m": "1"], "metadata kept")
      let replacing = CopyOptions(replacingHeaders: ObjectHeaders(contentType: "text/y", metadata: ["n": "2"]))
      _ = try await store.copy(CopySource(bucket: bucket, key: ObjectKey("a")), to: ObjectKey("a"), replacing)
      try expectEqual(try await store.head(ObjectKey("a"), ReadOptions()).headers.metadata, ["n": "2"], "replaced")
      try await expectError(.preconditionFailed, "If-Match of the source") {
        let other = CopySource(bucket: bucket, key: ObjectKey("a"), ifMatch: ETag("0123"))
        _ = try await store.copy(other, to: ObjectKey("z"), CopyOptions())
      }
    },
  ]
}
