package import StorageModel

/// What a walk goes into.
package struct WalkOptions: Sendable {
  /// Does not descend into mount points.
  package var oneFileSystem = false
  /// A directory that has an entry of one of these names is not descended into.
  package var markers: [[UInt8]] = []
  /// Does not descend into directories marked as caches (Cache Directory Tagging Specification).
  package var skipsCacheDirectories = false
  /// Also shows the temporary files of ``AtomicFile``.
  package var showsTemporaries = false
  /// How much is read ahead: `queuedBatches` times `batchEntries` entries.
  package var batchEntries = 512
  package var queuedBatches = 8

  package init() {}
}

/// Asked before anything is done with an entry, a directory's path ending in `/`: true leaves it out, and with a
/// directory everything below.
package typealias Prune = @Sendable (PathBytes, Entry.Kind) -> Bool
