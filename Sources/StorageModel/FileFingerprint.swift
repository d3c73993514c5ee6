/// What lstat says of a file, enough to notice any change short of a forged clock.
///
/// mtime alone can be set back by any program; ctime cannot, and a new file in the place of an old one has another
/// inode. Equality of all of them is the proof that a file need not be read again.
package struct FileFingerprint: Hashable, Sendable {
  package var device: UInt64
  package var inode: UInt64
  package var sizeBytes: Int64
  package var modified: Timestamp
  package var changed: Timestamp

  package init(device: UInt64, inode: UInt64, sizeBytes: Int64, modified: Timestamp, changed: Timestamp) {
    self.device = device
    self.inode = inode
    self.sizeBytes = sizeBytes
    self.modified = modified
    self.changed = changed
  }
}

/// Ownership and permissions of a file.
package struct FileAttributes: Hashable, Sendable {
  /// The whole st_mode: type and permission bits.
  package var mode: UInt32
  package var userID: UInt32
  package var groupID: UInt32
  package var linkCount: UInt64
  /// Major and minor of a device node; 0 otherwise.
  package var deviceNumber: UInt64

  package init(mode: UInt32, userID: UInt32, groupID: UInt32, linkCount: UInt64 = 1, deviceNumber: UInt64 = 0) {
    self.mode = mode
    self.userID = userID
    self.groupID = groupID
    self.linkCount = linkCount
    self.deviceNumber = deviceNumber
  }
}
