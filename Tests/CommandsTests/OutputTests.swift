import StorageModel
import Testing

@testable import Commands

@Suite struct OutputTests {
  @Test func theSummaryLine() {
    var summary = RunSummary(command: "sync", status: .done)
    summary.uploaded = .init(12, bytes: 1_288_490_189)
    summary.copied = .init(3)
    summary.unchanged = .init(40_112)
    summary.requests = 57
    summary.cost = 0.0004
    summary.elapsed = .seconds(38)
    #expect(
      summary.line
        == "sync ok: 12 uploaded (1.2 GiB), 3 copied, 0 deleted, 40112 unchanged; 57 requests, ~$0.0004; 38 s")
    summary.status = .refused
    summary.failed = .init(2)
    #expect(summary.line.hasPrefix("sync refused: "))
    #expect(summary.line.contains("2 failed"))
  }

  @Test func numbers() {
    #expect(humanBytes(0) == "0 B")
    #expect(humanBytes(1023) == "1023 B")
    #expect(humanBytes(1024) == "1.0 KiB")
    #expect(humanBytes(1_048_575) == "1.0 MiB")
    #expect(humanBytes(.max) == "8.0 EiB")
    #expect(humanDuration(.milliseconds(440)) == "0.4 s")
    #expect(humanDuration(.seconds(245)) == "4 min 05 s")
    #expect(humanDuration(.seconds(11_220)) == "3 h 07 min")
    #expect(humanDollars(0.00044) == "$0.0004")
    #expect(humanDollars(12.345) == "$12.35")
    #expect(iso8601(Timestamp(seconds: 1_788_220_800, nanoseconds: 999_000_000)) == "2026-09-01T00:00:00Z")
  }

  @Test func recordsEscapeNames() {
    var record = Record(.item)
    record.add("path", bytes: Array("a\"\\\n\u{1b}é".utf8))
    #expect(
      String(decoding: record.line, as: UTF8.self)
        == #"{"schema":1,"type":"item","path":"a\"\\\n\u001bé"}"#)
    var raw = Record(.item)
    raw.add("path", bytes: [0x61, 0xFF])
    #expect(
      String(decoding: raw.line, as: UTF8.self)
        == #"{"schema":1,"type":"item","path":"a\\xff","path_hex":"61ff"}"#)
  }

  @Test func theLiveBlockErasesWhatItDrew() {
    var block = LiveBlock()
    #expect(block.erase().isEmpty)
    var snapshot = ProgressSnapshot()
    snapshot.current = [ObjectKey(String(repeating: "long/", count: 50))]
    let drawn = block.draw(snapshot, bytesPerSecond: 0, columns: 40)
    #expect(drawn.split(separator: "\n").allSatisfy { $0.count < 40 })
    #expect(drawn.split(separator: "\n").count == 3)
    #expect(block.erase() == "\u{1B}[3A\r\u{1B}[J")
    #expect(block.erase().isEmpty)
  }

  @Test func folderSumsNeedOnlyThePathThatTheyAreAt() {
    var sums = FolderSums(depth: 2)
    var closed: [FolderSum] = []
    for (path, size) in [("a.txt", 1), ("b/c/d/e", 2), ("b/c/f", 4), ("b/g", 8), ("h/i", 16)] {
      closed += sums.add(Array(path.utf8)[...], sizeBytes: Int64(size))
    }
    closed += sums.finish()
    #expect(closed.map { String(decoding: $0.path, as: UTF8.self) } == ["b/c/", "b/", "h/", ""])
    #expect(closed.map(\.bytes) == [6, 14, 16, 31])
    #expect(closed.map(\.objects) == [2, 3, 1, 5])
  }
}
