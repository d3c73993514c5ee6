internal import LocalFiles
internal import StorageModel
internal import Synchronization

/// Where chunks lie in files that this restore wrote already: a second file with the same content copies it from there,
/// which costs neither a fetch nor decryption. Bounded: what comes later than the bound is fetched as often as needed.
///
/// Only a hint: whoever reads a chunk there compares it with its id, because anybody may have changed the file.
final class RestoredChunks: Sendable {
  /// About 16 MiB with the paths.
  private static let mostChunks = 131_072

  struct Place: Sendable {
    var path: PathBytes
    var offset: UInt64
  }

  private struct State {
    var places: [StorageID: (file: Int, offset: UInt64)] = [:]
    var files: [PathBytes] = []
  }

  private let state = Mutex(State())

  /// The chunks of a file that is whole under its name.
  func note(_ path: PathBytes, _ chunks: [(id: StorageID, offset: UInt64)]) {
    state.withLock { state in
      guard state.places.count + chunks.count <= Self.mostChunks else { return }
      for chunk in chunks where state.places[chunk.id] == nil {
        state.places[chunk.id] = (state.files.count, chunk.offset)
      }
      state.files.append(path)
    }
  }

  /// nil for a chunk that was not noted.
  func place(of id: StorageID) -> Place? {
    state.withLock { state in state.places[id].map { Place(path: state.files[$0.file], offset: $0.offset) } }
  }
}
