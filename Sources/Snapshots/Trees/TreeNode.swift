/// One entry of a folder in a snapshot, with all that restic knows of it (restic design document, "Trees and Data").
package struct TreeNode: Hashable, Sendable {
  /// What the entry is; `other` keeps a name that is not known.
  package enum Kind: Hashable, Sendable {
    case file
    case directory
    case symlink
    case blockDevice
    case characterDevice
    case fifo
    case socket
    case other([UInt8])
  }

  /// As the file system has it: any bytes. What comes out of a repository may be anything, see ``hasSafeName``.
  package var name: [UInt8]
  package var kind: Kind
  package var mode: GoFileMode
  package var modified: GoTime
  package var accessed: GoTime
  package var changed: GoTime
  package var userID: UInt32
  package var groupID: UInt32
  /// Names of user and group; empty for unknown.
  package var user: [UInt8]
  package var group: [UInt8]
  package var inode: UInt64
  /// Since restic 0.17 only of files with several links.
  package var deviceID: UInt64
  /// 0 unless a file.
  package var sizeBytes: UInt64
  package var links: UInt64
  /// Empty unless a symbolic link. Any bytes.
  package var linkTarget: [UInt8]
  package var extendedAttributes: [NodeAttribute]
  /// What other systems add (`generic_attributes`): a JSON object, kept as it is; empty for none.
  package var genericAttributes: [UInt8]
  /// Major and minor of a device.
  package var device: UInt64
  /// The chunks of a file in order; nil for everything else.
  package var content: [StorageID]?
  /// The tree of a directory; nil where it could not be read, and for everything else.
  package var subtree: StorageID?
  /// What restic noted when it could not read the entry; empty for nothing.
  package var error: [UInt8]

  package init(name: [UInt8], kind: Kind) {
    self.name = name
    self.kind = kind
    mode = GoFileMode(bits: 0)
    modified = .zero
    accessed = .zero
    changed = .zero
    userID = 0
    groupID = 0
    user = []
    group = []
    inode = 0
    deviceID = 0
    sizeBytes = 0
    links = 0
    linkTarget = []
    extendedAttributes = []
    genericAttributes = []
    device = 0
    content = nil
    subtree = nil
    error = []
  }

  /// Whether the name can be that of an entry: not empty, not `.` or `..`, no `/`, no NUL, at most 255 bytes.
  package var hasSafeName: Bool {
    guard !name.isEmpty, name.count <= 255 else { return false }
    if name == [UInt8(ascii: ".")] || name == [UInt8(ascii: "."), UInt8(ascii: ".")] { return false }
    return !name.contains(UInt8(ascii: "/")) && !name.contains(0)
  }
}

/// An extended attribute of a node.
package struct NodeAttribute: Hashable, Sendable {
  package var name: [UInt8]
  package var value: [UInt8]

  package init(name: [UInt8], value: [UInt8]) {
    self.name = name
    self.value = value
  }
}

extension TreeNode.Kind {
  /// By the name of the type in a tree.
  init(typeName: [UInt8]) {
    self =
      switch String(decoding: typeName, as: UTF8.self) {
      case "file": .file
      case "dir": .directory
      case "symlink": .symlink
      case "dev": .blockDevice
      case "chardev": .characterDevice
      case "fifo": .fifo
      case "socket": .socket
      default: .other(typeName)
      }
  }

  /// The name of the type in a tree.
  package var typeName: [UInt8] {
    switch self {
    case .file: Array("file".utf8)
    case .directory: Array("dir".utf8)
    case .symlink: Array("symlink".utf8)
    case .blockDevice: Array("dev".utf8)
    case .characterDevice: Array("chardev".utf8)
    case .fifo: Array("fifo".utf8)
    case .socket: Array("socket".utf8)
    case .other(let name): name
    }
  }
}
