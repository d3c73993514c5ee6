import JSON
import StorageModel
import Testing

@testable import Planning

@Suite struct PlanFileTests {
  private let header = PlanHeader(
    source: [0xff, 0x41], target: Array("s3://b/\"p\"\n".utf8), made: Timestamp(nanoseconds: -5),
    options: ["delete": "true", "b": "ü"])

  private func file(_ items: [PlanItem]) -> [UInt8] {
    var writer = PlanFileWriter()
    var bytes = writer.header(header)
    for item in items { bytes += writer.item(item) }
    return bytes + writer.end()
  }

  private func read(_ bytes: [UInt8], pieces: Int = .max) throws -> [PlanFileReader.Line] {
    var reader = PlanFileReader()
    var lines: [PlanFileReader.Line] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      lines += try reader.feed(Array(rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
    }
    try reader.finish()
    return lines
  }

  private func randomItems(_ generator: inout SeededGenerator, count: Int) -> [PlanItem] {
    (0..<count).map { _ in
      func number() -> Int64 { Int64.random(in: .min ... .max, using: &generator) }
      func path() -> PathBytes {
        PathBytes(
          bytes: (0..<Int.random(in: 1...20, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator)
          })
      }
      let file = FileFingerprint(
        device: UInt64.random(in: 0 ... .max, using: &generator), inode: .max, sizeBytes: 7,
        modified: Timestamp(nanoseconds: number()), changed: Timestamp(nanoseconds: number()))
      let action = PlanItem.Action.allCases.randomElement(using: &generator) ?? .upload
      var item = PlanItem(action, path: path(), sizeBytes: Int64.random(in: 0 ... .max, using: &generator))
      item.reason = (TransferReason.allCases + [nil]).randomElement(using: &generator) ?? nil
      item.source =
        [
          nil, .file(file), .object(ETag("e\"\\\u{1}"), versionID: nil), .object(ETag("e"), versionID: "v"),
        ].randomElement(using: &generator) ?? nil
      item.target = [.any, .absent, .object(ETag("abc-2")), .file(file)].randomElement(using: &generator) ?? .any
      if action == .renameCopy { item.copiedFrom = path() }
      return item
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let seed: UInt64 = 3
    var generator = SeededGenerator(seed: seed)
    let items = randomItems(&generator, count: 500)
    let bytes = file(items)
    for pieces in [1, 7, 4096, .max] {
      let lines = try read(bytes, pieces: pieces)
      #expect(lines == [.header(header)] + items.map { .item($0) }, "seed \(seed), pieces of \(pieces)")
    }
  }

  @Test func everyChangedByteAndEveryCutIsNoticed() throws {
    var generator = SeededGenerator(seed: 4)
    let bytes = file(randomItems(&generator, count: 3))
    for position in bytes.indices {
      var changed = bytes
      changed[position] ^= 1 << UInt8(position % 7)
      #expect(throws: PlanningError.self, "byte \(position)") { try read(changed) }
      #expect(throws: PlanningError.self, "cut at \(position)") { try read(Array(bytes[..<position])) }
    }
    #expect(throws: PlanningError.self) { try read(bytes + Array("{}\n".utf8)) }
  }

  @Test func aNewerPlanIsNamedAsSuch() {
    let error = #expect(throws: PlanningError.self) { try read(Array("{\"cairnPlan\":2}\n".utf8)) }
    #expect(error?.code == .newerPlanFile)
  }

  @Test func aLineHasALimit() {
    #expect(throws: PlanningError.self) { try read([UInt8](repeating: 0x20, count: 100_000)) }
  }

  @Test func plansAreReadable() {
    let item = PlanItem(.upload, path: PathBytes("a/é"), sizeBytes: 5, reason: .new, target: .absent)
    let line = String(decoding: PlanFields.encode(item).encoded(), as: UTF8.self)
    #expect(line == #"{"action":"upload","path":"a/é","size":5,"reason":"new","ifTarget":"absent"}"#)
    let odd = PlanItem(.delete, path: PathBytes(bytes: [0xff]), sizeBytes: 0)
    #expect(
      String(decoding: PlanFields.encode(odd).encoded(), as: UTF8.self)
        == #"{"action":"delete","pathBase64":"/w==","size":0}"#)
  }

  @Test func shardsDivideAPlan() throws {
    var generator = SeededGenerator(seed: 5)
    let items = randomItems(&generator, count: 1000)
    let shards = try (0..<4).map { try PlanShard(index: $0, count: 4) }
    for item in items { #expect(shards.count { $0.contains(item) } == 1) }
    for shard in shards { #expect(items.count { shard.contains($0) } > 150) }
    let copy = PlanItem(.renameCopy, path: PathBytes("new"), sizeBytes: 1, copiedFrom: PathBytes("old"))
    let delete = PlanItem(.delete, path: PathBytes("old"), sizeBytes: 1)
    for shard in shards { #expect(shard.contains(copy) == shard.contains(delete)) }
    #expect(try PlanShard(parsing: "3/4") == shards[3])
    for text in ["4/4", "-1/4", "1", "1/0", "a/b", "1/2/3"] {
      #expect(throws: PlanningError.self) { try PlanShard(parsing: text) }
    }
  }

  @Test func theHashNeverChanges() {
    #expect(StableHash.hash([]) == 10_874_994_732_282_882_608)
    #expect(StableHash.hash(Array("photos/2026/01.jpg".utf8)) == 15_443_871_196_648_189_881)
    #expect(StableHash.hash(Array("photos/2026/01.jpg".utf8), seed: 1) == 16_638_111_151_468_348_749)
  }
}
