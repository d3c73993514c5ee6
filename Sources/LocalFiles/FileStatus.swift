internal import CLinux
package import StorageModel

/// What lstat says of a file.
package struct FileStatus: Hashable, Sendable {
  package var kind: Entry.Kind
  package var fingerprint: FileFingerprint
  package var attributes: FileAttributes
  package var accessed: Timestamp
  /// Blocks of 512 bytes in use; fewer than the size needs: the file has holes.
  package var blocks: Int64

  package var sizeBytes: Int64 { fingerprint.sizeBytes }
  package var modified: Timestamp { fingerprint.modified }
  package var hasHoles: Bool { kind == .file && blocks < fingerprint.sizeBytes / 512 }

  /// The directory or file as such, whatever happens to its content.
  package var identity: FileIdentity { FileIdentity(device: fingerprint.device, inode: fingerprint.inode) }

  /// The status as an entry of a tree; `path` already has the form that its kind asks for.
  package func entry(path: PathBytes) -> Entry {
    Entry(
      path: path, kind: kind, sizeBytes: kind == .file ? fingerprint.sizeBytes : 0, modified: fingerprint.modified,
      fingerprint: fingerprint, attributes: attributes)
  }

  init(_ raw: cairn_status) {
    kind = Entry.Kind(mode: raw.mode)
    fingerprint = FileFingerprint(
      device: raw.device, inode: raw.inode, sizeBytes: raw.size_bytes,
      modified: Timestamp(seconds: raw.modified_seconds, nanoseconds: Int64(raw.modified_nanoseconds)),
      changed: Timestamp(seconds: raw.changed_seconds, nanoseconds: Int64(raw.changed_nanoseconds)))
    attributes = FileAttributes(
      mode: raw.mode, userID: raw.user_id, groupID: raw.group_id, linkCount: raw.link_count,
      deviceNumber: raw.device_number)
    accessed = Timestamp(seconds: raw.accessed_seconds, nanoseconds: Int64(raw.accessed_nanoseconds))
    blocks = raw.blocks
  }
}

/// A file or directory, told apart from every other one of this machine while it exists.
package struct FileIdentity: Hashable, Sendable {
  package var device: UInt64
  package var inode: UInt64

  package init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}

extension Entry.Kind {
  /// The kind in the type bits of st_mode (inode(7)).
  package init(mode: UInt32) {
    self =
      switch mode & 0o170000 {
      case 0o040000: .directory
      case 0o120000: .symlink
      case 0o010000: .fifo
      case 0o140000: .socket
      case 0o020000: .characterDevice
      case 0o060000: .blockDevice
      default: .file
      }
  }
}
