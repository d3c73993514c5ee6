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
      for candidate in candidates {
        let item = PlanItem(
          .delete, path: candidate.path, sizeBytes: candidate.sizeBytes,
          target: PlanItem.condition(ofTarget: candidate))
        tally.planned(Deleter.step(candidate), item)
      }
      return
    }
    try await Deleter(source: source, target: target, writer: state?.writer, tally: tally).delete(candidates)
  }

  private func refusal(_ facts: DeletionFacts, _ tally: MirrorTally) async -> String? {
    let failed = tally.report.failed
    if failed > 0 { return "nothing deleted: \(failed) items failed before; run it again" }
    switch options.deletion.verdict(facts) {
    case .allowed: return nil
    case .refused(_, let message): return message
    case .needsConfirmation(let message):
      guard !options.isDryRun, let confirm = options.confirm else { return message }
      let question = "delete \(facts.candidateCount) of \(facts.targetCount) entries of the target?"
      return await confirm(question) ? nil : message
    }
  }
}
