internal import LocalFiles
internal import ObjectStores
internal import Planning
package import StateDatabase
package import StorageModel
package import Transfers

/// One run: makes the target equal to the source, or tells what that would take.
///
/// Order: uploads that an earlier run left open are known before anything begins → both trees are compared and
/// carried out side by side, each row written after the store acknowledged its object → deletions, only after
/// everything else succeeded, both trees were read to their ends, and the policy agrees → uploads that nobody took
/// up again are aborted. A crash leaves finished files and objects, and at most open uploads that the state
/// database knows.
///
/// Memory does not grow with the number of entries, but for the candidates of a deletion.
package struct MirrorRun: Sendable {
  package private(set) var source: MirrorSide
  package private(set) var target: MirrorSide
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

  /// Carries the run out. Throws only what ends it as a whole (an unreadable root, a listing that fails,
  /// cancellation); what concerns one entry is in the report.
  ///
  /// An endpoint that lists folder by folder (SeaweedFS) and is not known for it is found out by its first listing;
  /// the run then begins anew and sorts. Nothing was deleted by then, and what was transferred is found to be equal.
  package func run() async throws -> MirrorReport {
    var run = self
    // Each side is found out once at most.
    for _ in 0..<2 {
      do {
        return try await run.runOnce()
      } catch let found as FolderOrderFound {
        run.sort(found.endpointIdentity)
        observer.handle(.listsByFolder(endpointIdentity: found.endpointIdentity))
        observer.handle(
          .notice("the endpoint lists folder by folder, not in the order of keys: its listings are sorted here"))
      }
    }
    return try await run.runOnce()
  }

  private mutating func sort(_ endpointIdentity: String) {
    if case .bucket(var place) = source, place.endpointIdentity == endpointIdentity {
      place.listsByFolder = true
      source = .bucket(place)
    }
    if case .bucket(var place) = target, place.endpointIdentity == endpointIdentity {
      place.listsByFolder = true
      target = .bucket(place)
    }
  }

  private func runOnce() async throws -> MirrorReport {
    let tally = MirrorTally(observer: observer)
    let ledger = try await openLedger()
    var deletions = DeletionQueue(mostKept: mostDeletions)
    var facts = DeletionFacts()
    let rootIsKnown = try await checkRoot()
    let names = nameCollisions
    try await withTrees { source, target in
      let comparison = TreeComparison(
        source: source, target: target, rows: rowSource(), rules: rules(rootIsKnown),
        filters: options.filters, selection: options.selection,
        keepsEveryDirectory: options.metadata.concernsDirectories)
      try await carryOut(comparison, worker(ledger, tally, names), tally, &deletions)
      try sweep(comparison.leftovers)
      facts.sourceCount = Int64(comparison.sourceEntries)
      facts.targetCount = Int64(comparison.targetEntries)
      facts.sourceEndedCleanly = true
      facts.targetEndedCleanly = comparison.targetProblems.isEmpty
      facts.targetWasListed = !options.rules.targetIsUnlisted
    }
    try await state?.writer.flush()
    facts.rootChanged = isSourceRootChanged(rootIsKnown)
    try await delete(deletions, facts, tally)
    try await abortLeftUploads(ledger)
    if !options.isDryRun, tally.report.deletionRefusal == nil { try await recordRoot() }
    try await state?.writer.flush()
    return tally.report
  }

  /// The compare-and-transfer part. Differences that need no work are settled here, the others become jobs.
  private func carryOut(
    _ comparison: TreeComparison, _ worker: DifferenceWorker, _ tally: MirrorTally, _ deletions: inout DeletionQueue
  ) async throws {
    var queue = deletions
    try await withTransferQueue(resources.gate) { scope in
      while true {
        let differences = try await comparison.next()
        for problem in comparison.takeProblems() {
          if problem.isDirectory {
            queue.incomplete.insert(problem.path)
          } else {
            queue.incomplete.insertUnreadable(problem.path)
          }
          tally.skip(problem.path, .unreadable(problem.error))
        }
        if differences.isEmpty { break }
        var unchanged = 0
        for difference in differences {
          switch difference.decision {
          case .unchanged: unchanged += 1
          case .delete: if let target = difference.target { queue.add(target) }
          case .skip(let reason): tally.skipped(difference, reason)
          case .transfer, .compareContent, .updateMetadata, .makeDirectory, .forgetRow:
            if worker.mayBegin(difference) { try await scope.add { try await worker.handle(difference) } }
          }
        }
        tally.unchanged(unchanged)
        if tally.limitWasReached { break }
      }
    }
    finish(worker.executor.folders, tally)
    for path in tally.takeProtected() { queue.incomplete.insertUnreadable(path) }
    for skipped in comparison.skippedDirectories { queue.incomplete.insert(skipped.path) }
    deletions = queue
  }

  /// Metadata of folders, and one flush of everything to the disk: an fsync for each file would cost a hundred
  /// times as much.
  func finish(_ folders: FolderMetadata, _ tally: MirrorTally) {
    guard case .folder(let root) = target, !options.isDryRun else { return }
    folders.apply(in: root) { path, error in
      tally.failed(MirrorStep(action: .metadata, path: path, sizeBytes: 0, reason: "folder"), error)
    }
    guard tally.report.downloaded > 0 else { return }
    do { try root.synchronize() } catch {
      tally.failed(MirrorStep(action: .download, path: root.path, sizeBytes: 0, reason: "flush to disk"), error)
    }
  }

  func worker(_ ledger: UploadLedger?, _ tally: MirrorTally, _ names: NameCollisions?) -> DifferenceWorker {
    let now = clock.now
    let observer = self.observer
    return DifferenceWorker(
      resolver: DifferenceResolver(
        rules: options.rules, comparer: ContentComparer(source: source, target: target), now: now,
        transferAction: transferAction),
      executor: ItemExecutor(
        source: source, target: target, options: options, resources: resources, state: state, ledger: ledger,
        now: now, progress: { observer.handle(.progress(bytes: $0)) }, folders: FolderMetadata(), names: names),
      options: options, writer: state?.writer, tally: tally, started: clock.elapsed(), elapsed: clock.elapsed)
  }

  /// To be asked for before the target is walked. A dry run writes nothing, not even the file that tells how the folder
  /// takes names.
  var nameCollisions: NameCollisions? {
    guard case .folder(let root) = target, !options.isDryRun else { return nil }
    return NameCollisions(in: root)
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

  func openLedger() async throws -> UploadLedger? {
    guard let state, !options.isDryRun else { return nil }
    return try await UploadLedger(state.uploads, now: clock.now)
  }

  /// Removes temporary files that a killed run left in the target.
  private func sweep(_ leftovers: Set<PathBytes>) throws {
    guard case .folder(let root) = target, !options.isDryRun else { return }
    let now = clock.now()
    for folder in leftovers { _ = try LeftoverSweep.run(in: root, directory: folder, olderThan: now) }
  }

  private var mostDeletions: Int {
    if case .count(let most) = options.deletion.limit { return Int(clamping: most &+ 1) }
    return 5_000_000
  }

  /// A source that is another folder than in the run before, or was exchanged during this one, is perhaps a disk
  /// that is not mounted.
  private func isSourceRootChanged(_ rootIsKnown: Bool) -> Bool {
    guard case .folder(let root) = source else { return false }
    return !rootIsKnown || !root.isStillInPlace()
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
