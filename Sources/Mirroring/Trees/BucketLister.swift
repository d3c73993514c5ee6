package import ObjectStores
package import StorageModel

/// Reads a whole listing in key order, several ranges of it at the same time.
///
/// Memory: at most `parallelRanges` ranges of pages wait for the reader.
package struct BucketLister: Sendable {
  private let store: any ObjectStore
  private let prefix: [UInt8]
  private let ranges: ListingRanges
  private let parallelRanges: Int
  /// Reads everything before the first page is handed on, and sorts it: for endpoints that list folder by folder.
  /// Memory grows with the number of keys, about 200 bytes each.
  private let sortsItself: Bool
  /// Told the last key of each full page: where the next run may cut.
  private let pageEnded: @Sendable (ObjectKey) -> Void

  package init(
    store: any ObjectStore, prefix: [UInt8], ranges: ListingRanges = ListingRanges(), parallelRanges: Int = 4,
    sortsItself: Bool = false, pageEnded: @escaping @Sendable (ObjectKey) -> Void = { _ in }
  ) {
    self.pageEnded = pageEnded
    self.sortsItself = sortsItself
    self.store = store
    self.prefix = prefix
    self.ranges = ranges
    self.parallelRanges = max(1, parallelRanges)
  }

  /// Calls `consume` with each page's objects, in key order. Whatever it throws ends the listing.
  ///
  /// Throws ``StoreError`` `.invalidResponse` when a range does not continue where the one before ended.
  package func forEachPage(_ consume: ([ListedObject]) async throws -> Void) async throws {
    if sortsItself {
      try await readSorted(consume)
      return
    }
    if ranges.count == 1 {
      try await readRange(0, consume)
      return
    }
    try await withThrowingTaskGroup(of: (Int, [[ListedObject]]).self) { group in
      var next = 0
      var waiting: [Int: [[ListedObject]]] = [:]
      var turn = 0
      func startOne() {
        guard next < ranges.count else { return }
        let index = next
        next += 1
        group.addTask {
          var pages: [[ListedObject]] = []
          try await readRange(index) { pages.append($0) }
          return (index, pages)
        }
      }
      for _ in 0..<parallelRanges { startOne() }
      while let (index, pages) = try await group.next() {
        waiting[index] = pages
        while let ready = waiting.removeValue(forKey: turn) {
          for page in ready { try await consume(page) }
          turn += 1
          startOne()
        }
      }
    }
  }

  private func readSorted(_ consume: ([ListedObject]) async throws -> Void) async throws {
    var request = ListRequest(prefix: prefix)
    request.allowsFolderOrder = true
    var objects: [ListedObject] = []
    while true {
      try Task.checkCancellation()
      let page = try await store.list(request)
      objects += page.objects
      guard let token = page.nextToken else { break }
      request.token = token
    }
    objects.sort { $0.key < $1.key }
    for (first, second) in zip(objects, objects.dropFirst()) where first.key == second.key {
      throw StoreError(
        .invalidResponse, operation: "ListObjectsV2", key: first.key, message: "the listing has this key twice")
    }
    for start in stride(from: 0, to: objects.count, by: 1000) {
      try await consume(Array(objects[start..<min(start + 1000, objects.count)]))
    }
  }

  private func readRange(_ index: Int, _ consume: ([ListedObject]) async throws -> Void) async throws {
    let (startAfter, end) = ranges.bounds(index)
    var request = ListRequest(prefix: prefix, startAfter: startAfter)
    while true {
      try Task.checkCancellation()
      var page = try await store.list(request)
      if page.objects.count >= request.pageSize, let last = page.objects.last { pageEnded(last.key) }
      if let end, let last = page.objects.last, last.key >= end {
        page.objects.removeAll { $0.key > end }
        if !page.objects.isEmpty { try await consume(page.objects) }
        return
      }
      if !page.objects.isEmpty { try await consume(page.objects) }
      guard let token = page.nextToken else { return }
      request.token = token
    }
  }
}
