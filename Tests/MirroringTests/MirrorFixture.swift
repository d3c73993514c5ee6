import Digests
import Glibc
import LocalFiles
import Mirroring
import ObjectStores
import Planning
import StateDatabase
import StorageModel
import Synchronization
import Testing
import Transfers

/// A folder, a bucket in memory and a state database, all gone with the fixture.
final class MirrorFixture {
  let root: String
  let endpoint = MemoryEndpoint()
  let bucket: BucketName
  let observer = EventLog()
  private let time = Mutex<Int64>(1_800_000_000)

  init() throws {
    var template = Array("/tmp/cairn-mirror-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
    root = String(cString: try #require(made))
    mkdir(root + "/src", 0o755)
    bucket = try #require(BucketName("bucket"))
  }

  deinit { _ = try? FolderRoot(opening: Array("/tmp".utf8)).removeTree(PathBytes(String(root.dropFirst(5)))) }

  func write(_ path: String, _ text: String) throws {
    let folder = try FolderRoot(opening: Array((root + "/src").utf8))
    let path = PathBytes(path)
    if !path.parent.isEmpty { try folder.makeDirectories(path.parent.withoutTrailingSlash) }
    let file = try AtomicFile(in: folder, path: path)
    try file.write(Array(text.utf8), at: 0)
    _ = try file.commit(FileMetadata(modified: Timestamp(seconds: 1_700_000_000)))
  }

  func remove(_ path: String) throws {
    try FolderRoot(opening: Array((root + "/src").utf8)).remove(PathBytes(path))
  }

  func store(_ log: CallLog = CallLog()) -> any MultipartStore { log.wrap(endpoint.bucket(bucket)) }

  func place(_ log: CallLog = CallLog(), prefix: String = "p") -> MirrorSide {
    .bucket(
      BucketPlace(store: store(log), bucket: bucket, prefix: Array(prefix.utf8), endpointIdentity: "memory"))
  }

  func folder(_ name: String = "src", creating: Bool = false) throws -> MirrorSide {
    .folder(try FolderRoot(opening: Array((root + "/" + name).utf8), creating: creating))
  }

  /// One run with the state of this pair; `change` adjusts the options.
  @discardableResult
  func run(
    _ source: MirrorSide, _ target: MirrorSide, usesState: Bool = true,
    _ change: (inout MirrorOptions) -> Void = { _ in }
  ) async throws -> MirrorReport {
    let direction: SyncDirection =
      switch (source, target) {
      case (.folder, _): .localToBucket
      case (.bucket, .folder): .bucketToLocal
      case (.bucket, .bucket): .bucketToBucket
      }
    var options = MirrorOptions(rules: ChangeRules(direction: direction))
    options.rules.keepsDirectories = true
    change(&options)
    let identity = PairIdentity(source: Array(source.identity.utf8), target: Array(target.identity.utf8))
    let state = usesState ? try PairState.open(identity, folder: root + "/state") : nil
    let now = time.withLock { time in
      time += 3600
      return time
    }
    let run = MirrorRun(
      source: source, target: target, options: options, state: state,
      resources: TransferResources(
        budget: ByteBudget(limitBytes: 32 << 20),
        gate: ConcurrencyGate(AdaptiveConcurrency(initial: 8), now: { .zero })),
      observer: observer, clock: MirrorClock(now: { Timestamp(seconds: now) }, elapsed: { .zero }))
    do {
      let report = try await run.run()
      try state?.close()
      return report
    } catch {
      try state?.close()
      throw error
    }
  }

  /// Keys and bodies of the bucket.
  func objects() async throws -> [String: String] {
    let store = endpoint.bucket(bucket)
    var found: [String: String] = [:]
    for object in try await store.list(ListRequest()).objects {
      let body = try await store.get(object.key, ReadOptions(), into: .memory(limitBytes: 64 << 20)).bytes
      found["\(object.key)"] = String(decoding: body, as: UTF8.self)
    }
    return found
  }
}

/// Keeps what a run told.
final class EventLog: MirrorObserver {
  private let events = Mutex<[String]>([])

  func handle(_ event: MirrorEvent) {
    events.withLock { events in
      switch event {
      case .planned(let step, _): events.append("planned \(step.action.rawValue) \(step.path)")
      case .finished(let step): events.append("\(step.action.rawValue) \(step.path)")
      case .failed(let step, _): events.append("failed \(step.path)")
      case .skipped(let path, _): events.append("skipped \(path)")
      case .listsByFolder(let identity): events.append("folder order \(identity)")
      case .started, .progress, .notice: break
      }
    }
  }

  /// What was told since the last call, sorted.
  func take() -> [String] {
    events.withLock { events in
      defer { events = [] }
      return events.sorted()
    }
  }
}

extension FolderRoot {
  /// Removes a folder with everything in it.
  func removeTree(_ path: PathBytes) throws {
    let folder = try FolderRoot(opening: self.path.bytes + [UInt8(ascii: "/")] + path.bytes)
    var options = WalkOptions()
    options.showsTemporaries = true
    var scan = TreeScan(folder, options: options)
    var entries: [Entry] = []
    try scan.run { batch in
      entries += batch.entries
      return true
    }
    for entry in entries.reversed() { try folder.remove(entry.path) }
    try remove(path)
  }
}
