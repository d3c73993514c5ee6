internal import Digests
internal import Synchronization

/// What earlier runs saw of the folders of this machine, so that an unchanged one costs one look-up: no tree is read,
/// none is made. A cache beside the index, not believed over it: a record counts only while no index file was removed
/// since its run came to its end, and while the index lists its tree.
///
/// What a run that was stopped recorded tells the next one which tree to compare with; each chunk is looked up then.
final class FolderMemory: Sendable {
  private static let batch = 1000

  private let index: LocalIndex
  private let isReadOnly: Bool
  private let run: Int64
  private let pending = Mutex<[(path: [UInt8], record: FolderRecord)]>([])

  /// Read only for a run that stores nothing: what it would record refers to trees that are not there.
  init(_ index: LocalIndex, isReadOnly: Bool) {
    self.index = index
    self.isReadOnly = isReadOnly
    // No other run may have it, also one of another process at this moment.
    run = randomBytes(count: 7).reduce(Int64(1)) { $0 << 8 | Int64($1) }
  }

  /// nil for a folder that was not seen, or whose tree is gone.
  func record(of path: [UInt8]) throws -> FolderRecord? {
    guard let record = try index.folderRecord(path), try index.contains(BlobHandle(.tree, record.tree)) else {
      return nil
    }
    return record
  }

  func note(_ path: [UInt8], _ record: FolderRecord) throws {
    if isReadOnly { return }
    let full = pending.withLock { pending -> [(path: [UInt8], record: FolderRecord)]? in
      pending.append((path, record))
      guard pending.count >= Self.batch else { return nil }
      defer { pending = [] }
      return pending
    }
    if let full { try index.note(full, run: run) }
  }

  /// A folder is not there any more.
  func forget(_ path: [UInt8]) throws { if !isReadOnly { try index.forgetFolders(path) } }

  /// Everything that the run saved is listed in index files now.
  func settle() throws {
    if isReadOnly { return }
    let rest = pending.withLock { pending in
      defer { pending = [] }
      return pending
    }
    if !rest.isEmpty { try index.note(rest, run: run) }
    try index.settleFolders(run: run)
  }
}
