import FolderFixtures
import Glibc
import LocalFiles
import StorageModel
import Synchronization

@testable import Snapshots

/// A repository of Cairn's own in a temporary folder, which restic can open with the same password.
struct TestRepository: Sendable {
  static let password = Array(ResticProgram.password.utf8)

  let folder: TemporaryFolder
  let path: String
  var host: RepositoryHost

  var restic: ResticProgram { ResticProgram(folder, repository: path) }

  init(_ folder: TemporaryFolder, name: String = "repository") {
    self.folder = folder
    path = folder.path + "/" + name
    host = Self.host()
  }

  /// This machine in UTC; locks settle at once. Its clock is the real one, as restic's is.
  static func host() -> RepositoryHost {
    RepositoryHost(
      hostname: "machine", username: "somebody", userID: geteuid(), groupID: getegid(), processID: Int64(getpid()),
      programVersion: "cairn test",
      now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
      }, zoneOffset: { _ in 0 },
      // Waits for a cancellation where minutes would pass: no test takes that long.
      sleep: { if $0 > .seconds(10) { try await waitForCancellation() } },
      isRunning: { $0 == Int64(getpid()) },
      userName: { $0 == 0 ? "root" : "" }, groupName: { $0 == 0 ? "root" : "" })
  }

  func create(version: Int64 = 2) async throws -> Repository {
    var generator = SystemRandomNumberGenerator()
    let polynomial = Polynomial.random(using: &generator)?.bits ?? 0
    return try await Repository.create(
      try FolderBackend(Array(path.utf8), creating: true),
      config: RepositoryConfig(version: version, id: .random(), polynomial: polynomial), password: Self.password,
      owner: host.keyOwner, cacheFolder: folder.path + "/cache", cost: ScryptParameters(n: 1024, r: 8, p: 1))
  }

  func open(cache: String? = "cache") async throws -> Repository {
    try await open(try FolderBackend(Array(path.utf8)), cache: cache)
  }

  func open(_ backend: any RepositoryBackend, cache: String? = "cache") async throws -> Repository {
    try await Repository.open(
      backend, password: Self.password, cacheFolder: cache.map { folder.path + "/" + $0 })
  }

  /// A snapshot of `paths`; problems are recorded as a failure unless they are collected.
  func snapshot(
    _ repository: Repository, _ paths: [String], problems: ProblemList = ProblemList(),
    _ change: (inout CreateOptions) -> Void = { _ in }
  ) async throws -> CreateResult {
    var options = CreateOptions()
    options.targets = paths.map { Array($0.utf8) }
    options.writer.packSizeBytes = 1 << 20
    change(&options)
    try await repository.loadIndex()
    return try await SnapshotCreation(repository, host, options, observer: problems).run()
  }

  func prune(_ repository: Repository, _ options: PruneOptions = PruneOptions()) async throws -> PrunePlan {
    let prune = Prune(repository, options)
    let plan = try await prune.plan()
    try await prune.run(plan)
    return plan
  }

  /// Damages that a check finds.
  func check(_ repository: Repository, _ scope: ReadScope = .all) async throws -> [String] {
    let list = ProblemList()
    let check = RepositoryCheck(repository, scope, now: host.now) { finding in
      if finding.severity == .damage { list.add("\(finding.file?.path ?? "") \(finding.message)") }
    }
    _ = try await check.run()
    return list.all
  }
}

/// Collects what goes wrong.
final class ProblemList: CreateObserver {
  private let list = Mutex<[String]>([])

  var all: [String] { list.withLock { $0 } }

  func add(_ text: String) { list.withLock { $0.append(text) } }

  func problem(_ path: [UInt8], _ message: String) { add(String(decoding: path, as: UTF8.self) + ": " + message) }

  func saved(_ path: [UInt8], _ outcome: EntryOutcome, sizeBytes: Int64) {}

  var wantsUnmodified: Bool { false }

  func savedUnmodified(files: Int64, sizeBytes: Int64) {}
}

/// Returns never, and throws when the task is cancelled.
private func waitForCancellation() async throws {
  let (stream, _) = AsyncStream<Void>.makeStream()
  for await _ in stream {}
  throw CancellationError()
}

/// Names of this machine's folder with a few files of all sizes, text and noise.
enum SampleFiles {
  static func make(in folder: String, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for number in 0..<12 {
      let below = "\(folder)/d\(number % 3)"
      mkdir(below, 0o755)
      let size = Int(generator.next() % 40_000)
      let content =
        number % 2 == 0 ? generator.bytes(size) : Array(String(repeating: "line \(number)\n", count: size / 8).utf8)
      try writeFile(Array("\(below)/f\(number)".utf8), content)
    }
    try writeFile(Array("\(folder)/large".utf8), generator.bytes(3 << 20))
    try writeFile(Array(folder.utf8) + Array("/not-utf8-".utf8) + [0xff, 0xfe], Array("x".utf8))
    try writeFile(folder + "/quoted \"name\"\n<&>", "y")
  }
}
