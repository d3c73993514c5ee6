internal import LocalFiles
internal import ObjectStores
internal import Planning
internal import StateDatabase
internal import StorageModel

extension MirrorRun {
  /// Deletes what is left over, last of all, if nothing speaks against it. Each candidate is looked at once more.
  func delete(_ queue: DeletionQueue, _ facts: DeletionFacts, _ tally: MirrorTally) async throws {
    guard options.rules.deletes, tally.report.limitReached == nil else { return }
    let candidates = queue.deletable(options.deletion)
    guard !candidates.isEmpty else { return }
    var facts = facts
    facts.incomplete = queue.incomplete
    facts.candidateCount = max(Int64(candidates.count), queue.count > Int64(queue.candidates.count) ? queue.count : 0)
    if let refusal = await refusal(facts, tally) {
      tally.refuseDeletions(refusal)
      return
    }
    if options.isDryRun {
      for candidate in candidates { tally.finished(step(candidate), movedBytes: 0, isDryRun: true) }
      return
    }
    switch target {
    case .bucket(let place): try await deleteObjects(candidates, at: place, tally)
    case .folder(let root): try await deleteFiles(candidates, in: root, tally)
    }
  }

  private func refusal(_ facts: DeletionFacts, _ tally: MirrorTally) async -> String? {
    let failed = tally.report.failed
    if failed > 0 { return "nothing deleted: \(failed) items failed before; deletes wait until they succeed" }
    switch options.deletion.verdict(facts) {
    case .allowed: return nil
    case .refused(_, let message): return message
    case .needsConfirmation(let message):
      guard !options.isDryRun, let confirm = options.confirm else { return message }
      let question = "delete \(facts.candidateCount) of \(facts.targetCount) entries of the target?"
      return await confirm(question) ? nil : message
    }
  }

  private func step(_ entry: Entry) -> MirrorStep {
    MirrorStep(action: .delete, path: entry.path, sizeBytes: 0, reason: "not in the source")
  }

  /// 1,000 keys a request. An entry that has come into being at the source meanwhile is left alone.
  private func deleteObjects(_ candidates: [Entry], at place: BucketPlace, _ tally: MirrorTally) async throws {
    let batch = place.store.limits.deleteBatch
    for start in stride(from: 0, to: candidates.count, by: batch) {
      try Task.checkCancellation()
      let chosen = candidates[start..<min(start + batch, candidates.count)].filter { !isBack($0.path) }
      guard !chosen.isEmpty else { continue }
      let outcomes = try await place.store.delete(chosen.map { DeleteItem(key: place.key($0.path)) })
      var forgotten: [StateChange] = []
      for (entry, outcome) in zip(chosen, outcomes) {
        if let error = outcome.error {
          tally.failed(step(entry), error)
        } else {
          tally.finished(step(entry), movedBytes: 0, isDryRun: false)
          forgotten.append(.remove(entry.path))
        }
      }
      try await state?.writer.apply(forgotten)
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
  private func deleteFiles(_ candidates: [Entry], in root: FolderRoot, _ tally: MirrorTally) async throws {
    for entry in candidates where entry.kind != .directory {
      try Task.checkCancellation()
      do {
        if let now = try root.statusIfPresent(entry.path) {
          guard now.fingerprint == entry.fingerprint else {
            throw LocalError(.changedWhileRead, operation: "delete", path: entry.path)
          }
          try root.remove(entry.path)
        }
        tally.finished(step(entry), movedBytes: 0, isDryRun: false)
        try await state?.writer.apply([.remove(entry.path)])
      } catch let error as LocalError {
        tally.failed(step(entry), error)
      }
    }
    let folders = candidates.filter { $0.kind == .directory }.sorted { $0.path > $1.path }
    for entry in folders {
      do {
        try root.remove(entry.path)
        tally.finished(step(entry), movedBytes: 0, isDryRun: false)
      } catch {
        let isLeft = [.directoryNotEmpty, .notFound, .exists].contains(error.code)
        if !isLeft { tally.failed(step(entry), error) }
      }
    }
  }
}
