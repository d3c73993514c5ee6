internal import Planning
internal import StorageModel

/// Holds directories back until the entries behind them show whether they matter.
///
/// A bucket has no directories but marker objects, so two questions cannot be answered when a directory is met:
/// whether a folder of the source is empty (only then it needs a marker), and whether a folder of the target is
/// implied by some object of the source (then it is not extraneous). The next entries in order answer both.
struct PendingDirectories {
  private let sourceImpliesDirectories: Bool
  private let targetImpliesDirectories: Bool
  private let keepsEveryDirectory: Bool
  private var source: SortedMerge.Item?
  private var target: [SortedMerge.Item] = []
  /// Directories whose content is unknown: they get no marker and are not taken for empty.
  private var forgotten: Set<PathBytes> = []

  init(sourceImpliesDirectories: Bool, targetImpliesDirectories: Bool, keepsEveryDirectory: Bool) {
    self.sourceImpliesDirectories = sourceImpliesDirectories
    self.targetImpliesDirectories = targetImpliesDirectories
    self.keepsEveryDirectory = keepsEveryDirectory
  }

  /// The content of this directory is not known.
  mutating func forget(_ path: PathBytes) { forgotten.insert(path) }

  /// What can be decided now that `item` has come: directories held back, and the item itself unless it is held back.
  mutating func settle(_ item: SortedMerge.Item) -> [SortedMerge.Item] {
    var ready: [SortedMerge.Item] = []
    let path = item.path
    if let held = source, item.source != nil || !path.hasPrefix(held.path.bytes) {
      source = nil
      let isEmpty = !path.hasPrefix(held.path.bytes)
      if isEmpty || held.target != nil || held.row != nil { append(held, isEmpty: isEmpty, to: &ready) }
    }
    while let held = target.last {
      let isBelow = path.hasPrefix(held.path.bytes)
      if isBelow && item.source == nil { break }
      target.removeLast()
      if isBelow {
        // Everything above the implied folder is implied by the same entry.
        target.removeAll()
      } else {
        ready.append(held)
      }
    }
    if sourceImpliesDirectories, item.source?.kind == .directory, !keepsEveryDirectory {
      source = item
    } else if targetImpliesDirectories, item.source == nil, item.target?.kind == .directory {
      target.append(item)
    } else {
      ready.append(item)
    }
    return ready
  }

  /// What is left at the end of both trees.
  mutating func settleAll() -> [SortedMerge.Item] {
    var ready: [SortedMerge.Item] = []
    if let held = source { append(held, isEmpty: true, to: &ready) }
    source = nil
    ready += target.reversed()
    target = []
    return ready
  }

  private func append(_ held: SortedMerge.Item, isEmpty: Bool, to ready: inout [SortedMerge.Item]) {
    // A folder that is not empty needs no marker; one that has a marker keeps it.
    if held.target != nil || (isEmpty && !forgotten.contains(held.path)) { ready.append(held) }
  }
}
