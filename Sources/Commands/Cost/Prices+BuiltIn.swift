import Planning

/// Tables of list prices, without free tiers and without rebates for much. Prices change: whoever needs them exactly
/// writes a table.
extension Prices {
  static let builtIn = ["amazon-standard": amazonStandard, "cloudflare-r2": cloudflareR2, "free": free]

  /// US East (N. Virginia): $0.023 per GB and month, $0.005 and $0.0004 for 1,000 requests, $0.09 per GB out.
  static let amazonStandard: Prices = {
    var prices = Prices(requests: .amazonStandard, perGibibyteMonth: perGibibyte(23_000))
    prices.source = "Amazon S3, US East (N. Virginia)"
    prices.date = "2025-06-01"
    let classes: [(String, writes: Int64, month: Int64, retrieved: Int64, days: Int)] = [
      ("STANDARD_IA", 10_000, 12_500, 10_000, 30), ("ONEZONE_IA", 10_000, 10_000, 10_000, 30),
      ("GLACIER_IR", 20_000, 4_000, 30_000, 90), ("GLACIER", 30_000, 3_600, 10_000, 90),
      ("DEEP_ARCHIVE", 50_000, 990, 20_000, 180),
    ]
    for (name, writes, month, retrieved, days) in classes {
      prices.classes[name] = StorageClass(
        perThousandWrites: writes, perGibibyteMonth: perGibibyte(month), perGibibyteRetrieved: perGibibyte(retrieved),
        minimumDays: days)
    }
    return prices
  }()

  /// $0.015 per GB and month, $4.50 and $0.36 for a million requests, nothing for what is read.
  static let cloudflareR2: Prices = {
    var prices = Prices(
      requests: PriceTable(perThousandWrites: 4500, perThousandReads: 360, perGibibyteReceived: 0),
      perGibibyteMonth: perGibibyte(15_000))
    prices.source = "Cloudflare R2"
    prices.date = "2026-08-03"
    prices.classes["STANDARD_IA"] = StorageClass(
      perThousandWrites: 9000, perGibibyteMonth: perGibibyte(10_000), perGibibyteRetrieved: perGibibyte(10_000),
      minimumDays: 30)
    return prices
  }()

  static let free = Prices(requests: .free, perGibibyteMonth: 0)

  /// Lists have prices for a GB, which is 10⁹ bytes.
  private static func perGibibyte(_ perGigabyte: Int64) -> Int64 {
    Int64((Double(perGigabyte) * Double(1 << 30) / 1e9).rounded())
  }
}
