import Synchronization
import Testing
import Transfers

@testable import Snapshots

@Suite struct ChunkRoomTests {
  /// Whether a second chunk gets in while one of the same length is there.
  private func areTogether(_ chunkBytes: Int) async throws -> Bool {
    let room = ChunkRoom()
    let isIn = Atomic(false)
    try await room.enter(chunkBytes)
    async let second: Void = {
      try await room.enter(chunkBytes)
      isIn.store(true, ordering: .sequentiallyConsistent)
    }()
    while !isIn.load(ordering: .sequentiallyConsistent), room.bytes.waiterCount == 0 { await Task.yield() }
    let together = isIn.load(ordering: .sequentiallyConsistent)
    room.leave(chunkBytes)
    try await second
    return together
  }

  @Test func theLargestIsInAlone() async throws {
    #expect(try await !areTogether(Chunker.maximumBytes))
    #expect(try await areTogether(Chunker.minimumBytes))
    #expect(try await areTogether(ChunkRoom.limitBytes / 2))
  }
}
