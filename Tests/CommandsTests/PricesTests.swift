import Planning
import S3Client
import StorageModel
import Testing

@testable import Commands

@Suite struct PricesTests {
  private func prices(_ text: String) throws -> Prices {
    try #require(try ConfigurationFile(parsing: "[prices.p]\n" + text, path: "file").prices["p"])
  }

  @Test func aTableIsRead() throws {
    let prices = try prices(
      """
      source = "the landlord"
      date = 2026-09-01
      write-per-1000 = 0.005
      read-per-1000 = 0.0004
      received-per-gib = 0.09
      stored-per-gib-month = 0.023

      [prices.p.class.GLACIER]
      write-per-1000 = 0.03
      stored-per-gib-month = 0.0036
      retrieved-per-gib = 0.01
      minimum-days = 90

      [prices.p.class.WARM]
      """)
    #expect(prices.origin == "prices of the landlord, 2026-09-01")
    #expect(prices.requests == PriceTable(perThousandWrites: 5000, perThousandReads: 400, perGibibyteReceived: 90_000))
    #expect(prices.classes["GLACIER"]?.minimumDays == 90)
    // What a class does not say is as in STANDARD.
    #expect(prices.classes["WARM"] == Prices.StorageClass(perThousandWrites: 5000, perGibibyteMonth: 23_000))
    #expect(abs(prices.storage(10 << 30) - 0.23) < 1e-9)
    #expect(abs(prices.storage(10 << 30, in: "GLACIER") - 0.036) < 1e-9)
    #expect(abs(prices.storage(10 << 30, in: "UNKNOWN") - 0.23) < 1e-9)
  }

  @Test func usageIsPricedByHandMadeFigures() throws {
    let prices = try prices(
      "write-per-1000 = 5\nread-per-1000 = 1\nreceived-per-gib = 0.5\n[prices.p.class.GLACIER]\nwrite-per-1000 = 50")
    var usage = RequestUsage()
    usage.writes = 3
    usage.lists = 2
    usage.reads = 7
    usage.deletes = 1000
    usage.receivedBytes = 1 << 29
    // 3 · 0.005 + 2 · 0.005 + 7 · 0.001 + 0.25
    #expect(prices.dollars(usage, in: nil) == 0.282)
    // Listings are not of the class.
    #expect(prices.dollars(usage, in: "GLACIER") == 0.417)
  }

  @Test func builtInTablesSayWhoseTheyAre() {
    for (name, prices) in Prices.builtIn where name != "free" {
      #expect(prices.source != nil && prices.date != nil, "\(name)")
    }
    // 1 TB (10¹² bytes) for a month: $23 in STANDARD, $0.99 in DEEP_ARCHIVE.
    #expect(abs(Prices.amazonStandard.storage(1_000_000_000_000) - 23) < 0.01)
    #expect(abs(Prices.amazonStandard.storage(1_000_000_000_000, in: "DEEP_ARCHIVE") - 0.99) < 0.01)
    #expect(Prices.free.storage(.max) == 0)
  }
}
