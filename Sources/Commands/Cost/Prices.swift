import Planning
import S3Client

/// What an endpoint charges, in millionths of a dollar; cairn.toml(5), `[prices.NAME]`.
struct Prices: Sendable, Equatable {
  var requests: PriceTable
  /// For a GiB that lies there a month.
  var perGibibyteMonth: Int64

  /// Amazon S3 Standard, US East (N. Virginia), list price without free tiers: $0.023 per GB and month, and
  /// ``PriceTable/amazonStandard``. Prices change: whoever needs them exactly writes a table.
  static let amazonStandard = Prices(requests: .amazonStandard, perGibibyteMonth: 24_696)
  static let free = Prices(requests: .free, perGibibyteMonth: 0)

  static let builtIn = ["amazon-standard": amazonStandard, "free": free]

  init(requests: PriceTable, perGibibyteMonth: Int64) {
    self.requests = requests
    self.perGibibyteMonth = perGibibyteMonth
  }

  /// `[prices.NAME]`, in dollars.
  init(_ table: SettingsTable) throws {
    func micros(_ name: String) throws -> Int64 {
      guard let dollars = try table.number(name) else { return 0 }
      guard dollars >= 0, dollars <= 1_000_000 else { throw table.wrong(name, "takes dollars from 0 to 1000000") }
      return Int64((dollars * 1_000_000).rounded())
    }
    requests = PriceTable(
      perThousandWrites: try micros("write-per-1000"), perThousandReads: try micros("read-per-1000"),
      perGibibyteReceived: try micros("received-per-gib"))
    perGibibyteMonth = try micros("stored-per-gib-month")
    try table.refuseTheRest()
  }

  /// What requests cost, and bytes that come here, in dollars.
  func dollars(_ counts: RequestCounts, receivedBytes: Int64) -> Double {
    let writes = Double(counts.writes) / 1000 * Double(requests.perThousandWrites)
    let reads = Double(counts.reads) / 1000 * Double(requests.perThousandReads)
    let received = Double(receivedBytes) / Double(1 << 30) * Double(requests.perGibibyteReceived)
    return (writes + reads + received) / 1_000_000
  }

  /// What `bytes` cost a month, in dollars.
  func storage(_ bytes: Int64) -> Double { Double(bytes) / Double(1 << 30) * Double(perGibibyteMonth) / 1_000_000 }
}

extension Endpoints {
  /// The prices at `location`: those that its remote names, Amazon's list for Amazon, nil where nobody knows.
  func prices(_ location: BucketLocation) throws -> Prices? {
    if let remote = try remote(location) {
      if let name = remote.prices { return try configuredPrices(name) }
      if remote.writePricePer1000 != nil || remote.readPricePer1000 != nil {
        let table = PriceTable(
          perThousandWrites: Int64((remote.writePricePer1000 ?? 0) * 1_000_000),
          perThousandReads: Int64((remote.readPricePer1000 ?? 0) * 1_000_000), perGibibyteReceived: 0)
        return Prices(requests: table, perGibibyteMonth: 0)
      }
    }
    guard let client = try service(location).client, client.settings.endpoint.amazon != nil else { return nil }
    return .amazonStandard
  }
}
