package import LocalFiles
internal import Planning
internal import StorageModel
internal import Synchronization

/// What a drill found.
package struct DrillResult: Hashable, Sendable {
  /// Files and links of the snapshot, and how many of them were restored to be looked at.
  package var total: Int64 = 0
  package var sampled: Int64 = 0
  package var bytes: UInt64 = 0
  /// Restored, and every byte is what the snapshot says.
  package var verified: Int64 = 0
  package var damaged: Int64 = 0
  /// Not restored for a reason of this machine.
  package var failed: Int64 = 0
  /// Of the verified ones, those that were compared with the source as well, and those that could not be.
  package var comparedWithSource: Int64 = 0
  package var withoutSource: Int64 = 0

  package init() {}
}

/// Restores a sample of a snapshot as a user would, and looks at what came of it.
///
/// The restore is ``FolderRestore``; the comparison shares no code with it: restored files are read back and hashed
/// chunk by chunk against the ids in the tree, and compared byte by byte with the source where that is unchanged.
package struct SnapshotDrill: Sendable {
  private static let compareBytes = 1 << 20
  /// 1970 to 2446, as ext4 has it.
  private static let heldSeconds: Range<Int64> = 0..<(3 << 32)

  private let source: any SnapshotReader
  private let snapshot: Snapshot
  private let scope: DrillScope
  private let log: DrillLog
  private let live: LiveSource?

  /// `comparesSource` where the snapshot was made on this machine. `observer` hears of damage.
  package init(
    _ source: any SnapshotReader, _ snapshot: Snapshot, _ scope: DrillScope, comparesSource: Bool,
    observer: any RestoreObserver
  ) {
    self.source = source
    self.snapshot = snapshot
    self.scope = scope
    log = DrillLog(observer)
    live = comparesSource ? LiveSource(paths: snapshot.paths.map { Array($0.utf8) }) : nil
  }

  /// Restores below `root`, which is empty, and compares. Throws what ends a restore as well.
  package func run(into root: FolderRoot) async throws -> DrillResult {
    var result = DrillResult()
    let sample = try await sample(&result)
    guard !sample.items.isEmpty else {
      log.count(into: &result)
      return result
    }
    var options = RestoreOptions()
    options.filters.names = try NameList(Array(sample.items.map(\.path.bytes).joined(separator: [0])) + [0])
    result.sampled = Int64(sample.items.count)
    _ = try await FolderRestore(source, into: root, options, observer: log).run(.folder(snapshot.tree, nil))
    for item in sample.items where !log.hasFailed(item.path) {
      try Task.checkCancellation()
      do {
        guard let status = try root.statusIfPresent(item.path) else {
          throw RepositoryError(.damaged, "nothing was restored")
        }
        try compare(item, status, root, &result)
      } catch let error as RepositoryError {
        log.failed(item.path.bytes, error)
      }
    }
    log.count(into: &result)
    return result
  }

  private func sample(_ result: inout DrillResult) async throws -> DrillSample {
    var sample = DrillSample(scope)
    var cursor = TreeCursor(source, tree: snapshot.tree)
    while let step = try await cursor.next() {
      switch step {
      case .entry(let path, let node): sample.offer(path, node)
      case .leave: break
      case .problem(let path, let error): log.failed(path.bytes, error)
      }
    }
    sample.keepBudget()
    result.total = sample.total
    return sample
  }

  // MARK: - Comparing

  /// Throws `.damaged` when what was restored is not what the snapshot says.
  private func compare(
    _ item: DrillSample.Item, _ status: FileStatus, _ root: FolderRoot, _ result: inout DrillResult
  ) throws {
    if item.node.kind == .symlink {
      guard status.kind == .symlink, try root.readLink(item.path) == item.node.linkTarget else {
        throw RepositoryError(.damaged, "the restored link leads elsewhere")
      }
      result.verified += 1
      return
    }
    let file = try root.open(item.path)
    let size = try compareContent(of: file, item.node)
    guard status.kind == .file, UInt64(clamping: status.sizeBytes) == size else {
      throw RepositoryError(.damaged, "the restored file has \(status.sizeBytes) bytes and should have \(size)")
    }
    // Times that file systems cannot hold come back as something else.
    let isHeld = Self.heldSeconds.contains(item.node.modified.seconds)
    guard !isHeld || status.modified == item.node.modified.timestamp else {
      throw RepositoryError(.damaged, "the restored file has another time")
    }
    result.bytes &+= size
    if let live {
      if try compare(file, with: live, item) { result.comparedWithSource += 1 } else { result.withoutSource += 1 }
    }
    result.verified += 1
  }

  /// The size that the chunks add up to.
  private func compareContent(of file: OpenFile, _ node: TreeNode) throws -> UInt64 {
    var offset: UInt64 = 0
    for id in node.content ?? [] {
      guard let length = try source.places(BlobHandle(.data, id)).first?.place.contentLength else {
        throw RepositoryError(.notFound, "the data blob \(id) is in no index")
      }
      let bytes = try file.read(at: Int64(clamping: offset), count: length)
      guard bytes.count == length, StorageID(of: bytes) == id else {
        throw RepositoryError(.damaged, "the restored content at \(offset) is not the one that was saved")
      }
      offset += UInt64(length)
    }
    return offset
  }

  /// False when the source is another one by now.
  private func compare(_ file: OpenFile, with live: LiveSource, _ item: DrillSample.Item) throws -> Bool {
    guard let (source, fingerprint) = live.unchanged(item) else { return false }
    var offset: Int64 = 0
    var difference: Int64?
    while difference == nil {
      let restored = try file.read(at: offset, count: Self.compareBytes)
      // A source that cannot be read to its end was not compared.
      guard let original = try? source.read(at: offset, count: Self.compareBytes) else { return false }
      if restored != original { difference = offset }
      if restored.isEmpty { break }
      offset += Int64(restored.count)
    }
    guard let after = try? source.status(), after.fingerprint == fingerprint else { return false }
    if let difference {
      throw RepositoryError(
        .damaged, "the snapshot and the source differ from byte \(difference) on, although the source has not changed")
    }
    return true
  }
}

/// Says each failure once, though the walk for the sample and the restore both meet it, and counts.
private final class DrillLog: RestoreObserver {
  private let observer: any RestoreObserver
  /// Path → whether it is damage.
  private let failures = Mutex<[[UInt8]: Bool]>([:])

  init(_ observer: any RestoreObserver) { self.observer = observer }

  func hasFailed(_ path: PathBytes) -> Bool { failures.withLock { $0[path.bytes] != nil } }

  func count(into result: inout DrillResult) {
    let failures = failures.withLock { $0 }
    result.damaged = Int64(failures.values.count { $0 })
    result.failed = Int64(failures.count) - result.damaged
  }

  func done(_ path: [UInt8], _ outcome: RestoreOutcome, sizeBytes: UInt64) {
    observer.done(path, outcome, sizeBytes: sizeBytes)
  }

  func failed(_ path: [UInt8], _ error: any Error) {
    let isDamage = RestoreFailure.isDamage(error)
    if failures.withLock({ $0.updateValue(isDamage, forKey: path) == nil }) { observer.failed(path, error) }
  }
}
