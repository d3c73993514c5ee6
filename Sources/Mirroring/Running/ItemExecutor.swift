internal import LocalFiles
internal import ObjectStores
internal import Planning
internal import StateDatabase
internal import StorageModel
internal import Transfers

/// Carries out items, many at once. Each comes back with the row that is true afterwards.
///
/// Order of writes: the target first, acknowledged; the row after it. A crash in between costs one comparison.
struct ItemExecutor: Sendable {
  /// What an item came to.
  struct Done: Sendable {
    /// With what it really took: a rename becomes a copy, an upload of the same content nothing.
    var step: MirrorStep
    var row: StateRecord?
    var movedBytes: Int64
    /// ``WriteResult/unansweredFor``
    var unansweredFor: Duration?
  }

  let source: MirrorSide
  let target: MirrorSide
  let options: MirrorOptions
  let resources: TransferResources
  let state: PairState?
  let ledger: UploadLedger?
  let now: @Sendable () -> Timestamp
  let progress: TransferProgress
  /// Metadata of folders that were made, for the end of the run.
  let folders: FolderMetadata
  /// For a target folder that does not tell upper from lower case.
  var names: NameCollisions?

  /// Throws ``TransferError``, ``StoreError`` or ``LocalError``; nothing is half done then.
  func carryOut(_ item: MirrorItem) async throws -> Done {
    switch (source, target) {
    case (.folder(let root), .bucket(let place)): return try await upload(item, from: root, to: place)
    case (.bucket(let place), .folder(let root)): return try await download(item, from: place, to: root)
    case (.bucket(let from), .bucket(let to)): return try await copy(item, from: from, to: to)
    case (.folder, .folder):
      throw LocalError(.unsupported, operation: "mirror between two folders", path: item.path)
    }
  }
}
