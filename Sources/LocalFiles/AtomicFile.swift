internal import CLinux
package import StorageModel
internal import Synchronization

/// A file that appears under its name complete or not at all.
///
/// Order of writes: temporary file in the destination folder (locked, so that a sweep knows it is in use) → content
/// by the descriptor → metadata by the descriptor → fsync if asked → rename over the name. A crash before the rename
/// leaves the old file and a `.cairn-tmp-…` that ``LeftoverSweep`` removes. Without fsync,
/// ``FolderRoot/synchronize()`` at the end of the run makes all files durable at once.
package final class AtomicFile: Sendable {
  /// What may stand under the name when the file appears.
  package enum Replacement: Sendable {
    case anything
    case nothing
    /// Only the file that was seen: `.changedWhileRead` when another one stands there by now. Looked at right before
    /// the rename; the kernel has no rename that compares.
    case only(FileFingerprint)
  }

  package enum Durability: Sendable {
    /// Left to ``FolderRoot/synchronize()``.
    case later
    /// File and folder are durable when ``commit(_:replacing:durability:)`` returns.
    case now
  }

  /// Open for reading and writing; for ``BodySink`` and verification.
  package let file: OpenFile
  package let path: PathBytes
  private let directory: OpenFile
  private let name: TemporaryName
  private let isOpen = Mutex(true)

  /// Begins a file; the directory above must exist. `sizeBytes` allocates its blocks now, so that a full disk shows
  /// before the download (`.noSpace`); `sparse` sets the length alone.
  package init(
    in root: FolderRoot, path: PathBytes, sizeBytes: Int64 = 0, sparse: Bool = false
  ) throws(LocalError) {
    guard !path.isDirectoryForm else { throw LocalError(.unsafeName, operation: "create", path: path) }
    var offset = 0
    let parent = cairn_open_parent_beneath(root.descriptor, path.bytes, path.bytes.count, &offset)
    let directory = OpenFile(owning: try checked(parent, "create", path), path: path.parent)
    let flags = cairn_o_rdwr | cairn_o_creat | cairn_o_excl
    let taken = TemporaryName.take { cairn_open_at(directory.descriptor, $0, $1, flags, 0o600) }
    name = try taken.mapError(operation: "create", path: path)
    file = OpenFile(owning: taken.result, path: path)
    self.path = path
    self.directory = directory
    // Advisory: a file system without locks loses only the protection from a concurrent sweep.
    _ = cairn_try_lock(file.descriptor, 1)
    guard sizeBytes > 0 else { return }
    var result = sparse ? -LinuxError.unsupported : cairn_allocate(file.descriptor, 0, sizeBytes)
    if result == -LinuxError.unsupported { result = cairn_truncate(file.descriptor, sizeBytes) }
    _ = try checked(result, "allocate", path)
  }

  deinit { abandon() }

  /// Writes all of `bytes` at `offset`.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(LocalError) {
    _ = try checked(cairn_pwrite_all(file.descriptor, bytes.baseAddress, bytes.count, offset), "write", path)
  }

  /// Writes all of `bytes` at `offset`.
  package func write(_ bytes: [UInt8], at offset: Int64) throws(LocalError) {
    let result = bytes.withUnsafeBytes { cairn_pwrite_all(file.descriptor, $0.baseAddress, $0.count, offset) }
    _ = try checked(result, "write", path)
  }

  /// Cuts or extends the file: for a body whose length was not known.
  package func truncate(to sizeBytes: Int64) throws(LocalError) {
    _ = try checked(cairn_truncate(file.descriptor, sizeBytes), "write", path)
  }

  /// Sets the metadata and gives the file its name; returns its status afterwards. Without a mode the file gets the
  /// one that an ordinary creation gives. Any error leaves the old file in place and removes the temporary one.
  package func commit(
    _ metadata: FileMetadata = FileMetadata(), replacing: Replacement = .anything, durability: Durability = .later
  ) throws(LocalError) -> FileStatus {
    var metadata = metadata
    if metadata.mode == nil { metadata.mode = 0o666 & ~FileCreationMask.current }
    do throws(LocalError) {
      try file.set(metadata)
      if case .now = durability { _ = try checked(cairn_fsync(file.descriptor), "sync", path) }
      try rename(replacing)
      if case .now = durability { try synchronizeDirectory() }
      return try file.status()
    } catch {
      abandon()
      throw error
    }
  }

  /// The held descriptor only names the folder (O_PATH); fsync wants an open one.
  private func synchronizeDirectory() throws(LocalError) {
    let dot: [UInt8] = [UInt8(ascii: ".")]
    let flags = cairn_o_rdonly | cairn_o_directory
    let opened = try checked(cairn_open_at(directory.descriptor, dot, 1, flags, 0), "sync", path.parent)
    defer { _ = cairn_close(opened) }
    _ = try checked(cairn_fsync(opened), "sync", path.parent)
  }

  private func rename(_ replacement: Replacement) throws(LocalError) {
    let last = path.lastSegment
    var replaces: Int32 = 1
    switch replacement {
    case .anything: break
    case .nothing: replaces = 0
    case .only(let fingerprint):
      var raw = cairn_status()
      _ = try checked(cairn_status_at(directory.descriptor, last, last.count, &raw), "replace", path)
      guard FileStatus(raw).fingerprint == fingerprint else {
        throw LocalError(.changedWhileRead, operation: "replace", path: path)
      }
    }
    let result = name.withBytes {
      cairn_rename_at(directory.descriptor, $0, $1, directory.descriptor, last, last.count, replaces)
    }
    _ = try checked(result, "replace", path)
    isOpen.withLock { $0 = false }
  }

  /// Removes the temporary file, unless it has its name already. Also done when the last reference goes.
  package func abandon() {
    let wasOpen = isOpen.withLock { isOpen in
      defer { isOpen = false }
      return isOpen
    }
    if wasOpen { _ = name.withBytes { cairn_unlink_at(directory.descriptor, $0, $1, 0) } }
  }
}
