package import StorageModel

/// What a snapshot is made of, and how.
package struct CreateOptions: Sendable {
  /// What the user named, absolute or relative to the working folder.
  package var targets: [[UInt8]] = []
  /// Absolute: what relative targets count from.
  package var workingFolder: [UInt8] = [UInt8(ascii: "/")]
  package var excludes = ExcludeRules()
  /// The patterns as the user wrote them, for the snapshot.
  package var excludeTexts: [String] = []
  package var skipsCacheFolders = false
  package var markers: [FolderMarker] = []
  package var oneFileSystem = false
  package var tags: [String] = []
  /// nil for this machine's name.
  package var hostname: String?
  /// nil for now.
  package var time: Timestamp?
  package var parent: ParentChoice = .latest
  package var dryRun = false
  package var keepsAccessTimes = false
  package var ignoresChangeTime = false
  package var ignoresInode = false
  package var writer = WriterOptions()

  package init() {}
}

/// Which snapshot tells what is unchanged.
package enum ParentChoice: Sendable {
  /// The last one of the same host and paths.
  case latest
  case named(String)
  /// None: every file is read.
  case none

  /// Whether what this machine remembers of folders tells as well. A snapshot that was named is to be compared with,
  /// and nothing else.
  var allowsMemory: Bool { if case .latest = self { true } else { false } }
}

/// A file that marks its folder as one to leave out: everything in it but the marker itself.
package struct FolderMarker: Sendable, Hashable {
  package var name: [UInt8]
  /// What the file must begin with; empty for anything.
  package var header: [UInt8]

  package init(name: [UInt8], header: [UInt8] = []) {
    self.name = name
    self.header = header
  }

  /// Cache Directory Tagging Specification.
  static let cacheFolder = FolderMarker(
    name: Array("CACHEDIR.TAG".utf8), header: Array("Signature: 8a477f597d28d172789f06886806bc55".utf8))
}

/// Told what happens to the source's entries while a snapshot is made. Called from several tasks.
package protocol CreateObserver: Sendable {
  /// An entry that is missing in the snapshot, or was saved while it changed. `path` is absolute.
  func problem(_ path: [UInt8], _ message: String)
  /// An entry that is in the snapshot.
  func saved(_ path: [UInt8], _ outcome: EntryOutcome, sizeBytes: Int64)
  /// Whether ``saved(_:_:sizeBytes:)`` is to be called for each unchanged file as well; where not, they are told by
  /// the folder.
  var wantsUnmodified: Bool { get }
  /// Unchanged files of a folder, all of which are in the snapshot.
  func savedUnmodified(files: Int64, sizeBytes: Int64)
}

package enum EntryOutcome: String, Sendable {
  case new, changed, unmodified
}

/// What came of it.
package struct CreateResult: Sendable {
  /// Its id is ``StorageID/none`` in a dry run.
  package var snapshot: Snapshot
  package var summary: SnapshotSummary
  /// Entries that could not be saved, or changed while they were read.
  package var problems: Int64
  package var counts: WriterCounts
}
