internal import LocalFiles
internal import StorageModel
internal import Synchronization

/// Makes the nodes of entries from what lstat says, with the fields that restic stores for each kind.
///
/// The device id is stored for every entry, as every released restic does; storing it for hard links alone is an alpha
/// feature there.
final class NodeMaker: Sendable {
  private struct Names {
    var users: [UInt32: [UInt8]] = [:]
    var groups: [UInt32: [UInt8]] = [:]
    /// Of one hour each: a zone's offset does not change within one.
    var offsets: [Int64: Int32] = [:]
  }

  private let host: RepositoryHost
  private let keepsAccessTimes: Bool
  private let names = Mutex(Names())

  init(_ host: RepositoryHost, keepsAccessTimes: Bool) {
    self.host = host
    self.keepsAccessTimes = keepsAccessTimes
  }

  /// Without content, subtree, link target and extended attributes.
  func node(_ name: [UInt8], _ status: FileStatus) -> TreeNode {
    var node = TreeNode(name: name, kind: Self.kind(status.kind))
    let attributes = status.attributes
    node.mode = GoFileMode(unixMode: attributes.mode)
    node.modified = time(status.modified)
    node.accessed = keepsAccessTimes ? time(status.accessed) : node.modified
    node.changed = time(status.fingerprint.changed)
    node.userID = attributes.userID
    node.groupID = attributes.groupID
    (node.user, node.group) = owner(attributes.userID, attributes.groupID)
    node.inode = status.fingerprint.inode
    node.deviceID = status.fingerprint.device
    switch node.kind {
    case .file:
      node.sizeBytes = UInt64(clamping: status.sizeBytes)
      node.links = attributes.linkCount
    case .symlink: node.links = attributes.linkCount
    case .blockDevice, .characterDevice:
      node.links = attributes.linkCount
      node.device = attributes.deviceNumber
    case .directory, .fifo, .socket, .other: break
    }
    return node
  }

  private func time(_ time: Timestamp) -> GoTime {
    let hour = time.seconds / 3600
    let offset = names.withLock { names -> Int32 in
      if let known = names.offsets[hour] { return known }
      if names.offsets.count > 10_000 { names.offsets.removeAll() }
      let offset = host.zoneOffset(time)
      names.offsets[hour] = offset
      return offset
    }
    return GoTime(time, offsetMinutes: offset)
  }

  /// What the zone of this machine does to the text of times: its offset in winter and in summer.
  var zoneOffsets: [UInt64] {
    [1_767_225_600, 1_782_864_000].map { UInt64(bitPattern: Int64(host.zoneOffset(Timestamp(seconds: $0)))) }
  }

  /// The names of a user and a group; empty where there is none.
  func owner(_ user: UInt32, _ group: UInt32) -> ([UInt8], [UInt8]) {
    names.withLock { names in
      let userName = names.users[user] ?? Array(host.userName(user).utf8)
      let groupName = names.groups[group] ?? Array(host.groupName(group).utf8)
      names.users[user] = userName
      names.groups[group] = groupName
      return (userName, groupName)
    }
  }

  private static func kind(_ kind: Entry.Kind) -> TreeNode.Kind {
    switch kind {
    case .file: .file
    case .directory: .directory
    case .symlink: .symlink
    case .fifo: .fifo
    case .socket: .socket
    case .characterDevice: .characterDevice
    case .blockDevice: .blockDevice
    }
  }
}

extension OpenFile {
  /// The extended attributes in the order of the file system, as restic stores them.
  func nodeAttributes() throws(LocalError) -> [NodeAttribute] {
    try extendedAttributes(asListed: true).map { NodeAttribute(name: $0.name, value: $0.value) }
  }
}
