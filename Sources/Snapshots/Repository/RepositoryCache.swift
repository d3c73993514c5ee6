internal import LocalFiles
internal import StorageModel

/// Snapshots and tree packs on this machine, encrypted as they are in the repository. Everything here may be removed
/// at any time, and nothing here is believed: readers verify what they get.
package struct RepositoryCache: Sendable {
  /// nil where nothing is kept.
  package let folder: String?
  private let root: FolderRoot?

  /// Makes the folder, and the one above it where that is missing, for this user alone.
  init(folder: String?) throws {
    self.folder = folder
    guard let folder else {
      root = nil
      return
    }
    let above = PathBytes(folder).parent
    // Whatever keeps it from being opened keeps it from being made, and that says what it is.
    if (try? FolderRoot(opening: above.bytes)) == nil { try PrivateFolder.prepare(above.bytes) }
    try PrivateFolder.prepare(Array(folder.utf8))
    root = try FolderRoot(opening: Array(folder.utf8))
  }

  /// nil when it is not here, or cannot be read.
  func load(_ file: RepositoryFile) -> [UInt8]? {
    // A cache that cannot be read is an empty cache.
    guard let root, let (opened, status) = try? root.openWithStatus(PathBytes(file.path)),
      let count = Int(exactly: status.sizeBytes)
    else { return nil }
    return try? opened.read(at: 0, count: count)
  }

  /// nil when the range is not here.
  func load(_ file: RepositoryFile, offset: Int64, count: Int) -> [UInt8]? {
    // As above.
    guard let root, let opened = try? root.open(PathBytes(file.path)),
      let bytes = try? opened.read(at: offset, count: count), bytes.count == count
    else { return nil }
    return bytes
  }

  /// Keeps a copy; failing to costs the next reader a request.
  func store(_ file: RepositoryFile, _ bytes: [UInt8]) {
    guard let root else { return }
    let path = PathBytes(file.path)
    do throws(LocalError) {
      try root.makeDirectories(path.parent, mode: 0o700)
      let target = try AtomicFile(in: root, path: path)
      try target.write(bytes, at: 0)
      _ = try target.commit(FileMetadata(mode: 0o600))
    } catch {
      // A full or read-only disk: the run goes on without a cache.
      return
    }
  }

  func contains(_ file: RepositoryFile) -> Bool {
    // What cannot be looked at is not here.
    guard let root, let status = try? root.statusIfPresent(PathBytes(file.path)) else { return false }
    return status.kind == .file
  }

  func remove(_ file: RepositoryFile) {
    // What stays is found to be damaged again, and never used.
    try? root?.remove(PathBytes(file.path))
  }

  /// Drops the copies of a kind that the repository does not have any more.
  func retain(_ kind: RepositoryFileKind, _ ids: Set<StorageID>) {
    guard let root else { return }
    let folders: [String]
    if kind == .pack {
      // An unreadable cache is left alone.
      folders = ((try? root.names(in: PathBytes("data"))) ?? []).map { "data/" + String(decoding: $0, as: UTF8.self) }
    } else {
      folders = [kind.rawValue]
    }
    for folder in folders {
      for name in (try? root.names(in: PathBytes(folder))) ?? [] {
        let text = String(decoding: name, as: UTF8.self)
        if let id = StorageID(text), ids.contains(id) { continue }
        // As in `remove(_:)`.
        try? root.remove(PathBytes(folder + "/" + text))
      }
    }
  }
}
