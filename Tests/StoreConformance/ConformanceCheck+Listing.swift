internal import ObjectStores
internal import StorageModel

extension ConformanceCheck {
  /// Everything under a prefix, page by page.
  static func listAll(
    _ store: any MultipartStore, prefix: String = "", delimiter: String = "", pageSize: Int = 1000
  ) async throws -> (keys: [ObjectKey], prefixes: [ObjectKey], pages: Int) {
    var request = ListRequest(prefix: Array(prefix.utf8), delimiter: Array(delimiter.utf8), pageSize: pageSize)
    var keys: [ObjectKey] = []
    var prefixes: [ObjectKey] = []
    for pages in 1...1000 {
      let page = try await store.list(request)
      try expect(page.objects.count + page.commonPrefixes.count <= pageSize, "a page over its size")
      keys += page.objects.map(\.key)
      prefixes += page.commonPrefixes
      guard let token = page.nextToken else { return (keys, prefixes, pages) }
      request.token = token
    }
    throw ConformanceFailure(description: "the listing does not end")
  }

  static let listingChecks: [ConformanceCheck] = [
    ConformanceCheck("keys come in byte order, odd ones too, page by page") { store, _ in
      let names = [
        "a", "a b", "a%20b", "a+b", "a-b", "a.txt", "a/", "a//b", "a/x", "a\u{e9}", "ae\u{301}", "b\u{10ffff}", "c\"d",
        "c&d<e>",
        "d\te", "z", "\u{3042}",
      ]
      for name in names.shuffled() { try await put(store, name, name) }
      let wanted = names.map { ObjectKey($0) }.sorted()
      for pageSize in [1, 2, 3, 1000] {
        let found = try await listAll(store, pageSize: pageSize)
        try expectEqual(found.keys, wanted, "keys with pages of \(pageSize)")
      }
      for name in names { try expectEqual(try await read(store, ObjectKey(name)), Array(name.utf8), "body of \(name)") }
    },
    ConformanceCheck("a delimiter folds keys into common prefixes, which pages count") { store, _ in
      for name in ["a-b", "a.txt", "a/x", "a/y", "b/z/1", "b/z/2", "c"] { try await put(store, name, "") }
      for pageSize in [1, 2, 1000] {
        let top = try await listAll(store, delimiter: "/", pageSize: pageSize)
        try expectEqual(top.keys, ["a-b", "a.txt", "c"].map { ObjectKey($0) }, "keys, pages of \(pageSize)")
        try expectEqual(top.prefixes, ["a/", "b/"].map { ObjectKey($0) }, "prefixes, pages of \(pageSize)")
      }
      let inner = try await listAll(store, prefix: "b/", delimiter: "/")
      try expectEqual(inner.prefixes, [ObjectKey("b/z/")], "prefixes under b/")
      let other = try await listAll(store, delimiter: ".t")
      try expectEqual(other.prefixes, [ObjectKey("a.t")], "any delimiter")
    },
    ConformanceCheck("start-after names a key that need not exist") { store, _ in
      for name in ["a", "b", "c"] { try await put(store, name, "") }
      let page = try await store.list(ListRequest(startAfter: ObjectKey("aa")))
      try expectEqual(page.objects.map(\.key), [ObjectKey("b"), ObjectKey("c")], "keys after aa")
    },
    ConformanceCheck("a listing says size, ETag and time") { store, _ in
      let written = try await store.put(ObjectKey("k"), body: .bytes([1, 2, 3]), WriteOptions())
      let page = try await store.list(ListRequest())
      try expectEqual(page.objects.first?.sizeBytes, 3, "size")
      try expectEqual(page.objects.first?.etag, written.etag, "ETag")
      try expect((page.objects.first?.lastModified.seconds ?? 0) > 1_600_000_000, "LastModified")
      try expectEqual(page.nextToken, nil, "one page")
    },
  ]
}
