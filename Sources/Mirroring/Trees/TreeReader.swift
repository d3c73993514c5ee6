internal import LocalFiles
internal import StorageModel

/// A run of a tree's entries, in key order.
struct TreeBatch: Sendable {
  var entries: [Entry]
  var problems: [WalkProblem] = []
  var skipped: [SkippedDirectory] = []
}

/// Reads a tree once, from beginning to end. One caller at a time.
protocol TreeReader: Sendable {
  /// nil at the end. An error means that the tree is not known completely.
  func next() async throws -> TreeBatch?
}

/// A folder of this machine.
struct LocalTreeReader: TreeReader {
  let walker: TreeWalker

  func next() async throws -> TreeBatch? {
    guard let batch = try await walker.nextBatch() else { return nil }
    return TreeBatch(entries: batch.entries, problems: batch.problems, skipped: batch.skipped)
  }
}

/// A listing, read ahead by a task of its own.
struct BucketTreeReader: TreeReader {
  let channel: BatchChannel<[Entry]>

  func next() async throws -> TreeBatch? {
    try await channel.next().map { TreeBatch(entries: $0) }
  }
}
