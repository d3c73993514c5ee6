import Testing

@testable import Mirroring

@Suite struct BatchChannelTests {
  private struct Failure: Error {}

  @Test(arguments: [1, 3, 1000])
  func everythingArrivesInOrder(capacity: Int) async throws {
    let channel = BatchChannel<Int>(capacity: capacity)
    let received = try await withThrowingTaskGroup(of: [Int].self) { group in
      group.addTask {
        for number in 0..<500 { try await channel.send(number) }
        channel.finish()
        return []
      }
      group.addTask {
        var all: [Int] = []
        while let number = try await channel.next() { all.append(number) }
        return all
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(received == Array(0..<500))
  }

  @Test func aFailureComesAfterWhatWasSent() async throws {
    let channel = BatchChannel<Int>(capacity: 4)
    try await channel.send(1)
    channel.finish(throwing: Failure())
    #expect(try await channel.next() == 1)
    await #expect(throws: Failure.self) { try await channel.next() }
  }

  @Test func cancellationFreesBothEnds() async throws {
    let full = BatchChannel<Int>(capacity: 1)
    try await full.send(1)
    let empty = BatchChannel<Int>(capacity: 1)
    let sender = Task { try await full.send(2) }
    let reader = Task { try await empty.next() }
    sender.cancel()
    reader.cancel()
    await #expect(throws: CancellationError.self) { try await sender.value }
    await #expect(throws: CancellationError.self) { try await reader.value }
  }
}
