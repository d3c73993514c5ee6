import StorageModel
import Testing

@testable import Planning

@Suite struct SortedMergeTests {
  private func entry(_ path: String) -> Entry {
    Entry(path: PathBytes(path), kind: .file, sizeBytes: 1, modified: Timestamp(seconds: 1))
  }

  /// Feeds three streams in batches of random lengths and returns what came out, as `path:stm`.
  private func merge(
    _ source: [String], _ target: [String], _ rows: [String], batches generator: inout SeededGenerator
  ) throws -> [String] {
    var merge = SortedMerge()
    var (s, t, r) = (source[...], target[...], rows[...])
    var output: [String] = []
    func batch(_ stream: inout ArraySlice<String>) -> [String] {
      let taken = Array(stream.prefix(Int.random(in: 0...4, using: &generator)))
      stream = stream.dropFirst(taken.count)
      return taken
    }
    while true {
      switch merge.next() {
      case .needSource:
        if s.isEmpty { merge.endSource() } else { try merge.feedSource(batch(&s).map(entry)) }
      case .needTarget:
        if t.isEmpty { merge.endTarget() } else { try merge.feedTarget(batch(&t).map(entry)) }
      case .needState:
        if r.isEmpty {
          merge.endState()
        } else {
          try merge.feedState(batch(&r).map { StateRecord(path: PathBytes($0)) })
        }
      case .item(let item):
        let sides = (item.source == nil ? "" : "s") + (item.target == nil ? "" : "t") + (item.row == nil ? "" : "r")
        for path in [item.source?.path, item.target?.path, item.row?.path] where path != nil {
          #expect(path == item.path)
        }
        output.append("\(item.path):\(sides)")
      case .done: return output
      }
    }
  }

  @Test func equalsAPlainModel() throws {
    let seed: UInt64 = 7
    var generator = SeededGenerator(seed: seed)
    let alphabet = ["a", "a-b", "a.txt", "a/", "a/x", "ab", "b", "b/", "b/c/", "b/c/d", "b0", "z"]
    for round in 0..<500 {
      func some() -> [String] {
        let chosen = alphabet.filter { _ in Bool.random(using: &generator) }
        return chosen.sorted { PathBytes($0) < PathBytes($1) }
      }
      let (source, target, rows) = (some(), some(), some())
      let all = Set(source + target + rows).sorted { PathBytes($0) < PathBytes($1) }
      let expected = all.map { path in
        path + ":" + (source.contains(path) ? "s" : "") + (target.contains(path) ? "t" : "")
          + (rows.contains(path) ? "r" : "")
      }
      #expect(try merge(source, target, rows, batches: &generator) == expected, "seed \(seed), round \(round)")
    }
  }

  @Test func emitsNothingThatALaterBatchCouldPrecede() throws {
    var merge = SortedMerge(wantsState: false)
    try merge.feedSource([entry("m")])
    try merge.feedTarget([entry("a")])
    guard case .item(let first) = merge.next() else { throw Unexpected() }
    #expect(first.path == PathBytes("a"))
    guard case .needTarget = merge.next() else { throw Unexpected() }
    merge.endTarget()
    guard case .item(let second) = merge.next() else { throw Unexpected() }
    #expect(second.path == PathBytes("m"))
    guard case .needSource = merge.next() else { throw Unexpected() }
    merge.endSource()
    guard case .done = merge.next() else { throw Unexpected() }
  }

  @Test(arguments: [["b", "a"], ["a", "a"], ["a/x", "a-b"], ["é", "e"]])
  func refusesAStreamThatDoesNotAscend(paths: [String]) {
    let rows = paths.map { StateRecord(path: PathBytes($0)) }
    for isSplit in [false, true] {
      var merge = SortedMerge()
      let error = #expect(throws: PlanningError.self) {
        if isSplit {
          try merge.feedSource([entry(paths[0])])
          try merge.feedSource([entry(paths[1])])
        } else {
          try merge.feedSource(paths.map(entry))
        }
      }
      #expect(error?.code == .notAscending)
      #expect(error?.message.contains("source") == true)
      #expect(throws: PlanningError.self) { try merge.feedTarget(paths.map(entry)) }
      #expect(throws: PlanningError.self) { try merge.feedState(rows) }
    }
  }

  @Test func aStreamThatIsNotWantedIsNeverAskedFor() throws {
    var merge = SortedMerge(wantsTarget: false, wantsState: false)
    try merge.feedSource([entry("a")])
    guard case .item = merge.next() else { throw Unexpected() }
    guard case .needSource = merge.next() else { throw Unexpected() }
  }

  private struct Unexpected: Error {}
}
