internal import LocalFiles
internal import StorageModel

extension TreeNode {
  /// What is set on the restored entry.
  func metadata(_ options: RestoreOptions) -> FileMetadata {
    FileMetadata(
      modified: modified.timestamp, accessed: accessed.timestamp, mode: mode.unixPermissions,
      userID: options.restoresOwner ? userID : nil, groupID: options.restoresOwner ? groupID : nil,
      extendedAttributes: extendedAttributes.map { ExtendedAttribute(name: $0.name, value: $0.value) },
      keepsSpecialBits: options.restoresSpecialBits)
  }

  /// Whether an entry that stands there needs none of it. Attributes are not compared: who has some gets them again.
  func matchesMetadata(of status: FileStatus, _ options: RestoreOptions) -> Bool {
    let bits: UInt32 = options.restoresSpecialBits ? 0o7777 : 0o777
    guard status.modified == modified.timestamp, extendedAttributes.isEmpty else { return false }
    if options.restoresOwner && (status.attributes.userID != userID || status.attributes.groupID != groupID) {
      return false
    }
    return kind == .symlink || status.attributes.mode & 0o7777 == mode.unixPermissions & bits
  }
}
