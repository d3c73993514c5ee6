import FolderFixtures
import StorageModel

@testable import Snapshots

/// What every schedule begins with: a repository with two snapshots, and with packs that are used in part, in full and
/// not at all; folders to back up, of which it has some data; another repository to copy from.
struct ScheduleBed: Sendable {
  private static let startSeconds: Int64 = 1_900_000_000
  private static let fileBytes = 2000

  private let folder: TemporaryFolder
  private let host: RepositoryHost
  let sources: [String]
  private let content: MemoryBackend.Content
  private let otherContent: MemoryBackend.Content
  /// The data of each source.
  private let data: [Set<BlobHandle>]
  private let snapshots: [Snapshot]

  init() async throws {
    let folder = try TemporaryFolder()
    var test = TestRepository(folder)
    test.host.now = { Timestamp(seconds: Self.startSeconds - 7200) }
    var sources: [String] = []
    var data: [Set<BlobHandle>] = []
    for number in 0..<4 {
      let source = try folder.folder("source-\(number)")
      // Neighbours share half of their files.
      let files = (0..<4).map { noise(Self.fileBytes, seed: UInt64(number * 2 + $0)) }
      for (index, file) in files.enumerated() {
        try writeFile(Array("\(source)/\(index < 2 ? "" : "below/")f\(index)".utf8), file, modified: 1_700_000_000)
      }
      sources.append(source)
      data.append(Set(files.map { BlobHandle(.data, StorageID(of: $0)) }))
    }
    let (backend, repository) = try await Self.repository(test)
    let both = try await test.snapshot(repository, [sources[0], sources[2]]).snapshot
    var snapshots: [Snapshot] = []
    for source in sources[..<2] { snapshots.append(try await test.snapshot(repository, [source]).snapshot) }
    // What only the first one used is still there.
    try await backend.remove([RepositoryFile(.snapshot, both.id)])
    let (otherBackend, other) = try await Self.repository(test)
    _ = try await test.snapshot(other, [sources[3]])
    (self.folder, host, self.sources, self.data, self.snapshots) = (folder, test.host, sources, data, snapshots)
    (content, otherContent) = (backend.content, otherBackend.content)
  }

  private static func repository(_ test: TestRepository) async throws -> (MemoryBackend, Repository) {
    let backend = MemoryBackend()
    // A polynomial of restic's documentation: the files are too small to be cut.
    let config = RepositoryConfig(version: 2, id: .random(), polynomial: 0x25_b468_838d_cb75)
    let repository = try await Repository.create(
      backend, config: config, password: TestRepository.password, owner: test.host.keyOwner, cacheFolder: nil,
      cost: ScryptParameters(n: 2, r: 1, p: 1))
    return (backend, repository)
  }

  private func open(_ backend: any RepositoryBackend, cache: String? = nil) async throws -> Repository {
    try await Repository.open(backend, password: TestRepository.password, cacheFolder: cache)
  }

  // MARK: - One schedule

  struct Outcome: Sendable {
    var problems: [String]
    var trace: [String]
    /// Commands that came to their end, neither refused nor killed.
    var ended: Set<ScheduledProgram.Kind>
  }

