internal import StorageModel

/// How much a run with `--delete` may delete, and from what kind of source.
package struct DeletionPolicy: Sendable {
  package enum Limit: Hashable, Sendable {
    case count(Int)
    /// Of the entries that the target has: 0 to 100.
    case percent(Double)
  }

  /// nil: more than 1,000 entries, or 25 % of the target, must be confirmed.
  package var limit: Limit?
  package var allowsEmptySource = false
  /// Asks on a terminal; nil where nobody can be asked, which counts as no.
  package var confirm: (@Sendable (_ question: String) async -> Bool)?

  package init() {}

  /// Why `candidates` deletions may not go on; nil when they may. `needsConfirmation` says that a user may overrule it.
  func refusal(candidates: Int, targetEntries: Int) -> (message: String, needsConfirmation: Bool)? {
    switch limit {
    case .count(let most) where candidates > most:
      return ("\(candidates) deletions are more than --max-delete \(most) allows", false)
    case .percent(let share) where Double(candidates) * 100 > share * Double(targetEntries):
      let limit = share == share.rounded() ? "\(Int(share))" : "\(share)"
      return ("\(candidates) deletions of \(targetEntries) entries are more than --max-delete \(limit)% allows", false)
    case nil where candidates > 1000 || (candidates > 10 && candidates * 4 > targetEntries):
      return ("\(candidates) of \(targetEntries) entries of the target would be deleted", true)
    default:
      return nil
    }
  }
}
