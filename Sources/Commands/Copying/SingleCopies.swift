import LocalFiles
import Mirroring
import ObjectStores
import StorageModel
import Synchronization
import Transfers

/// A run of `cp` or `mv` over single objects and files, several at once.
final class SingleCopies: Sendable {
  let reporter: Reporter
  let locations: [Location]
  let isDryRun: Bool
  /// `mv`
  let removesSources: Bool
  let endpoints: Endpoints
  let copier: ItemCopier
  private let tally = Mutex(Tally())

  private struct Tally {
    var uploaded = RunSummary.Tally()
    var downloaded = RunSummary.Tally()
    var copied = RunSummary.Tally()
    var deleted = RunSummary.Tally()
    var failures: [ExitStatus] = []
  }

  init(
    reporter: Reporter, locations: [String], isDryRun: Bool, removesSources: Bool, connection: ConnectionOptions,
    transfers: TransferOptions, objects: ObjectSettings, metadata: MetadataSelection, keepsExisting: Bool,
    versionID: String? = nil
  ) throws {
    self.reporter = reporter
    self.locations = try locations.map { try Location(argument: $0) }
    self.isDryRun = isDryRun
    self.removesSources = removesSources
    endpoints = try Endpoints(connection, reporter.context, connections: transfers.transfers)
    copier = ItemCopier(
      endpoints: endpoints, resources: transfers.resources(reporter.context), objects: objects, metadata: metadata,
      keepsExisting: keepsExisting, partSizeBytes: transfers.partSize?.bytes, versionID: versionID,
      context: reporter.context)
  }

  /// Every location but the last, to the last.
  func run() async throws {
    guard let target = locations.last else { return }
    let items = try CopyItem.resolve(Array(locations.dropLast()), to: target, isFolder: LocalPlace.isFolder)
    for item in items where removesSources && (item.source == .standardStream || item.target == .standardStream) {
      throw CommandError.usage("mv takes no stream", next: "use 'cairn cp'")
    }
    for item in items where item.source == item.target {
      throw CommandError.usage("\(item.source) is both source and target")
    }
    try await reporting { try await self.perform(items) }
  }

  /// Everything below the first location, to the same names below the second.
  func runFolder() async throws {
    guard case .bucket(let from) = locations[0], case .bucket(let to) = locations[1] else {
      throw CommandError.usage(
        "mv -r moves between buckets only", next: "use 'cairn sync' and remove the source when you have looked")
    }
    let prefix = from.folderPrefix
    let target = to.folderPrefix
    let isSamePlace = try endpoints.place(from).endpointIdentity == endpoints.place(to).endpointIdentity
    guard !isSamePlace || from.bucket != to.bucket || !(prefix.starts(with: target) || target.starts(with: prefix))
    else {
      throw CommandError.usage("\(from) and \(to) lie in each other")
    }
    let store = try endpoints.store(from)
    try await reporting {
      var pages = ObjectPages(store: store, request: ListRequest(prefix: prefix))
      var found = false
      while let page = try await pages.next() {
        found = found || !page.objects.isEmpty
        try await self.perform(page.objects.map { Self.item($0.key, from, to) })
      }
      guard found else {
        throw CommandError(.notFound, "nothing below \(from)", next: "check the name with 'cairn ls'")
      }
    }
  }

  /// The object of `key` below `from`, and its place below `to`.
  private static func item(_ key: ObjectKey, _ from: BucketLocation, _ to: BucketLocation) -> CopyItem {
    var source = from
    source.key = key.bytes
    var target = to
    target.key = to.folderPrefix + key.bytes.dropFirst(from.folderPrefix.count)
    return CopyItem(source: .bucket(source), target: .bucket(target))
  }

  /// Several at once, as many as the gate is wide.
  private func perform(_ items: [CopyItem]) async throws {
    try await withTransferQueue(copier.resources.gate) { scope in
      for item in items { try await scope.add { try await self.carryOut(item) } }
    }
  }

  /// Runs `work` under the progress display, and ends with the summary.
  private func reporting(_ work: @escaping @Sendable () async throws -> Void) async throws {
    let started = reporter.context.elapsed()
    try await reporter.showingProgress(of: { self.snapshot }, during: work)
    let summary = summary(elapsed: reporter.context.elapsed() - started)
    try reporter.finish(summary)
    if summary.status != .done { throw CommandExit(summary.status) }
  }

  private var snapshot: ProgressSnapshot {
    var snapshot = copier.progress.snapshot
    snapshot.requests = endpoints.requestCount
    return snapshot
  }

  /// One item. What concerns it alone is reported and counted; only cancellation and a closed output end the run.
  private func carryOut(_ item: CopyItem) async throws {
    do {
      guard !isDryRun else {
        let verb = removesSources ? "move" : "copy"
        return try reporter.result("would \(verb) \(item.source) to \(item.target)")
      }
      let done = try await copier.copy(item)
      if removesSources { try await remove(item.source, done) }
      count(done)
      try reporter.item(done.action.rawValue, Array("\(item.target)".utf8), sizeBytes: done.sizeBytes)
    } catch let error as ByteOutput.WriteError {
      throw error
    } catch {
      try Task.checkCancellation()
      let failure = CommandError(mirror: error, path: PathBytes(item.source.description))
      tally.withLock { $0.failures.append(failure.status) }
      reporter.error(failure)
    }
  }

  /// The copy is complete: now the source may go.
  private func remove(_ source: Location, _ done: ItemCopier.Done) async throws {
    switch source {
    case .local(let path):
      let file = try LocalPlace(creating: path)
      try file.root.remove(file.name)
    case .bucket(let place):
      let key = try place.requireKey().key
      let item = DeleteItem(key: key, ifMatch: done.sourceETag)
      if let error = try await endpoints.store(place).delete([item]).first?.error { throw error }
    case .standardStream: return
    }
    tally.withLock { $0.deleted.items += 1 }
  }

  private func count(_ done: ItemCopier.Done) {
    tally.withLock { tally in
      switch done.action {
      case .upload: tally.uploaded.add(done.sizeBytes)
      case .download: tally.downloaded.add(done.sizeBytes)
      case .copy, .relay: tally.copied.add(done.sizeBytes)
      }
    }
  }

  private func summary(elapsed: Duration) -> RunSummary {
    tally.withLock { tally in
      let worked = tally.uploaded.items + tally.downloaded.items + tally.copied.items
      let status = tally.failures.first.map { worked > 0 ? .someFailed : $0 } ?? .done
      var summary = RunSummary(command: reporter.command, status: status)
      summary.isDryRun = isDryRun
      summary.uploaded = tally.uploaded
      summary.downloaded = tally.downloaded
      summary.copied = tally.copied
      summary.deleted = tally.deleted
      summary.failed = .init(Int64(tally.failures.count))
      summary.requests = endpoints.requestCount
      summary.elapsed = elapsed
      return summary
    }
  }
}

extension RunSummary.Tally {
  /// Counts one more item.
  mutating func add(_ sizeBytes: Int64) {
    items += 1
    bytes += sizeBytes
  }
}
