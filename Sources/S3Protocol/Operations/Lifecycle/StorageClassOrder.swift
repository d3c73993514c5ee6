/// Which storage classes lifecycle rules may move objects between (S3 User Guide, "Transitioning objects using Amazon
/// S3 Lifecycle").
package enum StorageClassOrder {
  /// From the dearest to the cheapest; objects only move forward.
  private static let waterfall = [
    "STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE",
  ]

  /// Higher is cheaper. A class that is none of S3's archive or access tiers counts as STANDARD.
  package static func rank(_ storageClass: String?) -> Int {
    storageClass.flatMap { waterfall.firstIndex(of: $0) } ?? 0
  }

  /// True for a class that a rule may move objects to.
  package static func isTarget(_ storageClass: String) -> Bool { rank(storageClass) > 0 }

  /// True when an object of the class `from` may move to `to`.
  package static func allows(from: String?, to: String) -> Bool {
    guard rank(to) > rank(from) else { return false }
    return !(from == "ONEZONE_IA" && to == "GLACIER_IR")
  }
}
