import Mirroring
import Snapshots

extension TreeNode {
  /// The user metadata that a mirror of the folder would have given the object. Attributes that do not fit S3's limit
  /// are left out.
  var objectFields: [String: String] {
    let type: UInt32 = kind == .symlink ? 0o120000 : 0o100000
    var metadata = ObjectMetadata(
      modified: modified.timestamp, mode: type | mode.unixPermissions, userID: userID, groupID: groupID)
    for attribute in extendedAttributes { metadata.extendedAttributes[attribute.name] = attribute.value }
    if metadata.encodedBytes > ObjectMetadata.maximumBytes { metadata.extendedAttributes = [:] }
    return metadata.userMetadata
  }
}
