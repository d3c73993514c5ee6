import StorageModel
import Synchronization

@testable import Snapshots

/// Makes the engine behave as if it had one of the mistakes of ``ProtocolModel``: it does not see what it should see,
/// or its writes arrive in another order. Mistakes of when something is called are ``ScheduledProgram``'s.
final class WeakenedBackend: RepositoryBackend {
  private struct State {
    var hasLock = false
    /// What arrives later than it was sent.
    var heldSaves: [(file: RepositoryFile, bytes: [UInt8])] = []
    var heldRemovals: [RepositoryFile] = []
  }

  private let inner: any RepositoryBackend
  private let weakness: ProtocolModel.Weakness
  private let isPrune: Bool
  private let state = Mutex(State())

  init(_ inner: any RepositoryBackend, _ weakness: ProtocolModel.Weakness, isPrune: Bool) {
    self.inner = inner
    self.weakness = weakness
    self.isPrune = isPrune
  }

  var location: String { inner.location }

  func prepare() async throws { try await inner.prepare() }

  func list(_ kind: RepositoryFileKind) async throws -> [ListedFile] {
    let files = try await inner.list(kind)
    guard kind == .lock else { return files }
    if weakness == .backupIgnoresLocks, !isPrune { return [] }
    return weakness == .noSecondLook && state.withLock(\.hasLock) ? [] : files
  }

  func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8] {
    try await inner.load(file, range: range)
  }

  func size(_ file: RepositoryFile) async throws -> Int64? {
    weakness == .noConfirmation && file.kind == .lock ? 1 : try await inner.size(file)
  }

  func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws {
    if file.kind == .lock { state.withLock { $0.hasLock = true } }
    if holds(file) { return state.withLock { $0.heldSaves.append((file, bytes)) } }
    try await inner.save(file, bytes)
    switch (weakness, file.kind) {
    case (.snapshotBeforeIndex, .snapshot), (.indexBeforePack, .index): try await letGo()
    default: break
    }
  }

  func remove(_ files: [RepositoryFile]) async throws {
    guard weakness == .packsGoFirst, isPrune, let kind = files.first?.kind else { return try await inner.remove(files) }
    if kind == .index { return state.withLock { $0.heldRemovals += files } }
    if kind == .lock { try await letGo() }
    try await inner.remove(files)
    if kind == .pack { try await letGo() }
  }

  private func holds(_ file: RepositoryFile) -> Bool {
    switch weakness {
    case .snapshotBeforeIndex: !isPrune && file.kind == .index
    case .indexBeforePack: !isPrune && file.kind == .pack
    case .packsGoFirst: isPrune && file.kind == .index
    default: false
    }
  }

  private func letGo() async throws {
    let (saves, removals) = state.withLock { state in
      defer { (state.heldSaves, state.heldRemovals) = ([], []) }
      return (state.heldSaves, state.heldRemovals)
    }
    for (file, bytes) in saves { try await inner.save(file, bytes) }
    if !removals.isEmpty { try await inner.remove(removals) }
  }
}
