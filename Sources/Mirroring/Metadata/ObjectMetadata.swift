package import StorageModel

/// What a mirror keeps of a file beside its content, as user metadata of the object.
///
/// The names and forms are those that other tools read: `mtime` in seconds with a fraction as rclone writes it;
/// `mode`, `uid` and `gid` in decimal as s3fs-fuse writes them, `mode` being the whole st_mode, so that a symbolic
/// link is an object whose mode says so and whose body is its target.
package struct ObjectMetadata: Hashable, Sendable {
  package var modified: Timestamp?
  package var mode: UInt32?
  package var userID: UInt32?
  package var groupID: UInt32?
  /// Extended attributes: names and values as bytes.
  package var extendedAttributes: [[UInt8]: [UInt8]]

  package init(
    modified: Timestamp? = nil, mode: UInt32? = nil, userID: UInt32? = nil, groupID: UInt32? = nil,
    extendedAttributes: [[UInt8]: [UInt8]] = [:]
  ) {
    self.modified = modified
    self.mode = mode
    self.userID = userID
    self.groupID = groupID
    self.extendedAttributes = extendedAttributes
  }

  /// The kind that `mode` says, where it says one: files need none.
  package var kind: Entry.Kind? {
    guard let mode else { return nil }
    switch mode & 0o170000 {
    case 0o120000: return .symlink
    case 0o100000: return .file
    case 0o040000: return .directory
    default: return nil
    }
  }
}
