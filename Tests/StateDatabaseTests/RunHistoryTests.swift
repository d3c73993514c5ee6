import StateDatabase
import StorageModel
import Testing

@Suite struct RunHistoryTests {
  @Test func runsAreRememberedNewestFirst() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    var first = try await state.runs.begin(command: "sync a b", at: Timestamp(seconds: 1))
    let second = try await state.runs.begin(command: "verify", at: Timestamp(seconds: 2))
    first.ended = Timestamp(seconds: 3)
    first.exitCode = 3
    first.totals.transferred = 4
    first.totals.costMicros = .max
    first.totals.requests = 7
    try await state.runs.update(first)
    #expect(try await state.runs.last(10) == [second, first])
    #expect(try await state.runs.last(1) == [second])
    try state.close()
  }

  @Test func onlyTheLastThousandAreKept() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    for number in 0..<1010 { _ = try await state.runs.begin(command: "\(number)", at: Timestamp(seconds: 1)) }
    let runs = try await state.runs.last(2000)
    #expect(runs.count == 1000)
    #expect(runs.first?.command == "1009" && runs.last?.command == "10")
    try state.close()
  }
}
