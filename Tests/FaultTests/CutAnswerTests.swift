import FolderFixtures
import Glibc
import ObjectStores
import S3Client
import S3Stub
import StorageModel
import Testing

/// Answers that end early, at every byte: never a short body taken for a whole one.
@Suite struct CutAnswerTests {
  enum Cut: CaseIterable, Sendable {
    case finish, reset

    func action(_ offset: Int) -> StubAction {
      switch self {
      case .finish: .finish(afterBytes: offset)
      case .reset: .reset(afterBytes: offset)
      }
    }
  }

  private let statusLineBytes = "HTTP/1.1 200 OK\r\n".utf8.count

  /// Length of the answer to the only request so far.
  private func answerLength(_ place: FaultPlace) throws -> Int {
    let record = try #require(place.stub.records.last)
    place.stub.clearRecords()
    return record.responseBytes
  }

  @Test(arguments: Cut.allCases) func aDownloadCutAnywhereIsRepeated(_ cut: Cut) async throws {
    let place = try FaultPlace()
    let body = noise(1500)
    place.put(body, at: "k")
    let key = ObjectKey("k")
    _ = try await place.store.get(key, ReadOptions(), into: .memory(limitBytes: 10_000))
    for offset in 0..<(try answerLength(place)) {
      place.stub.clearRules()
      place.stub.add(StubRule("GetObject", occurrences: 1...1, action: cut.action(offset)))
      // curl itself repeats a request on a kept connection that breaks before the first line of the answer is whole.
      let once = try? await place.plain.get(key, ReadOptions(), into: .memory(limitBytes: 10_000))
      if let once { #expect(once.bytes == body && offset < statusLineBytes, "cut at \(offset)") }
      let again = try await place.store.get(key, ReadOptions(), into: .memory(limitBytes: 10_000))
      #expect(again.bytes == body, "cut at \(offset)")
    }
  }

  /// Every operation, its answer cut near every boundary and at a third of all other bytes; `CAIRN_SWEEP=all` takes
  /// every byte. Whether the request was carried out is the same each time: the model did it.
  @Test(arguments: CutOperation.allCases, Cut.allCases) func anyAnswerCutAnywhereIsOvercome(
    _ operation: CutOperation, _ cut: Cut
  ) async throws {
    let place = try FaultPlace()
    try await operation.carryOut(place, try await operation.prepare(place), "uncut")
    let record = try #require(place.stub.records.last { $0.operation == operation.operation })
    let phase = Int.random(in: 0..<3)
    let isWhole = getenv("CAIRN_SWEEP") != nil
    let boundaries = [0, statusLineBytes, record.responseHeadBytes, record.responseBytes]
    for offset in 0..<record.responseBytes
    where isWhole || offset % 3 == phase || boundaries.contains(where: { abs($0 - offset) <= 8 }) {
      place.stub.clearRules()
      let prepared = try await operation.prepare(place)
      place.stub.add(StubRule(operation.operation, occurrences: 1...1, action: cut.action(offset)))
      try await operation.carryOut(place, prepared, "cut at \(offset)")
      place.stub.clearRecords()
    }
  }

  @Test func anUploadResetAnywhereIsSentAgain() async throws {
    let place = try FaultPlace()
    let key = ObjectKey("k")
    let body = noise(3 << 20)
    for offset in [0, 1, 1000, 65_536, 1 << 20, (3 << 20) - 1] {
      place.stub.clearRules()
      place.stub.add(StubRule("PutObject", occurrences: 1...1, action: .resetUpload(afterBytes: offset)))
      place.stub.withModel { $0.buckets["bucket"] = [:] }
      _ = try await place.store.put(key, body: .bytes(body), WriteOptions())
      #expect(place.contents[key] == body, "reset after \(offset)")
    }
  }

  @Test(arguments: [0, 5, 40, 200, 900]) func aSilentEndpointIsLeft(_ offset: Int) async throws {
    let place = try FaultPlace(idle: .milliseconds(300))
    let body = noise(700)
    place.put(body, at: "k")
    place.stub.add(StubRule("GetObject", occurrences: 1...1, action: .stall(afterBytes: offset)))
    let got = try await place.store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 10_000))
    #expect(got.bytes == body)
    #expect(place.stub.connectionCount == 2, "the silent connection is not used again")
  }

  @Test func aSilentUploadIsLeft() async throws {
    let place = try FaultPlace(idle: .seconds(2))
    let body = noise(8 << 20)
    place.stub.add(StubRule("PutObject", occurrences: 1...1, action: .stallUpload(afterBytes: 100_000)))
    _ = try await place.store.put(ObjectKey("k"), body: .bytes(body), WriteOptions())
    #expect(place.contents[ObjectKey("k")] == body)
  }

  @Test(arguments: [StubAction.Announcement.whole, .nothing]) func aShortBodyIsNoBody(
    _ announces: StubAction.Announcement
  ) async throws {
    let place = try FaultPlace()
    place.put(noise(900), at: "k")
    place.stub.add(StubRule("GetObject", action: .truncate(toBytes: 899, announces: announces)))
    await #expect(throws: StoreError.self) {
      _ = try await place.store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 10_000))
    }
  }

  @Test func aRangeThatIsNotTheOneAskedForIsRefused() async throws {
    let place = try FaultPlace()
    place.put(noise(900), at: "k")
    place.stub.add(
      StubRule(
        "GetObject",
        action: .rewrite { _, answer in
          answer.fields["Content-Range"] = "bytes 1-100/900"
        }))
    let range = try #require(ByteRange(first: 0, last: 99))
    await #expect(throws: StoreError.self) {
      _ = try await place.store.get(ObjectKey("k"), ReadOptions(range: range), into: .memory(limitBytes: 10_000))
    }
  }
}
