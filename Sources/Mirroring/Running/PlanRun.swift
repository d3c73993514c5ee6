internal import LocalFiles
internal import ObjectStores
package import Planning
internal import StateDatabase
internal import StorageModel
internal import Transfers

/// Carries out a plan that was made before, item by item, each only if both sides are still what the plan saw.
///
/// Order: all transfers, then the deletes. An item whose source or target changed meanwhile is reported and left alone.
package struct PlanRun: Sendable {
  private let run: MirrorRun

  /// `run` says between what, with which options and resources; its own comparison is not used.
  package init(_ run: MirrorRun) { self.run = run }

  /// `next` gives the items of the plan, nil at their end.
  package func apply(next: () throws -> PlanItem?) async throws -> MirrorReport {
    let tally = MirrorTally(observer: run.observer)
    let ledger = try await run.openLedger()
    let worker = run.worker(ledger, tally, run.nameCollisions)
    var deletes: [PlanItem] = []
    try await withTransferQueue(run.resources.gate) { scope in
      while let planned = try next() {
        if planned.action == .delete {
          deletes.append(planned)
        } else if let item = item(planned, tally) {
          try await scope.add { try await worker.handle(item) }
        }
      }
    }
    run.finish(worker.executor.folders, tally)
    if tally.report.failed > 0, !deletes.isEmpty {
      tally.refuseDeletions("nothing deleted: \(tally.report.failed) items failed before")
    } else {
      try await delete(deletes, tally)
    }
    try await run.abortLeftUploads(ledger)
    try await run.state?.writer.flush()
    return tally.report
  }

  /// The item with what its source is now; nil, and counted, where that is no longer what was planned.
  private func item(_ planned: PlanItem, _ tally: MirrorTally) -> MirrorItem? {
    let action: MirrorAction
    let work: MirrorItem.Work
    switch planned.action {
    case .upload, .renameCopy: (action, work) = (.upload, .transfer)
    case .download: (action, work) = (.download, .transfer)
    case .copy: (action, work) = (.copy, .transfer)
    case .streamCopy: (action, work) = (.relay, .transfer)
    case .updateMetadata: (action, work) = (.metadata, .metadata)
    case .makeDirectory: (action, work) = (.makeDirectory, .makeDirectory)
    case .delete: return nil
    }
    guard let source = source(planned, tally) else { return nil }
    let step = MirrorStep(
      action: action, path: planned.path, sizeBytes: planned.sizeBytes, reason: planned.reason?.rawValue ?? "planned")
    var item = MirrorItem(work: work, path: planned.path, source: source, step: step)
    item.condition = planned.target
    if case .object(let etag) = planned.target {
      item.target = Entry(
        path: planned.path, kind: .file, sizeBytes: planned.sizeBytes, modified: Timestamp(nanoseconds: 0),
        object: ObjectFacts(etag: etag))
    }
    return item
  }

  private func source(_ planned: PlanItem, _ tally: MirrorTally) -> Entry? {
    switch (planned.source, run.source) {
    case (.file(let fingerprint), .folder(let root)):
      do {
        let status = try root.status(planned.path.withoutTrailingSlash)
        // A folder's own times change with whatever happens in it.
        guard status.fingerprint == fingerprint || status.kind == .directory else {
          tally.skip(planned.path, .changed)
          return nil
        }
        return status.entry(path: planned.path)
      } catch {
        tally.skip(planned.path, .unreadable(error))
        return nil
      }
    case (.object(let etag, let versionID), _):
      return Entry(
        path: planned.path, kind: planned.path.isDirectoryForm ? .directory : .file, sizeBytes: planned.sizeBytes,
        modified: run.clock.now(), object: ObjectFacts(etag: etag, versionID: versionID))
    default:
      tally.skip(planned.path, .changed)
      return nil
    }
  }

  /// Each target is asked for before it goes: not every endpoint knows conditional deletes.
  private func delete(_ planned: [PlanItem], _ tally: MirrorTally) async throws {
    var entries: [Entry] = []
    for item in planned {
      switch (item.target, run.target) {
      case (.object(let etag), .bucket(let place)):
        if try await isStill(etag, place, item.path) {
          entries.append(
            Entry(
              path: item.path, kind: item.path.isDirectoryForm ? .directory : .file, sizeBytes: item.sizeBytes,
              modified: Timestamp(nanoseconds: 0), object: ObjectFacts(etag: etag)))
        } else {
          tally.skip(item.path, .changed)
        }
      case (.file(let fingerprint), .folder):
        entries.append(
          Entry(
            path: item.path, kind: item.path.isDirectoryForm ? .directory : .file, sizeBytes: item.sizeBytes,
            modified: fingerprint.modified, fingerprint: fingerprint))
      default: tally.skip(item.path, .changed)
      }
    }
    try await Deleter(source: run.source, target: run.target, writer: run.state?.writer, tally: tally).delete(entries)
  }

  private func isStill(_ etag: ETag, _ place: BucketPlace, _ path: PathBytes) async throws -> Bool {
    do {
      return try await place.store.head(place.key(path), ReadOptions(wantsChecksum: false)).etag == etag
    } catch {
      guard error.code == .noSuchKey || error.code == .notFound else { throw error }
      return false
    }
  }
}
