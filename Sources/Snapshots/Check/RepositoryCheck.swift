package import StorageModel

/// How much of the data a check reads.
package enum ReadScope: Sendable, Hashable {
  /// Structure only: index, snapshots and trees.
  case none
  case all
  /// The n-th of t parts, the packs divided by their ids.
  case part(Int, of: Int)
  /// By chance, in percent of the packs.
  case percent(Double)
  /// By chance, up to so many bytes.
  case bytes(Int64)
  /// Packs not verified within so many seconds, those whose turn was longest ago first, up to so many bytes.
  case rolling(withinSeconds: Int64, budgetBytes: Int64)
}

/// Something that is not as it should be.
package struct CheckFinding: Sendable {
  package enum Severity: String, Sendable {
    /// Data is missing or wrong.
    case damage
    /// Harmless: `prune` would take it away.
    case note
  }

  package var severity: Severity
  package var message: String
  package var file: RepositoryFile?
}

package struct CheckResult: Sendable {
  package var snapshots = 0
  package var packs = 0
  package var packsRead = 0
  package var bytesRead: Int64 = 0
  package var damages = 0
  package var notes = 0
}

/// Looks for damage: structure always, data as far as the scope says. Changes nothing.
package struct RepositoryCheck: Sendable {
  private let repository: Repository
  private let scope: ReadScope
  private let now: @Sendable () -> Timestamp
  private let report: @Sendable (CheckFinding) -> Void

  /// `report` hears of each finding as it is made.
  package init(
    _ repository: Repository, _ scope: ReadScope, now: @escaping @Sendable () -> Timestamp,
    report: @escaping @Sendable (CheckFinding) -> Void
  ) {
    self.repository = repository
    self.scope = scope
    self.now = now
    self.report = report
  }

  package func run(progress: @escaping @Sendable (Int64) -> Void = { _ in }) async throws -> CheckResult {
    var findings = Findings(report: report)
    let list = try await SnapshotList(loading: repository)
    for (_, error) in list.damaged { findings.damage(error.message, error.file) }
    try await checkKeys(&findings)
    try await loadIndex(&findings)
    let packs = try await checkPacks(&findings)
    try await checkTrees(list.snapshots, &findings)
    var result = CheckResult()
    result.snapshots = list.snapshots.count
    result.packs = packs.count
    try await read(packs, &result, &findings, progress)
    result.damages = findings.damages
    result.notes = findings.notes
    return result
  }

  private struct Findings {
    let report: @Sendable (CheckFinding) -> Void
    var damages = 0
    var notes = 0

    mutating func damage(_ message: String, _ file: RepositoryFile?) {
      damages += 1
      report(CheckFinding(severity: .damage, message: message, file: file))
    }

    mutating func note(_ message: String, _ file: RepositoryFile?) {
      notes += 1
      report(CheckFinding(severity: .note, message: message, file: file))
    }
  }

  /// Each key file must be one, named by its content: a lost key is a lost password.
  private func checkKeys(_ findings: inout Findings) async throws {
    for file in try await repository.backend.list(.key) {
      let name = RepositoryFile(.key, file.id)
      let bytes = try await repository.backend.load(name)
      if StorageID(of: bytes) != file.id || KeyFile(decoding: bytes) == nil {
        findings.damage("the key file is damaged", name)
      }
    }
  }

  /// Every index file is read again, whatever the local index says: it is the repository that is checked.
  private func loadIndex(_ findings: inout Findings) async throws {
    let files = try await repository.backend.list(.index).map(\.id)
    var sound: [StorageID] = []
    for id in files {
      do {
        let json = try await repository.loadUnpacked(.index, id)
        _ = try IndexScanner.read(json) { _, _ in }
        sound.append(id)
      } catch let error as RepositoryError where error.code != .notFound {
        findings.damage(error.message, RepositoryFile(.index, id))
      } catch is IndexScanner.Damaged {
        findings.damage("the index file does not parse", RepositoryFile(.index, id))
      }
    }
    try await repository.index.synchronize(with: sound) { [repository] in try await repository.loadUnpacked(.index, $0)
    }
  }

  /// Every pack that the index lists must be there, as long as its blobs and header make it.
  private func checkPacks(_ findings: inout Findings) async throws -> [ListedFile] {
    let listed = try await repository.backend.list(.pack)
    let sizes = Dictionary(listed.map { ($0.id, $0.sizeBytes) }, uniquingKeysWith: { first, _ in first })
    let wanted = try repository.index.packSizes()
    for (pack, size) in wanted {
      let file = RepositoryFile(.pack, pack)
      guard let actual = sizes[pack] else {
        findings.damage("the pack is missing", file)
        continue
      }
      if actual != size { findings.damage("the pack has \(actual) bytes and should have \(size)", file) }
    }
    for file in listed where wanted[file.id] == nil {
      findings.note("the pack is in no index: left by something that was interrupted", RepositoryFile(.pack, file.id))
    }
    return listed
  }

  private func checkTrees(_ snapshots: [Snapshot], _ findings: inout Findings) async throws {
    var problems: [ReachableBlobs.Problem] = []
    try await ReachableBlobs(repository: repository).mark(snapshots) { problems.append($0) }
    for problem in problems {
      let path = PathBytes(bytes: problem.path.isEmpty ? [UInt8(ascii: "/")] : problem.path)
      findings.damage(
        "snapshot \(problem.snapshot.short), \(path): \(problem.error.message)", problem.error.file)
    }
  }

  // MARK: - Data

  private func read(
    _ packs: [ListedFile], _ result: inout CheckResult, _ findings: inout Findings,
    _ progress: @escaping @Sendable (Int64) -> Void
  ) async throws {
    let chosen = try PackSelection.choose(
      packs, scope, verified: { try repository.index.checkedTimes() }, now: now().seconds)
    // Two at once: one is read while the other is hashed.
    var rest = chosen[...]
    try await withThrowingTaskGroup(of: (ListedFile, String?).self) { group in
      func start() {
        guard let next = rest.popFirst() else { return }
        group.addTask { (next, try await verify(next)) }
      }
      start()
      start()
      while let (pack, damage) = try await group.next() {
        start()
        result.packsRead += 1
        result.bytesRead += pack.sizeBytes
        progress(result.bytesRead)
        if let damage {
          findings.damage(damage, RepositoryFile(.pack, pack.id))
        } else {
          try repository.index.noteChecked(pack.id, seconds: now().seconds)
        }
      }
    }
  }

  /// What is wrong with the pack; nil for nothing.
  private func verify(_ pack: ListedFile) async throws -> String? {
    let content: PackContent
    do { content = try await PackReader(repository).load(pack.id) } catch let error as RepositoryError {
      return error.code == .notFound ? "the pack is missing" : error.message
    }
    let opener = BlobOpener(repository.key)
    let damaged = content.bytes.withUnsafeBytes { buffer in
      content.blobs.first { blob in
        let start = Int(blob.place.offset)
        return !opener.holds(UnsafeRawBufferPointer(rebasing: buffer[start..<start + Int(blob.place.length)]), blob)
      }
    }
    if let damaged { return "the \(damaged.handle.kind.name) blob \(damaged.handle.id) is damaged" }
    if let other = try repository.index.firstUnlisted(of: content.blobs, inPack: pack.id) {
      return "the index and the header of the pack differ at the blob \(other.handle.id)"
    }
    return nil
  }
}
