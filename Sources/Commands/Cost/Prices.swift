import Planning
import S3Client
import StorageModel

/// What an endpoint charges, in millionths of a dollar; cairn.toml(5), `[prices.NAME]`.
struct Prices: Sendable, Equatable {
  /// What differs in one storage class.
  struct StorageClass: Sendable, Equatable {
    /// Also for each object that a lifecycle rule moves there.
    var perThousandWrites: Int64
    var perGibibyteMonth: Int64
    var perGibibyteRetrieved: Int64 = 0
    /// So long is paid for at least.
    var minimumDays = 0
  }

  var requests: PriceTable
  /// For a GiB that lies there a month.
  var perGibibyteMonth: Int64
  /// By the class's name; a class that is not here costs what STANDARD costs.
  var classes: [String: StorageClass] = [:]
  /// Whose prices these are, and of which day.
  var source: String?
  var date: String?

  init(requests: PriceTable, perGibibyteMonth: Int64) {
    self.requests = requests
    self.perGibibyteMonth = perGibibyteMonth
  }

  /// `[prices.NAME]`, in dollars.
  init(_ table: SettingsTable) throws {
    let micros = { (table: SettingsTable, name: String) throws -> Int64? in
      guard let dollars = try table.number(name) else { return nil }
      guard dollars >= 0, dollars <= 1_000_000 else { throw table.wrong(name, "takes dollars from 0 to 1000000") }
      return Int64((dollars * 1_000_000).rounded())
    }
    let writes = try micros(table, "write-per-1000") ?? 0
    requests = PriceTable(
      perThousandWrites: writes, perThousandReads: try micros(table, "read-per-1000") ?? 0,
      perGibibyteReceived: try micros(table, "received-per-gib") ?? 0)
    let stored = try micros(table, "stored-per-gib-month") ?? 0
    perGibibyteMonth = stored
    source = try table.text("source")
    date = try table.day("date")
    for (name, table) in try table.sections("class") {
      let days = try table.number("minimum-days") ?? 0
      guard (0...36_500).contains(days) else { throw table.wrong("minimum-days", "takes 0 to 36500") }
      classes[name] = StorageClass(
        perThousandWrites: try micros(table, "write-per-1000") ?? writes,
        perGibibyteMonth: try micros(table, "stored-per-gib-month") ?? stored,
        perGibibyteRetrieved: try micros(table, "retrieved-per-gib") ?? 0, minimumDays: Int(days))
      try table.refuseTheRest()
    }
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

  /// The same in a storage class; nil for STANDARD.
  func storage(_ bytes: Int64, in storageClass: String?) -> Double {
    let price = storageClass.flatMap { classes[$0]?.perGibibyteMonth } ?? perGibibyteMonth
    return Double(bytes) / Double(1 << 30) * Double(price) / 1_000_000
  }

  /// `prices of Amazon S3, 2025-06-01`; nil where nobody said whose they are.
  var origin: String? {
    source.map { source in "prices of \(source)" + (date.map { ", \($0)" } ?? "") }
  }
}

extension Endpoints {
  /// The prices at `location`: those that were named, or that its remote names, Amazon's list for Amazon, nil where
  /// nobody knows.
  func prices(_ location: BucketLocation) throws -> Prices? {
    if let namedPrices { return try configuredPrices(namedPrices) }
    if let remote = try remote(location) {
      if let name = remote.prices { return try configuredPrices(name) }
      if remote.writePricePer1000 != nil || remote.readPricePer1000 != nil {
        let table = PriceTable(
          perThousandWrites: Int64(((remote.writePricePer1000 ?? 0) * 1_000_000).rounded()),
          perThousandReads: Int64(((remote.readPricePer1000 ?? 0) * 1_000_000).rounded()), perGibibyteReceived: 0)
        return Prices(requests: table, perGibibyteMonth: 0)
      }
    }
    guard let client = try service(location).client, client.settings.endpoint.amazon != nil else { return nil }
    return .amazonStandard
  }
}

extension CommandError {
  /// `option` needs prices, and nobody knows them.
  static func noPrices(_ option: String) -> CommandError {
    .usage(
      "\(option): the prices of this endpoint are not known",
      next: "name them with --prices, or add 'prices' to its remote")
  }
}
