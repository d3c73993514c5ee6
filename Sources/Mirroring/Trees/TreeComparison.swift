internal import LocalFiles
internal import Planning
internal import StorageModel

/// A path at which something has to be decided, and what was decided.
struct Difference: Sendable {
  var source: Entry?
  var target: Entry?
  var row: StateRecord?
  var decision: Decision
  var path: PathBytes
}

/// Joins both trees and the state rows, and decides path by path. Memory: a batch of each stream, and the
/// directories whose fate the next entries decide.
///
/// What it learned on the way (problems, whether the source had entries) is to be read after ``next(limit:)`` came
/// to the end. Unchecked: only the task of the run that owns it calls it.
final class TreeComparison: @unchecked Sendable {
  typealias RowSource = () async throws -> [StateRecord]?

  private let source: any TreeReader
  private let target: (any TreeReader)?
  private let rows: RowSource?
  private let rules: ChangeRules
  private let selection: SelectionLimits
  private var sourceFilter: TreeFilter
  private var targetFilter: TreeFilter
  private let hasFilters: Bool
  private var merge: SortedMerge
  private var directories: PendingDirectories

  /// What could not be read on the source's side, in the order of the walk.
  private(set) var sourceProblems: [WalkProblem] = []
  /// The same of a local target.
  private(set) var targetProblems: [WalkProblem] = []
  /// Directories of the source that were left out on purpose.
  private(set) var skippedDirectories: [SkippedDirectory] = []
  /// Entries of the source that passed the filters.
  private(set) var sourceEntries = 0
  private(set) var targetEntries = 0
  /// Folders of the target with temporary files in them, of a killed run or one that is at work.
  private(set) var leftovers: Set<PathBytes> = []
  /// Problems that nobody has asked for yet.
  private var unreported: [WalkProblem] = []

  init(
    source: any TreeReader, target: (any TreeReader)?, rows: RowSource?, rules: ChangeRules,
    filters: Filters, selection: SelectionLimits,
    keepsEveryDirectory: Bool
  ) {
    self.source = source
    self.target = target
    self.rows = rows
    self.rules = rules
    self.selection = selection
    sourceFilter = TreeFilter(filters)
    targetFilter = TreeFilter(filters)
    hasFilters = !filters.isEmpty
    merge = SortedMerge(wantsTarget: target != nil, wantsState: rows != nil)
    directories = PendingDirectories(
      sourceImpliesDirectories: rules.direction == .localToBucket,
      targetImpliesDirectories: rules.direction == .bucketToLocal,
      keepsEveryDirectory: keepsEveryDirectory)
  }

  /// Problems met since the last call.
  func takeProblems() -> [WalkProblem] {
    defer { unreported = [] }
    return unreported
  }

  /// Up to `limit` differences; empty at the end of both trees. Unchanged ones are among them.
  func next(limit: Int = 256) async throws -> [Difference] {
    var found: [Difference] = []
    while found.count < limit {
      switch merge.next() {
      case .needSource:
        guard let batch = try await source.next() else {
          merge.endSource()
          continue
        }
        note(batch)
        let entries = hasFilters ? batch.entries.filter { sourceFilter.admits($0.path) } : batch.entries
        sourceEntries += entries.count
        try merge.feedSource(entries)
      case .needTarget:
        guard let batch = try await target?.next() else {
          merge.endTarget()
          continue
        }
        targetProblems += batch.problems
        var entries = hasFilters ? batch.entries.filter { targetFilter.admits($0.path) } : batch.entries
        if rules.direction == .bucketToLocal { setTemporariesApart(&entries) }
        targetEntries += entries.count
        try merge.feedTarget(entries)
      case .needState:
        if let batch = try await rows?() { try merge.feedState(batch) } else { merge.endState() }
      case .item(let item):
        for item in directories.settle(item) { found.append(decide(item)) }
      case .done:
        for item in directories.settleAll() { found.append(decide(item)) }
        return found
      }
    }
    return found
  }

  private func setTemporariesApart(_ entries: inout [Entry]) {
    entries.removeAll { entry in
      guard entry.kind != .directory, TemporaryName.matches(entry.path.lastSegment) else { return false }
      leftovers.insert(entry.path.parent)
      return true
    }
  }

  private func note(_ batch: TreeBatch) {
    sourceProblems += batch.problems
    unreported += batch.problems
    skippedDirectories += batch.skipped
    for problem in batch.problems where problem.isDirectory { directories.forget(problem.path) }
    for skipped in batch.skipped { directories.forget(skipped.path) }
  }

  private func decide(_ item: SortedMerge.Item) -> Difference {
    let isOutside = item.source.map { $0.kind == .file && !selection.admits($0) } ?? false
    // Without a listing only the row says that a marker object is there.
    let hasMarker = rules.targetIsUnlisted && item.source?.kind == .directory && item.row != nil
    let decision: Decision =
      isOutside
      ? .skip(.outsideLimits)
      : hasMarker ? .unchanged : rules.decide(source: item.source, target: item.target, row: item.row)
    return Difference(
      source: item.source, target: item.target, row: item.row, decision: decision, path: item.path)
  }
}