  /// Runs the programs of the plan, looks at what they leave, and runs another prune over it.
  func run(_ plan: SchedulePlan, weakness: ProtocolModel.Weakness? = nil) async throws -> Outcome {
    let backend = MemoryBackend(content)
    let ledger = Ledger()
    for snapshot in snapshots { ledger.acknowledge(snapshot) }
    let plain = try await open(backend)
    let witness = Witness(backend, plain.key, ledger.problems)
    let scheduler = Scheduler(plan, startSeconds: Self.startSeconds)
    let caches = plan.keepsCache ? try folder.folder("caches-\(folder.nextNumber())") : nil
    defer { if let caches { removeTree(Array(caches.utf8)) } }
    let other = MemoryBackend(otherContent)
    await withTaskGroup(of: Void.self) { group in
      for number in plan.programs.indices {
        let host = host(of: number, plan, scheduler, blind: weakness == .noConfirmation)
        let scheduled = ScheduledBackend(inner: backend, witness: witness, scheduler: scheduler, program: number)
        let isPrune = plan.programs[number].isPrune
        let view: any RepositoryBackend = weakness.map { WeakenedBackend(scheduled, $0, isPrune: isPrune) } ?? scheduled
        let cache = caches.map { "\($0)/\(host.hostname)" }
        group.addTask(executorPreference: scheduler.executor) {
          let problems = ProblemList()
          do {
            try await scheduler.begin(number)
            let program = ScheduledProgram(
              kind: plan.programs[number], choice: plan.choices[number],
              repository: try await open(view, cache: cache), host: host, lockWait: plan.lockWait, bed: self,
              ledger: ledger, witness: witness, problems: problems, other: try await open(other), weakness: weakness)
            try await program.run()
            ledger.end(program.kind)
          } catch {
            if !Self.isExpected(error) { problems.add("\(plan.programs[number]): \(error)") }
          }
          // Who slept for longer than a lock lives may see anything, and hurts nobody; who was killed says nothing.
          if !scheduler.wasKilled(number), scheduler.sleptNanoseconds(number) < 30 * 60 * SchedulePlan.second {
            for problem in problems.all { ledger.problems.add(problem) }
          }
          scheduler.end(number)
        }
      }
      await scheduler.finished()
      group.cancelAll()
    }
    if let stuck = scheduler.stuck { ledger.problems.add(stuck) }
    if ledger.problems.all.isEmpty { try await examine(backend, ledger, after: scheduler.now) }
    return Outcome(problems: ledger.problems.all, trace: scheduler.trace, ended: ledger.ended)
  }

  /// Refused because of a lock that names its owner. That one's own lock is lost is only to be expected of who slept.
  private static func isExpected(_ error: any Error) -> Bool {
    guard let error = error as? RepositoryError else { return false }
    return error.code == .locked && error.file != nil
  }

  private func host(
    of number: Int, _ plan: SchedulePlan, _ scheduler: Scheduler, blind: Bool
  ) -> RepositoryHost {
    var host = host
    host.hostname = plan.isOneMachine ? "machine" : "machine-\(number)"
    host.processID = 1000 + Int64(number)
    host.now = {
      let now = scheduler.now.nanoseconds
      return Timestamp(nanoseconds: blind ? now - scheduler.sleptNanoseconds(number) : now)
    }
    host.sleep = { try await scheduler.sleep(number, $0) }
    host.isRunning = { scheduler.isRunning(Int($0) - 1000) }
    return host
  }

  // MARK: - Afterwards

  /// The snapshot has the data of its source, all of it and no other.
  func expect(_ snapshot: Snapshot, source: Int, _ witness: Witness, _ problems: ProblemList) {
    if witness.data(of: snapshot.id) != data[source] { problems.add("\(snapshot.id.short) is not what was saved") }
  }

  /// Every snapshot is whole and none is missing, now and after a prune, which leaves nothing that nobody needs.
  private func examine(_ backend: MemoryBackend, _ ledger: Ledger, after time: Timestamp) async throws {
    var host = host
    host.now = { Timestamp(seconds: time.seconds + 7200) }
    host.isRunning = { _ in false }
    let repository = try await open(backend)
    try await check(repository, host, .none, strict: false, ledger.problems)
    var options = PruneOptions()
    options.maxUnused = .bytes(0)
    let prune = Prune(repository, options)
    try await RepositoryLock.holding(repository, host, exclusive: true) {
      try await prune.run(try await prune.plan())
    }
    try await check(repository, host, .all, strict: true, ledger.problems)
    let there = Set(try await SnapshotList(loading: repository).snapshots.map(Ledger.name))
    for missing in ledger.expected.subtracting(there) { ledger.problems.add("\(missing.short) is missing") }
    if !backend.listed(.lock).isEmpty { ledger.problems.add("a lock is left") }
  }

  private func check(
    _ repository: Repository, _ host: RepositoryHost, _ scope: ReadScope, strict: Bool, _ problems: ProblemList
  ) async throws {
    let check = RepositoryCheck(repository, scope, now: host.now) { finding in
      if strict || finding.severity == .damage {
        problems.add("afterwards: \(finding.file?.path ?? "") \(finding.message)")
      }
    }
    _ = try await check.run()
  }
}
