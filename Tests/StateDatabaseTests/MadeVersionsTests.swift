import StorageModel
import Testing

@testable import StateDatabase

@Suite struct MadeVersionsTests {
  private func path(_ text: String) -> PathBytes { PathBytes(bytes: Array(text.utf8)) }

  private func change(_ count: Int64, _ state: PairState, made: [(String, String)] = []) async throws -> RunRecord {
    var run = try await state.runs.begin(command: "sync", at: Timestamp(seconds: 1))
    await state.writer.attribute(to: run)
    try await state.writer.apply(made.map { .made(path($0.0), MadeVersion($0.1)) })
    try await state.writer.flush()
    run.totals.transferred = count
    run.ended = Timestamp(seconds: 1)
    try await state.runs.update(run)
    return run
  }

  private func ids(_ state: PairState, _ text: String, since run: RunRecord) throws -> Set<String> {
    Set(try state.versions.made(at: path(text), since: run.id).map(\.id))
  }

  @Test func aWriteWithoutAnAnswerIsKnown() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    let first = try await change(1, state, made: [("a", "1")])
    let second = try await state.runs.begin(command: "sync", at: Timestamp(seconds: 2))
    await state.writer.attribute(to: second)
    try await state.writer.apply([.made(path("a"), MadeVersion("2", unansweredFor: .microseconds(1_500)))])
    try await state.writer.flush()
    // Never less than it was.
    let kept = MadeVersion("2", unansweredFor: .milliseconds(2))
    #expect(try state.versions.made(at: path("a"), since: second.id) == [kept])
    #expect(try state.versions.made(at: path("a"), since: first.id) == [MadeVersion("1"), kept])
    #expect(try state.versions.made(at: path("a"), before: second.id) == [MadeVersion("1")])
    try state.close()
  }

  @Test func versionsAreKnownByPathAndRun() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    // Before any run there is nobody to have made it.
    try await state.writer.apply([.made(path("a"), MadeVersion("lost"))])
    try await state.writer.flush()
    let first = try await change(2, state, made: [("a", "1"), ("b", "2")])
    let second = try await change(1, state, made: [("a", "3"), ("a", "4")])
    #expect(try ids(state, "a", since: first) == ["1", "3"])
    #expect(try ids(state, "a", since: second) == ["3"])
    #expect(try ids(state, "b", since: second).isEmpty)
    #expect(try state.versions.runs() == [first.id, second.id])
    #expect(try state.versions.pathCount(since: first.id) == 2)
    #expect(try state.versions.pathCount(since: second.id) == 1)
    try state.close()
    // It is still there for the next process.
    let again = try PairState.open(Sample.pair, folder: folder.path)
    #expect(try ids(again, "b", since: first) == ["2"])
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
    #expect(try ids(state, "a", since: run) == ["1"])
    try state.close()
  }
}
