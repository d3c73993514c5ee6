internal import Planning
internal import StorageModel

/// One thing to do at the target, decided for good.
struct MirrorItem: Sendable {
  enum Work: Sendable {
    /// The source's content becomes the target's.
    case transfer
    /// The times and attributes of the target become the source's.
    case metadata
    case makeDirectory
  }

  var work: Work
  var path: PathBytes
  var source: Entry
  var target: Entry?
  var row: StateRecord?
  /// Where the same content already is at the target: a rename or a duplicate.
  var twin: StateRecord?
  var step: MirrorStep
}

/// What became of a ``Difference``.
enum Resolution: Sendable {
  case item(MirrorItem)
  /// Equal; a row that should be written says so more cheaply next time.
  case unchanged(StateRecord?)
  /// Only at the target.
  case deletionCandidate(Entry)
  case forgetRow
  case skip(SkipReason)
  /// Nothing can be said of it, because the source could not be read.
  case unreadable(any Error)
}
