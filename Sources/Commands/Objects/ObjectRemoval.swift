import ObjectStores
import StorageModel

/// Deletes objects and counts what became of them.
struct ObjectRemoval {
  let reporter: Reporter
  let isDryRun: Bool
  private var deleted: Int64 = 0
  private var failures: [ExitStatus] = []

  init(reporter: Reporter, isDryRun: Bool) {
    self.reporter = reporter
    self.isDryRun = isDryRun
  }

  /// One failure in a run that was otherwise fine is "some items failed"; a run in which nothing worked has its
  /// reason as status.
  var summary: RunSummary {
    let status = failures.first.map { deleted > 0 ? .someFailed : $0 } ?? .done
    var summary = RunSummary(command: "rm", status: status)
    summary.isDryRun = isDryRun
    summary.deleted = .init(deleted)
    summary.failed = .init(Int64(failures.count))
    return summary
  }

  /// Asks first, because S3 answers a delete of nothing with success.
  mutating func removeObject(_ store: any ObjectStore, _ place: BucketLocation, versionID: String?) async throws {
    let key = try place.requireKey().key
    do {
      _ = try await store.head(key, ReadOptions(versionID: versionID, wantsChecksum: false))
    } catch let error where error.code == .noSuchKey {
      fail(CommandError(error, next: "check the name with 'cairn ls', or add -r if it is a folder"))
      return
    }
    try await remove([DeleteItem(key: key, versionID: versionID)], from: store)
  }

  /// Everything below the folder, a page at a time; the object of the folder's own name when there is nothing below it.
  mutating func removeFolder(_ store: any ObjectStore, _ place: BucketLocation) async throws {
    let request = ListRequest(prefix: place.folderPrefix, pageSize: store.limits.deleteBatch)
    var pages = ObjectPages(store: store, request: request)
    var found = false
    while let page = try await pages.next() {
      found = found || !page.objects.isEmpty
      try await remove(page.objects.map { DeleteItem(key: $0.key) }, from: store)
    }
    guard !found, !place.key.isEmpty, place.key.last != UInt8(ascii: "/") else {
      if !found, !place.key.isEmpty {
        fail(CommandError(.notFound, "nothing below \(place)", next: "check the name with 'cairn ls'"))
      }
      return
    }
    try await removeObject(store, place, versionID: nil)
  }

  private mutating func remove(_ items: [DeleteItem], from store: any ObjectStore) async throws {
    guard !items.isEmpty else { return }
    guard !isDryRun else {
      for item in items {
        try reporter.item("would delete", item.key.bytes)
        if !reporter.isJSON, reporter.verbosity == 0 { try reporter.result("would delete \(item.key)") }
      }
      deleted += Int64(items.count)
      return
    }
    for outcome in try await store.delete(items) {
      if let error = outcome.error {
        fail(CommandError(error))
      } else {
        deleted += 1
        try reporter.item("delete", outcome.key.bytes)
      }
    }
  }

  private mutating func fail(_ error: CommandError) {
    failures.append(error.status)
    reporter.error(error)
  }
}
