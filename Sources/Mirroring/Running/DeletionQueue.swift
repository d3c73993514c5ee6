internal import Planning
internal import StorageModel

/// What a run may delete at its end, gathered while it compares.
///
/// Memory: the paths and tags of the candidates; at 10^6 candidates about 150 MB, a number at which the guard has
/// long refused unless it was told not to. Candidates beyond `mostKept` are counted, not kept.
struct DeletionQueue: Sendable {
  private(set) var candidates: [Entry] = []
  private(set) var count: Int64 = 0
  /// What of the source is not known well enough to conclude from its absence.
  var incomplete = IncompleteDirectories()
  private let mostKept: Int

  init(mostKept: Int) { self.mostKept = mostKept }

  mutating func add(_ entry: Entry) {
    count += 1
    if candidates.count < mostKept { candidates.append(entry) }
  }

  /// What may go, as far as the directories that were not read completely are concerned.
  func deletable(_ deletionGuard: DeletionGuard) -> [Entry] {
    incomplete.isEmpty ? candidates : candidates.filter { deletionGuard.mayDelete($0.path, incomplete) }
  }
}
