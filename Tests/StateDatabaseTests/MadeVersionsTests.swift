import StorageModel
import Testing

@testable import StateDatabase

@Suite struct MadeVersionsTests {
  private func path(_ text: String) -> PathBytes { PathBytes(bytes: Array(text.utf8)) }

  private func change(_ count: Int64, _ state: PairState, made: [(String, String)] = []) async throws -> RunRecord {
    var run = try await state.runs.begin(command: "sync", at: Timestamp(seconds: 1))
    await state.writer.attribute(to: run)
    try await state.writer.apply(made.map { .made(path($0.0), versionID: $0.1) })
    try await state.writer.flush()
    run.totals.transferred = count
    run.ended = Timestamp(seconds: 1)
    try await state.runs.update(run)
    return run
  }

  @Test func versionsAreKnownByPathAndRun() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    // Before any run there is nobody to have made it.
    try await state.writer.apply([.made(path("a"), versionID: "lost")])
    try await state.writer.flush()
    let first = try await change(2, state, made: [("a", "1"), ("b", "2")])
    let second = try await change(1, state, made: [("a", "3"), ("a", "4")])
    #expect(try state.versions.ids(at: path("a"), since: first.id) == ["1", "3"])
    #expect(try state.versions.ids(at: path("a"), since: second.id) == ["3"])
    #expect(try state.versions.ids(at: path("b"), since: second.id).isEmpty)
    #expect(try state.versions.runs() == [first.id, second.id])
    try state.close()
    // It is still there for the next process.
    let again = try PairState.open(Sample.pair, folder: folder.path)
    #expect(try again.versions.ids(at: path("b"), since: first.id) == ["2"])
    #expect(again.notice == nil)
    try again.close()
  }

  @Test func whatTheOldestRunsMadeIsForgotten() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    for number in 0..<110 { _ = try await change(1, state, made: [("p", "\(number)")]) }
    #expect(try state.versions.runs().count == 110)
    // Runs that changed nothing push nothing out.
    for _ in 0..<20 { _ = try await change(0, state) }
    let last = try await change(1, state, made: [("p", "last")])
    #expect(try state.versions.runs().count == 100)
    #expect(try state.versions.runs().contains(last.id))
    // Two large ones do.
    for _ in 0..<2 { _ = try await change(1_500_000, state, made: [("p", "large")]) }
    let end = try await change(1, state, made: [("p", "end")])
    #expect(try state.versions.runs() == [end.id - 1, end.id])
    try state.close()
  }

  @Test func aFileFromBeforeGetsTheTable() async throws {
    let folder = try TemporaryFolder()
    var state = try PairState.open(Sample.pair, folder: folder.path)
    _ = try await state.runs.begin(command: "sync", at: Timestamp(seconds: 1))
    try await state.connectionForWriting.submit { try $0.execute("DROP TABLE versions") }.get()
    try state.close()
    state = try PairState.open(Sample.pair, folder: folder.path)
    #expect(state.notice == nil)
    #expect(try await state.runs.last(5).count == 1)
    let run = try await change(1, state, made: [("a", "1")])
    #expect(try state.versions.ids(at: path("a"), since: run.id) == ["1"])
    try state.close()
  }
}
