internal import Transfers

/// Room for the chunks of large files that are hashed and compressed at once, whatever the number of files: two, and of
/// the largest one alone, for each takes its own length once more when it is compressed.
struct ChunkRoom: Sendable {
  private static let chunks = 2
  static let limitBytes = Chunker.maximumBytes / 2 * 3

  private let places = BoundedChannel(elements: Array(repeating: true, count: Self.chunks))
  let bytes = ByteBudget(limitBytes: Int64(Self.limitBytes))

  /// Waits for room. A task that is cancelled meanwhile takes none.
  func enter(_ chunkBytes: Int) async throws {
    _ = try await places.receive()
    do { try await bytes.acquire(Int64(chunkBytes)) } catch {
      places.giveBack(true)
      throw error
    }
  }

  func leave(_ chunkBytes: Int) {
    bytes.release(Int64(chunkBytes))
    places.giveBack(true)
  }
}
