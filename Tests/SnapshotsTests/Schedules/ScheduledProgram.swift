import Synchronization

@testable import Snapshots

/// What happened to snapshots, as those know it who made and removed them.
final class Ledger: Sendable {
  private struct State {
    var kept: Set<StorageID> = []
    var forgotten: Set<StorageID> = []
    var ended: Set<ScheduledProgram.Kind> = []
  }

  let problems = ProblemList()
  private let state = Mutex(State())

  /// A snapshot keeps its first name when it is rewritten.
  static func name(_ snapshot: Snapshot) -> StorageID { snapshot.original ?? snapshot.id }

  /// Whoever made the snapshot was told that it is there.
  func acknowledge(_ snapshot: Snapshot) { state.withLock { _ = $0.kept.insert(Self.name(snapshot)) } }

  /// Somebody sets about removing it.
  func forget(_ snapshot: Snapshot) { state.withLock { _ = $0.forgotten.insert(Self.name(snapshot)) } }

  /// A command came to its end.
  func end(_ kind: ScheduledProgram.Kind) { state.withLock { _ = $0.ended.insert(kind) } }

  var ended: Set<ScheduledProgram.Kind> { state.withLock { $0.ended } }

  /// Those that must be there.
  var expected: Set<StorageID> { state.withLock { $0.kept.subtracting($0.forgotten) } }
}

/// One of the commands that use a repository, on a machine of its own or together with others. What it calls, and under
/// which lock, is what its command calls.
struct ScheduledProgram: Sendable {
  enum Kind: CaseIterable, Sendable {
    case create, copy, tag, forget, prune, forgetAndPrune, restore, check, repairIndex, repairPacks, repairSnapshots
    case unlock

    var isPrune: Bool { self == .prune || self == .forgetAndPrune }
  }

  let kind: Kind
  /// Decides details.
  let choice: UInt64
  let repository: Repository
  let host: RepositoryHost
  let lockWait: Duration?
  let bed: ScheduleBed
  let ledger: Ledger
  let witness: Witness
  /// What it finds wrong itself.
  let problems: ProblemList
  /// The repository that is copied from.
  let other: Repository
  let weakness: ProtocolModel.Weakness?

  private var name: String { "\(kind)" }

  func run() async throws {
    switch kind {
    case .create: try await create()
    case .copy: try await locked { try await copy() }
    case .tag: try await locked(exclusive: true) { try await tag() }
    case .forget: try await locked(exclusive: true) { try await forget() }
    case .prune, .forgetAndPrune: try await prune()
    case .restore: try await locked { try await restore() }
    case .check: try await locked { try await check() }
    case .repairIndex:
      try await locked(exclusive: true) { _ = try await IndexRepair(repository).run(readsAll: choice % 2 == 0) }
    case .repairPacks: try await locked(exclusive: true) { try await repairPacks() }
    case .repairSnapshots: try await locked(exclusive: true) { try await repairSnapshots() }
    case .unlock: _ = try await RepositoryLocks(repository).unlock(all: false, host)
    }
  }

  private func locked(exclusive: Bool = false, _ body: @escaping @Sendable () async throws -> Void) async throws {
    try await RepositoryLock.holding(repository, host, exclusive: exclusive, wait: lockWait, body)
  }

  private func list() async throws -> [Snapshot] {
    let list = try await SnapshotList(loading: repository)
    for (id, error) in list.damaged { problems.add("\(name): the snapshot \(id.short): \(error)") }
    return list.snapshots
  }

  private var writer: WriterOptions {
    var options = WriterOptions()
    // One pack for all, or one for each blob.
    if choice % 4 == 0 { options.packSizeBytes = 1 }
    return options
  }

  // MARK: - Commands that add

  private func create() async throws {
    if weakness == .indexReadBeforeLock { try await repository.loadIndex() }
    try await locked {
      if weakness != .indexReadBeforeLock { try await repository.loadIndex() }
      let number = Int(choice >> 8) % bed.sources.count
      var options = CreateOptions()
      options.targets = [Array(bed.sources[number].utf8)]
      options.writer = writer
      let made = try await SnapshotCreation(repository, host, options, observer: problems).run().snapshot
      ledger.acknowledge(made)
      bed.expect(made, source: number, witness, ledger.problems)
    }
  }

  private func copy() async throws {
    try await RepositoryLock.holding(other, host, exclusive: false) {}
    let chosen = try await SnapshotList(loading: other).snapshots
    let existing = try await list()
    try await other.loadIndex()
    try await repository.loadIndex()
    for snapshot in chosen {
      if let copied = try await SnapshotCopy(from: other, to: repository, writer).copy(snapshot, existing: existing) {
        ledger.acknowledge(copied)
      }
    }
  }

  // MARK: - Commands that change

  private func tag() async throws {
    let change = TagChange(set: nil, add: ["tag-\(host.processID)"], remove: [])
    for snapshot in try await list().suffix(2) { _ = try await change.apply(to: snapshot, in: repository) }
  }

  private func forget() async throws {
    let snapshots = try await list()
    guard snapshots.count > 1, let oldest = snapshots.first else { return }
    try await RepositoryLock.confirmHeld()
    ledger.forget(oldest)
    try await repository.backend.remove([RepositoryFile(.snapshot, oldest.id)])
  }

  private func prune() async throws {
    var options = PruneOptions()
    options.maxUnused = .bytes(0)
    options.writer = writer
    let prune = Prune(repository, options)
    let early = weakness == .planBeforeLock ? try await prune.plan() : nil
    try await locked(exclusive: weakness != .pruneSharesItsLock) {
      if kind == .forgetAndPrune { try await forget() }
      let plan: PrunePlan
      if let early { plan = early } else { plan = try await prune.plan() }
      try await prune.run(plan)
    }
  }

  private func repairPacks() async throws {
    let packs = try await repository.backend.list(.pack)
    guard !packs.isEmpty else { return }
    let outcome = try await PackRepair(repository).run([packs[Int(choice >> 8) % packs.count].id])
    if !outcome.lost.isEmpty { problems.add("\(name): lost \(outcome.lost.count) blobs of a whole pack") }
  }

  private func repairSnapshots() async throws {
    let snapshots = try await list()
    try await repository.loadIndex()
    for snapshot in snapshots {
      guard let outcome = try await SnapshotRepair(repository).run(snapshot, dryRun: false) else { continue }
      problems.add("\(name): \(snapshot.id.short) has \(outcome.losses.count) losses")
    }
  }

  // MARK: - Commands that read

  private func restore() async throws {
    let snapshots = try await list()
    try await repository.loadIndex()
    guard !snapshots.isEmpty else { return }
    var cursor = TreeCursor(repository, tree: snapshots[Int(choice >> 8) % snapshots.count].tree)
    while let step = try await cursor.next() {
      switch step {
      case .entry(_, let node): try await FileContent(repository, node).forEachChunk { _ in }
      case .problem(_, let error): throw error
      case .leave: break
      }
    }
  }

  private func check() async throws {
    let (problems, name) = (problems, name)
    let check = RepositoryCheck(repository, choice % 2 == 0 ? .all : .none, now: host.now) { finding in
      if finding.severity == .damage { problems.add("\(name): \(finding.message)") }
    }
    _ = try await check.run()
  }
}
