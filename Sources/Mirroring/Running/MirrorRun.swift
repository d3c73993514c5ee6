internal import LocalFiles
internal import ObjectStores
internal import Planning
package import StateDatabase
package import StorageModel
package import Transfers

/// One run: makes the target equal to the source, or tells what that would take.
///
/// Order: uploads that an earlier run left open are known before anything begins → both trees are compared and carried out side by
/// side, each row written after the store acknowledged its object → deletions, only after everything else succeeded, both
/// trees were read to their ends, and the policy agrees → uploads that nobody took up again are aborted. A crash leaves finished
/// files and objects, and at most open uploads that the state database knows.
///
/// Memory does not grow with the number of entries, but for the candidates of a deletion.
package struct MirrorRun: Sendable {
  package let source: MirrorSide
  package let target: MirrorSide
  package let options: MirrorOptions
  /// nil runs without memory: every equality is proven anew.
  package let state: PairState?
  package let resources: TransferResources
  package let observer: any MirrorObserver
  package let clock: MirrorClock

  package init(
    source: MirrorSide, target: MirrorSide, options: MirrorOptions, state: PairState?, resources: TransferResources,
    observer: any MirrorObserver, clock: MirrorClock
  ) {
    self.source = source
    self.target = target
    self.options = options
    self.state = state
    self.resources = resources
    self.observer = observer
    self.clock = clock
  }

  /// Carries the run out. Throws only what ends it as a whole (an unreadable root, a listing that fails, cancellation); what
  /// concerns one entry is in the report.
  package func run() async throws -> MirrorReport {
    let tally = MirrorTally(observer: observer)
    let ledger = try await openLedger()
    var deletions = DeletionQueue(mostKept: mostDeletions)
    var targetEntries = 0
    let rootIsKnown = try await checkRoot()
    try await withTrees { source, target in
      let comparison = TreeComparison(
        source: source, target: target, rows: rowSource(), rules: rules(rootIsKnown),
        filters: options.filters, selection: options.selection,
        keepsEveryDirectory: options.metadata.concernsDirectories)
      try await carryOut(comparison, ledger, tally, &deletions)
      targetEntries = comparison.targetEntries
      try checkEmptySource(comparison, tally)
    }
    try await state?.writer.flush()
    if !options.isDryRun { try await recordRoot() }
    try await delete(deletions, targetEntries: targetEntries, rootIsKnown, tally)
    try await abortLeftUploads(ledger)
    try await state?.writer.flush()
    return tally.report
  }

  /// The compare-and-transfer part. Differences that need no work are settled here, the others become jobs.
  private func carryOut(
    _ comparison: TreeComparison, _ ledger: UploadLedger?, _ tally: MirrorTally, _ deletions: inout DeletionQueue
  ) async throws {
    let worker = self.worker(ledger, tally)
    var queue = deletions
    try await withTransferQueue(resources.gate) { scope in
      while true {
        let differences = try await comparison.next()
        for problem in comparison.takeProblems() {
          queue.markIncomplete(problem.path)
          tally.skip(problem.path, .unreadable(problem.error))
        }
        if differences.isEmpty { break }
        var unchanged = 0
        for difference in differences {
          switch difference.decision {
          case .unchanged: unchanged += 1
          case .delete: if let target = difference.target { queue.add(target) }
          case .skip(let reason): tally.skipped(difference, reason)
          case .transfer, .compareContent, .updateMetadata, .makeDirectory, .forgetRow, .conflict:
            if worker.mayBegin(difference) { try await scope.add { try await worker.handle(difference) } }
          }
        }
        tally.unchanged(unchanged)
        if tally.limitWasReached { break }
      }
    }
    for path in tally.takeProtected() { queue.markIncomplete(path) }
    for skipped in comparison.skippedDirectories { queue.markIncomplete(skipped.path) }
    deletions = queue
  }

  private func worker(_ ledger: UploadLedger?, _ tally: MirrorTally) -> DifferenceWorker {
    let now = clock.now
    let observer = self.observer
    return DifferenceWorker(
      resolver: DifferenceResolver(
        rules: options.rules, comparer: ContentComparer(source: source, target: target), now: now,
        transferAction: transferAction),
      executor: ItemExecutor(
        source: source, target: target, options: options, resources: resources, state: state, ledger: ledger,
        now: now, progress: { observer.handle(.progress(bytes: $0)) }),
      options: options, writer: state?.writer, tally: tally, started: clock.elapsed(), elapsed: clock.elapsed)
  }

  private var transferAction: MirrorAction {
    switch (source, target) {
    case (.folder, _): return .upload
    case (.bucket, .folder): return .download
    case (.bucket(let from), .bucket(let to)):
      return from.endpointIdentity == to.endpointIdentity ? .copy : .relay
    }
  }

  private func rules(_ rootIsKnown: Bool) -> ChangeRules {
    var rules = options.rules
    rules.isRootProven = rootIsKnown
    return rules
  }

  private func rowSource() -> TreeComparison.RowSource? {
    guard let state, options.rules.trust != .none else { return nil }
    var reader = state.rows()
    return {
      let rows = try reader.nextBatch()
      return rows.isEmpty ? nil : rows
    }
  }

  private func openLedger() async throws -> UploadLedger? {
    guard let state, !options.isDryRun else { return nil }
    return try await UploadLedger(state.uploads, now: clock.now)
  }

  /// A source that yields nothing, although the target or the rows have something, looks like a disk that is not mounted.
  private func checkEmptySource(_ comparison: TreeComparison, _ tally: MirrorTally) throws {
    guard options.rules.deletes, comparison.sourceEntries == 0, comparison.targetEntries > 0 else { return }
    guard !options.deletion.allowsEmptySource else { return }
    tally.refuseDeletions("the source is empty; give --allow-empty-source if that is meant")
  }

  private var mostDeletions: Int {
    switch options.deletion.limit {
    case .count(let most): most &+ 1
    case .percent, nil: 5_000_000
    }
  }
}

/// Where a run finds the time.
package struct MirrorClock: Sendable {
  package var now: @Sendable () -> Timestamp
  /// Never goes back.
  package var elapsed: @Sendable () -> Duration

  package init(now: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> Duration) {
    self.now = now
    self.elapsed = elapsed
  }
}
