/// How many deletes a run may do (`--max-delete`).
package enum DeletionLimit: Hashable, Sendable {
  /// 1,000, and beyond the first 10 at most a quarter of the target.
  case standard
  case count(Int64)
  /// Of the target's entries; 0 to 100.
  case percent(Int)
  case unlimited

  static let standardCount: Int64 = 1000
  static let standardPercent: Int64 = 25
  /// Of a handful of files, a quarter is one: below this a percentage says nothing.
  static let alwaysAllowed: Int64 = 10

  /// Understands `250`, `10%` and `unlimited`.
  package init(parsing text: String) throws(PlanningError) {
    if text == "unlimited" {
      self = .unlimited
    } else if text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...100).contains(percent) {
      self = .percent(percent)
    } else if let count = Int64(text), count >= 0 {
      self = .count(count)
    } else {
      throw PlanningError(.badValue, subject: text, message: "a limit is a number, a percentage or \"unlimited\"")
    }
  }

  /// What is allowed of `targetCount` entries, and how to say it; nil without a limit.
  func allowance(targetCount: Int64) -> (count: Int64, name: String)? {
    switch self {
    case .unlimited: return nil
    case .count(let count): return (count, "\(count)")
    case .percent(let percent): return (Self.part(percent, of: targetCount), "\(percent) %")
    case .standard:
      let quarter = max(Self.part(Int(Self.standardPercent), of: targetCount), Self.alwaysAllowed)
      return quarter < Self.standardCount
        ? (quarter, "\(Self.standardPercent) %") : (Self.standardCount, "\(Self.standardCount)")
    }
  }

  /// Rounded down; without overflow for any count.
  private static func part(_ percent: Int, of count: Int64) -> Int64 {
    let percent = Int64(percent)
    return count / 100 * percent + count % 100 * percent / 100
  }
}
