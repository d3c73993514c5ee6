internal import LocalFiles
internal import ObjectStores
internal import StateDatabase
internal import StorageModel

/// Deletes entries of the target. Who calls it has asked the guard; each entry is looked at once more here.
struct Deleter: Sendable {
  let source: MirrorSide
  let target: MirrorSide
  let writer: StateWriter?
  let tally: MirrorTally

  static func step(_ entry: Entry) -> MirrorStep {
    var step = MirrorStep(action: .delete, path: entry.path, sizeBytes: 0, reason: "not in the source")
    step.freedBytes = entry.sizeBytes
    return step
  }

  func delete(_ candidates: [Entry]) async throws {
    switch target {
    case .bucket(let place): try await deleteObjects(candidates, at: place)
    case .folder(let root): try await deleteFiles(candidates, in: root)
    }
  }

  /// 1,000 keys a request. An entry that has come into being at the source meanwhile is left alone.
  private func deleteObjects(_ candidates: [Entry], at place: BucketPlace) async throws {
    let batch = place.store.limits.deleteBatch
    for start in stride(from: 0, to: candidates.count, by: batch) {
      try Task.checkCancellation()
      let chosen = candidates[start..<min(start + batch, candidates.count)].filter { !isBack($0.path) }
      guard !chosen.isEmpty else { continue }
      let outcomes = try await place.store.delete(chosen.map { DeleteItem(key: place.key($0.path)) })
      var forgotten: [StateChange] = []
      for (entry, outcome) in zip(chosen, outcomes) {
        if let error = outcome.error {
          tally.failed(Self.step(entry), error)
        } else {
          tally.finished(Self.step(entry), movedBytes: 0)
          forgotten.append(.remove(entry.path))
          if let id = outcome.markerVersionID { forgotten.append(.made(entry.path, MadeVersion(id))) }
        }
      }
      try await writer?.apply(forgotten)
    }
  }

  private func isBack(_ path: PathBytes) -> Bool {
    guard case .folder(let root) = source else { return false }
    do {
      return try root.statusIfPresent(path.withoutTrailingSlash) != nil && !path.isDirectoryForm
    } catch {
      // What cannot be looked at is not known to be gone.
      return true
    }
  }

  /// Files first, then folders from the innermost outwards, those that are empty by then.
  private func deleteFiles(_ candidates: [Entry], in root: FolderRoot) async throws {
    for entry in candidates where entry.kind != .directory {
      try Task.checkCancellation()
      do {
        if let now = try root.statusIfPresent(entry.path) {
          guard now.fingerprint == entry.fingerprint else {
            throw LocalError(.changedWhileRead, operation: "delete", path: entry.path)
          }
          try root.remove(entry.path)
        }
        tally.finished(Self.step(entry), movedBytes: 0)
        try await writer?.apply([.remove(entry.path)])
      } catch let error as LocalError {
        tally.failed(Self.step(entry), error)
      }
    }
    let folders = candidates.filter { $0.kind == .directory }.sorted { $0.path > $1.path }
    for entry in folders {
      do {
        try root.remove(entry.path)
        tally.finished(Self.step(entry), movedBytes: 0)
      } catch {
        let isLeft = [.directoryNotEmpty, .notFound, .exists].contains(error.code)
        if !isLeft { tally.failed(Self.step(entry), error) }
      }
    }
  }
}
