import StorageModel
import Synchronization

@testable import Snapshots

/// A repository in memory: a call is over at once, and what it changed is seen by everybody.
final class MemoryBackend: RepositoryBackend {
  struct Content: Sendable {
    fileprivate var files: [RepositoryFile: (number: Int, bytes: [UInt8])] = [:]
    fileprivate var saved = 0
  }

  private let state: Mutex<Content>

  init(_ content: Content = Content()) { state = Mutex(content) }

  /// All of it, to begin another one with.
  var content: Content { state.withLock { $0 } }

  var location: String { "memory" }

  func prepare() async throws {}

  func list(_ kind: RepositoryFileKind) async throws -> [ListedFile] { listed(kind) }

  func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8] { try read(file, range: range) }

  func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws { put(file, bytes) }

  func remove(_ files: [RepositoryFile]) async throws { for file in files { drop(file) } }

  func size(_ file: RepositoryFile) async throws -> Int64? { (try? read(file, range: nil)).map { Int64($0.count) } }
}

// MARK: - The same at once

extension MemoryBackend {
  /// In the order in which they were saved: names are random, and would make two runs of a schedule differ.
  func listed(_ kind: RepositoryFileKind) -> [ListedFile] {
    state.withLock { state in
      state.files.filter { $0.key.kind == kind }.sorted { $0.value.number < $1.value.number }
        .map { ListedFile(id: $0.key.id, sizeBytes: Int64($0.value.bytes.count)) }
    }
  }

  func read(_ file: RepositoryFile, range: ByteRange?) throws -> [UInt8] {
    guard let bytes = state.withLock({ $0.files[file]?.bytes }) else {
      throw RepositoryError(.notFound, "there is no such file", file: file)
    }
    guard let range else { return bytes }
    guard range.last < Int64(bytes.count) else { throw RepositoryError(.damaged, "the file is shorter", file: file) }
    return Array(bytes[Int(range.first)...Int(range.last)])
  }

  func put(_ file: RepositoryFile, _ bytes: [UInt8]) {
    state.withLock { state in
      state.saved += 1
      state.files[file] = (state.saved, bytes)
    }
  }

  func drop(_ file: RepositoryFile) { state.withLock { $0.files[file] = nil } }
}
