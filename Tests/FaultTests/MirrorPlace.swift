import FolderFixtures
import LocalFiles
import Mirroring
import ObjectStores
import Planning
import S3Client
import S3Stub
import StateDatabase
import StorageModel
import Synchronization
import Testing
import Transfers

/// A folder, a scripted bucket, and mirror runs between them in either direction.
final class MirrorPlace: Sendable {
  let faults: FaultPlace
  let temporary: TemporaryFolder
  let folder: String

  var stub: StubServer { faults.stub }

  init(_ faults: FaultPlace? = nil) throws {
    self.faults = try faults ?? FaultPlace(attempts: 3)
    temporary = try TemporaryFolder()
    folder = try temporary.folder("folder")
  }

  var statePath: String { temporary.path + "/state" }

  /// Writes files into the folder, named by their paths.
  func write(_ files: [String: [UInt8]]) throws {
    for (path, content) in files { try writeFile(Array((folder + "/" + path).utf8), content) }
  }

  /// The files of the folder by key.
  func files() throws -> [ObjectKey: [UInt8]] {
    Dictionary(uniqueKeysWithValues: try FileTree(folder).files.map { (ObjectKey(bytes: $0), $1) })
  }

  /// Endpoints that runs found to list folder by folder.
  var learned: [String] { observer.learned.withLock { $0 } }
  private let observer = LearningObserver()

  func up(
    listsByFolder: Bool = false, _ edit: (inout MirrorOptions) -> Void = { _ in }
  ) async throws -> MirrorReport {
    try await run(.localToBucket, listsByFolder: listsByFolder, edit)
  }

  func down(_ edit: (inout MirrorOptions) -> Void = { _ in }) async throws -> MirrorReport {
    try await run(.bucketToLocal, edit)
  }

  /// One run with deletions allowed and the state of its direction.
  func run(
    _ direction: SyncDirection, listsByFolder: Bool = false, _ edit: (inout MirrorOptions) -> Void = { _ in }
  ) async throws -> MirrorReport {
    var rules = ChangeRules(direction: direction)
    rules.deletes = true
    var options = MirrorOptions(rules: rules)
    options.deletion.limit = .percent(100)
    options.partSizeBytes = 5 << 20
    edit(&options)
    let gate = ConcurrencyGate(now: { .zero })
    let store = GatedStore(faults.service.store(faults.bucket), gate: gate)
    let local = MirrorSide.folder(try FolderRoot(opening: Array(folder.utf8)))
    var place = BucketPlace(store: store, bucket: faults.bucket, prefix: [], endpointIdentity: stub.endpoint)
    place.listsByFolder = listsByFolder
    let remote = MirrorSide.bucket(place)
    let (source, target) = direction == .localToBucket ? (local, remote) : (remote, local)
    let identity = identity(source, target)
    let state = try PairState.open(identity, file: statePath)
    let record = try await state.runs.begin(command: "sync", at: Timestamp(seconds: 0))
    await state.writer.attribute(to: record)
    let run = MirrorRun(
      source: source, target: target, options: options, state: state,
      resources: TransferResources(budget: ByteBudget(limitBytes: 32 << 20), gate: gate),
      observer: observer,
      clock: MirrorClock(now: ClientEnvironment.system().now, elapsed: { .zero }))
    do {
      let report = try await run.run()
      try state.close()
      return report
    } catch {
      // The run's own error is the one that counts.
      try? state.close()
      throw error
    }
  }

  private func identity(_ source: MirrorSide, _ target: MirrorSide) -> PairIdentity {
    PairIdentity(source: Array(source.identity.utf8), target: Array(target.identity.utf8))
  }

  /// What the runs upwards remember to have made of a file.
  func made(of path: String) throws -> Set<MadeVersion> {
    let local = MirrorSide.folder(try FolderRoot(opening: Array(folder.utf8)))
    let remote = MirrorSide.bucket(
      BucketPlace(store: faults.store, bucket: faults.bucket, prefix: [], endpointIdentity: stub.endpoint))
    let state = try PairState.open(identity(local, remote), file: statePath)
    let found = try state.versions.made(at: PathBytes(bytes: Array(path.utf8)), since: 0)
    try state.close()
    return found
  }

  /// The bucket holds exactly the folder, and no upload is open.
  func expectEqual(_ comment: String, _ location: SourceLocation = #_sourceLocation) throws {
    let files = try self.files()
    let contents = faults.contents
    #expect(Set(contents.keys) == Set(files.keys), "\(comment)", sourceLocation: location)
    for (key, body) in contents {
      #expect(files[key] == body, "\(comment): \(key)", sourceLocation: location)
    }
    #expect(stub.withModel { $0.uploads.isEmpty }, "an upload is left: \(comment)", sourceLocation: location)
  }
}

/// Keeps what a run learned of its endpoint.
private final class LearningObserver: MirrorObserver {
  let learned = Mutex<[String]>([])

  func handle(_ event: MirrorEvent) {
    if case .listsByFolder(let identity) = event { learned.withLock { $0.append(identity) } }
  }
}

/// Ways in which one request can go wrong without anything being wrong for good.
enum PassingFault: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case busy, failed, resetAtOnce, resetInHead, finishInHead, lostAnswer, garbage, interim, resetUpload

  var testDescription: String { rawValue }

  var action: StubAction {
    switch self {
    case .busy: .answer(.error(503, "SlowDown"))
    case .failed: .answer(.error(500, "InternalError"))
    case .resetAtOnce: .reset(afterBytes: 0)
    case .resetInHead: .reset(afterBytes: 50)
    case .finishInHead: .finish(afterBytes: 50)
    case .lostAnswer: .answerAfterwards(.error(500, "InternalError"))
    case .garbage: .raw(Array("NOT HTTP AT ALL\r\n\r\n".utf8))
    case .interim: .interim(count: 3)
    case .resetUpload: .resetUpload(afterBytes: 3)
    }
  }
}
