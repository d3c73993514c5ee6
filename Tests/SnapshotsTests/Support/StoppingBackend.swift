import StorageModel
import Synchronization

@testable import Snapshots

/// A backend that stops for ever at the n-th change, as a killed process does: everything before it is there, nothing
/// of what comes after.
final class StoppingBackend: RepositoryBackend {
  struct Stopped: Error {}

  private let inner: any RepositoryBackend
  private let left: Mutex<Int>

  init(_ inner: any RepositoryBackend, after changes: Int) {
    self.inner = inner
    left = Mutex(changes)
  }

  /// Changes that were allowed and not made.
  var unused: Int { left.withLock { max(0, $0) } }
  var hasStopped: Bool { left.withLock { $0 < 0 } }

  var location: String { inner.location }

  private func change() throws {
    let isAllowed = left.withLock { left in
      left -= 1
      return left >= 0
    }
    if !isAllowed { throw Stopped() }
  }

  func prepare() async throws { try await inner.prepare() }

  func list(_ kind: RepositoryFileKind) async throws -> [ListedFile] { try await inner.list(kind) }

  func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8] {
    try await inner.load(file, range: range)
  }

  func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws {
    try change()
    try await inner.save(file, bytes)
  }

  /// One by one: a batch may be cut anywhere.
  func remove(_ files: [RepositoryFile]) async throws {
    for file in files {
      try change()
      try await inner.remove([file])
    }
  }

  func size(_ file: RepositoryFile) async throws -> Int64? { try await inner.size(file) }
}
