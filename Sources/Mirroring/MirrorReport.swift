internal import StorageModel

/// What a run came to.
package struct MirrorReport: Sendable {
  package var uploaded = 0
  package var downloaded = 0
  package var copied = 0
  package var deleted = 0
  package var unchanged = 0
  package var directoriesMade = 0
  package var metadataUpdated = 0
  /// Candidates for deletion that `--delete` was not given for.
  package var extraneous = 0
  /// Bytes of content moved over the wire.
  package var transferredBytes: Int64 = 0
  /// Items that failed for good: exit 1.
  package var failed = 0
  /// Source entries that were unreadable or changed: exit 3.
  package var unreadable = 0
  /// Names that cannot exist at the target: exit 7.
  package var unsafeNames = 0
  /// Why deletes did not happen; nil when they did, or were not wanted.
  package var deletionRefusal: String?
  /// A limit ended the run before its end: exit 8.
  package var limitReached: String?
  /// The worst error of the items that failed, for the exit code.
  package var firstError: (any Error)?

  package init() {}

  /// Whether anything is, or would be, different at the target.
  package var changes: Int { uploaded + downloaded + copied + deleted + directoriesMade + metadataUpdated }

  package mutating func count(_ step: MirrorStep) {
    switch step.action {
    case .upload: uploaded += 1
    case .download: downloaded += 1
    case .copy: copied += 1
    case .relay: copied += 1
    case .delete: deleted += 1
    case .makeDirectory: directoriesMade += 1
    case .metadata: metadataUpdated += 1
    }
  }
}
