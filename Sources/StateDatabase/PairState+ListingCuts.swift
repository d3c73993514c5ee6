package import StorageModel

/// The two listings of a pair of buckets.
package enum ListedSide: String, Sendable {
  case source, target
}

extension PairState {
  /// At most this many cuts are kept: beyond 10 million keys the ranges only grow longer.
  package static let mostListingCuts = 10_000

  /// The last keys of the pages of the last complete listing, ascending: where the next one may be cut into ranges
  /// that are read at the same time. Empty when there was none.
  package func listingCuts(_ side: ListedSide) throws(StateError) -> [ObjectKey] {
    try connectionForReading.perform { session in
      try MetaTable.get("cuts-" + side.rawValue, session) { reader in
        let count = Int(clamping: reader.integer())
        return (0..<max(0, min(count, Self.mostListingCuts))).map { _ in ObjectKey(bytes: reader.array()) }
      } ?? []
    }
  }

  package func setListingCuts(_ cuts: [ObjectKey], _ side: ListedSide) async throws(StateError) {
    let kept = cuts.prefix(Self.mostListingCuts)
    try await connectionForWriting.submit { session in
      var fields = FieldWriter()
      fields.integer(Int64(kept.count))
      for key in kept { fields.string(key.bytes) }
      try MetaTable.set("cuts-" + side.rawValue, fields, session)
    }.get()
  }
}
