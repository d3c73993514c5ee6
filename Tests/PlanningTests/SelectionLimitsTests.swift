import StorageModel
import Testing

@testable import Planning

@Suite struct SelectionLimitsTests {
  @Test(arguments: [
    ("0", 0), ("10", 10), ("10K", 10_240), ("10k", 10_240), ("1.5G", 1_610_612_736), ("1MB", 1_000_000),
    ("2MiB", 2_097_152), ("0.5b", 0), ("8191P", 9_222_246_136_947_933_184),
  ]) func sizes(text: String, bytes: Int64) throws {
    #expect(try SelectionLimits.bytes(text) == bytes)
  }

  @Test(arguments: [
    "", "K", "-1", "1.", "1.K", "1X", "1KX", "9999P", "1e3", "99999999999999999999", "1 K", "0.0000000001M",
  ])
  func refusesOtherSizes(text: String) {
    let error = #expect(throws: PlanningError.self) { try SelectionLimits.bytes(text) }
    #expect(error?.code == .badValue)
  }

  @Test(arguments: [
    ("90s", 90), ("2h", 7200), ("7d", 604_800), ("1d12h", 129_600), ("3w", 1_814_400), ("1y", 31_536_000),
    ("2", 172_800),
    ("1.5h", 5400),
  ]) func ages(text: String, seconds: Int64) throws {
    #expect(try SelectionLimits.seconds(text) == seconds)
  }

  @Test(arguments: ["", "d", "1x", "1d2", "-1d", "999999999999999999d"]) func refusesOtherAges(text: String) {
    #expect(throws: PlanningError.self) { try SelectionLimits.seconds(text) }
  }

  @Test func limitsAreInclusiveAndOfFilesOnly() {
    let now = Timestamp(seconds: 1_000_000)
    let limits = SelectionLimits(
      minimumBytes: 10, maximumBytes: 20, minimumAgeSeconds: 100, maximumAgeSeconds: 200, now: now)
    func admits(_ size: Int64, _ age: Int64, _ kind: Entry.Kind = .file) -> Bool {
      limits.admits(
        Entry(path: PathBytes("a"), kind: kind, sizeBytes: size, modified: Timestamp(seconds: 1_000_000 - age)))
    }
    #expect(admits(10, 100) && admits(20, 200))
    #expect(!admits(9, 100) && !admits(21, 100) && !admits(10, 99) && !admits(10, 201))
    #expect(admits(0, 0, .symlink) && admits(0, 0, .directory))
    #expect(SelectionLimits(maximumAgeSeconds: .max, now: Timestamp(nanoseconds: .min)).notBefore != nil)
  }
}
