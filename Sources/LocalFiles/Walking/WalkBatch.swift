package import StorageModel

/// A run of entries of a local tree, in key order, and what stood in the way of others.
package struct WalkBatch: Sendable {
  /// Directories as paths that end in `/`, each before what is in it.
  package var entries: [Entry] = []
  /// What could not be read. A problem is here or in an earlier batch when an entry behind its place is.
  package var problems: [WalkProblem] = []
  /// Directories that were left out on purpose: their entry is there, their content is not.
  package var skipped: [SkippedDirectory] = []

  package init() {}

  package var isEmpty: Bool { entries.isEmpty && problems.isEmpty && skipped.isEmpty }
}

/// A file or directory of which the walk knows less than it should. Nothing is ever left out silently.
package struct WalkProblem: Sendable {
  package var path: PathBytes
  package var error: LocalError
  /// The directory was not read, or not to its end: nothing may be concluded from what is missing below it. The
  /// problem may come behind some of its entries. Empty path: the root.
  package var isDirectory: Bool

  package init(path: PathBytes, error: LocalError, isDirectory: Bool) {
    self.path = path
    self.error = error
    self.isDirectory = isDirectory
  }
}

/// A directory into which the walk did not go.
package struct SkippedDirectory: Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    /// A mount point, with ``WalkOptions/oneFileSystem``.
    case otherFileSystem
    /// It has one of ``WalkOptions/markers``, or a CACHEDIR.TAG.
    case marker
  }

  package var path: PathBytes
  package var reason: Reason

  package init(path: PathBytes, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}
