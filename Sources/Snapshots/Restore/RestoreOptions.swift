package import Planning

/// When a file that stands in the target already gives way to the one of the snapshot, as restic's option has it.
package enum OverwritePolicy: String, Sendable, CaseIterable {
  /// Whenever it is different: chunks that it has already are compared by their digests, and not fetched.
  case always
  /// As `always`, but a file of the same size and modification time counts as equal without being read.
  case ifChanged = "if-changed"
  /// When the one of the snapshot is newer.
  case ifNewer = "if-newer"
  case never
}

/// How a snapshot is restored into a folder.
package struct RestoreOptions: Sendable {
  package var overwrite = OverwritePolicy.always
  /// Which entries are restored; paths from the restored folder on.
  package var filters = Filters()
  /// Nothing is written: decisions and counts only.
  package var isDryRun = false
  /// What the snapshot does not have is removed from folders that it has, where the filters let it in; only after
  /// everything else came without an error.
  package var deletes = false
  /// Owner and group, for root.
  package var restoresOwner = false
  /// setuid, setgid and sticky. Without this they are dropped: whoever can write the repository could plant a program
  /// that runs as its owner.
  package var restoresSpecialBits = false
  /// Bytes of content that are planned at once, in two batches side by side.
  package var batchBytes: UInt64 = 128 << 20
  /// Fetches side by side, for each batch.
  package var fetches = 4

  package init() {}
}

/// What became of an entry.
package enum RestoreOutcome: String, Sendable {
  case created = "create"
  case updated = "update"
  /// It was right already.
  case unchanged
  /// The overwrite policy kept what stands there, or its kind is not restored (sockets).
  case kept = "keep"
  case deleted = "delete"
}

/// Hears what a restore does, from any task.
package protocol RestoreObserver: Sendable {
  /// An entry is done, or under a dry run would be.
  func done(_ path: [UInt8], _ outcome: RestoreOutcome, sizeBytes: UInt64)
  /// An entry is not restored, or not all of it. A damaged file keeps what stood in its place.
  func failed(_ path: [UInt8], _ error: any Error)
}
