package import Planning
internal import StorageModel

/// How a mirror run compares, moves and deletes.
package struct MirrorOptions: Sendable {
  package var rules: ChangeRules
  /// Which paths take part, on both sides.
  package var filters = Filters()
  /// Which files of the source are sent, by size and age.
  package var selection = SelectionLimits()
  package var oneFileSystem = false
  /// Names of files that leave out the folder which has one.
  package var markers: [[UInt8]] = []
  package var skipsCacheDirectories = false

  package var metadata = MetadataSelection()
  package var objects = ObjectSettings()
  /// Only tells what would be done.
  package var isDryRun = false
  /// Whether deletions may go on.
  package var deletion = DeletionGuard()
  /// Asks the user whether to go on over the standard limit; nil where nobody can be asked, which counts as no.
  package var confirm: (@Sendable (_ question: String) async -> Bool)?
  package var partSizeBytes: Int64?
  package var maximumDuration: Duration?
  package var maximumTransferBytes: Int64?
  /// How many ranges of a listing are read at once.
  package var parallelListings = 4

  package init(rules: ChangeRules) { self.rules = rules }
}
