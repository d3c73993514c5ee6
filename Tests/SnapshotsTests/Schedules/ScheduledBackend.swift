import StorageModel

@testable import Snapshots

/// A repository in memory that several programs use, one request at a time, in the order of a ``Scheduler``.
struct ScheduledBackend: RepositoryBackend {
  let inner: MemoryBackend
  let witness: Witness
  let scheduler: Scheduler
  let program: Int

  var location: String { inner.location }

  func prepare() async throws {}

  func list(_ kind: RepositoryFileKind) async throws -> [ListedFile] {
    try await turn("list", kind)
    return inner.listed(kind)
  }

  func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8] {
    try await turn("load", file.kind)
    return try inner.read(file, range: range)
  }

  func size(_ file: RepositoryFile) async throws -> Int64? {
    try await turn("size", file.kind)
    return try await inner.size(file)
  }

  func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws {
    let (inner, witness) = (inner, witness)
    try await change("save", file.kind) {
      inner.put(file, bytes)
      witness.saved(file)
    }
  }

  /// One by one, as a batch may be cut anywhere.
  func remove(_ files: [RepositoryFile]) async throws {
    let (inner, witness) = (inner, witness)
    for (index, file) in files.enumerated() {
      try await change("remove", file.kind, isContinued: index > 0) {
        inner.drop(file)
        witness.removed(file)
      }
    }
  }

  /// What every program does when it begins depends on nobody: config and keys never change.
  private func turn(_ verb: String, _ kind: RepositoryFileKind) async throws {
    guard kind != .config, kind != .key else { return }
    try await scheduler.turn(program, Request(name: "\(verb) \(kind.rawValue)", kind: kind))
  }

  private func change(
    _ verb: String, _ kind: RepositoryFileKind, isContinued: Bool = false, _ effect: @escaping @Sendable () -> Void
  ) async throws {
    try await scheduler.turn(
      program, Request(name: "\(verb) \(kind.rawValue)", kind: kind, effect: effect, isContinued: isContinued))
    effect()
  }
}
