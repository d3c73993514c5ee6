/// Chooses the packs that a check reads.
enum PackSelection {
  /// `verified` says when each pack was last found whole.
  static func choose(
    _ packs: [ListedFile], _ scope: ReadScope, verified: () throws -> [StorageID: Int64], now: Int64
  ) throws -> [ListedFile] {
    let ordered = packs.sorted { $0.id < $1.id }
    switch scope {
    case .none: return []
    case .all: return ordered
    case .part(let number, let count):
      // restic divides by the first byte of the id.
      return ordered.filter { Int($0.id.prefix >> 56) % max(1, count) == number - 1 }
    case .percent(let percent):
      let count = Int((Double(packs.count) * percent / 100).rounded(.up))
      return Array(shuffled(packs, now).prefix(max(min(1, packs.count), count)))
    case .bytes(let bytes): return upTo(bytes, shuffled(packs, now))
    case .rolling(let within, let budget):
      let times = try verified()
      let due = packs.filter { now - (times[$0.id] ?? .min / 2) >= within }
      return upTo(budget, due.sorted { (times[$0.id] ?? .min, $0.id) < (times[$1.id] ?? .min, $1.id) })
    }
  }

  /// In an order that another moment makes another one: ids are as good as random, mixed with the time.
  private static func shuffled(_ packs: [ListedFile], _ now: Int64) -> [ListedFile] {
    func rank(_ pack: ListedFile) -> UInt64 {
      var mixed = pack.id.prefix ^ UInt64(bitPattern: now) &* 0x9e37_79b9_7f4a_7c15
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      return mixed ^ (mixed >> 31)
    }
    return packs.sorted { rank($0) < rank($1) }
  }

  /// One pack at least, so that a small budget comes round as well.
  private static func upTo(_ bytes: Int64, _ packs: [ListedFile]) -> [ListedFile] {
    var total: Int64 = 0
    var chosen: [ListedFile] = []
    for pack in packs {
      let (next, overflow) = total.addingReportingOverflow(pack.sizeBytes)
      guard chosen.isEmpty || (!overflow && next <= bytes) else { break }
      total = next
      chosen.append(pack)
    }
    return chosen
  }
}
