/// Reads a tree node by node: a folder with a million files is never held as a million nodes.
///
/// Names come as they are, also those that no file can have; ``TreeNode/hasSafeName`` tells. Whether they ascend is
/// for the caller to see, who may be there to repair. Members that are not known are passed over.
package struct TreeDecoder {
  private enum Stage { case beginning, nodes, end }

  private var scanner: GoJSONScanner
  private var stage = Stage.beginning
  private var isFirst = true
  private var lastUser: [UInt8] = []
  private var lastGroup: [UInt8] = []

  package init(_ json: [UInt8]) { scanner = GoJSONScanner(json) }

  /// All nodes at once.
  package static func nodes(_ json: [UInt8]) throws(TreeError) -> [TreeNode] {
    var decoder = TreeDecoder(json)
    var nodes: [TreeNode] = []
    while let node = try decoder.next() { nodes.append(node) }
    return nodes
  }

  /// The next node; nil behind the last one, when everything up to the end of the bytes was read.
  package mutating func next() throws(TreeError) -> TreeNode? {
    if stage == .beginning { try begin() }
    guard stage == .nodes else { return nil }
    if scanner.takes("]") {
      try finish()
      return nil
    }
    if !isFirst { try scanner.expect(",") }
    isFirst = false
    return try node()
  }

  /// Up to the first node.
  private mutating func begin() throws(TreeError) {
    try scanner.expect("{")
    if scanner.takes("}") { return try endOfText() }
    while true {
      let name = try scanner.string()
      try scanner.expect(":")
      if name == Array("nodes".utf8) {
        // A tree without nodes is `null` from old versions.
        if scanner.takesNull() { return try finish() }
        try scanner.expect("[")
        stage = .nodes
        return
      }
      try scanner.skipValue()
      if scanner.takes("}") { return try endOfText() }
      try scanner.expect(",")
    }
  }

  /// Behind the nodes: other members, the closing brace, nothing more.
  private mutating func finish() throws(TreeError) {
    while scanner.takes(",") {
      guard try scanner.string() != Array("nodes".utf8) else { throw scanner.failure("nodes twice") }
      try scanner.expect(":")
      try scanner.skipValue()
    }
    try scanner.expect("}")
    try endOfText()
  }

  private mutating func endOfText() throws(TreeError) {
    stage = .end
    scanner.skipSpace()
    guard scanner.isAtEnd else { throw scanner.failure("text behind the tree") }
  }

  private mutating func node() throws(TreeError) -> TreeNode {
    var node = TreeNode(name: [], kind: .other([]))
    node.user = lastUser
    node.group = lastGroup
    var hasName = false
    var seen = Owners()
    var rawTarget: [UInt8]?
    try scanner.object { (scanner, member) throws(TreeError) in
      switch NodeMember(member) {
      case .name:
        guard let name = GoQuoting.unquoted(try scanner.string()) else { throw scanner.failure("a name badly quoted") }
        node.name = name
        hasName = true
      case .user:
        node.user = try scanner.string(like: node.user)
        seen.user = true
      case .group:
        node.group = try scanner.string(like: node.group)
        seen.group = true
      case .rawTarget: rawTarget = scanner.takesNull() ? nil : try scanner.base64()
      case let member?: try Self.read(member, into: &node, from: &scanner)
      case nil: try scanner.skipValue()
      }
    }
    guard hasName else { throw scanner.failure("a node without a name") }
    if seen.user { lastUser = node.user } else { node.user = [] }
    if seen.group { lastGroup = node.group } else { node.group = [] }
    if let rawTarget { node.linkTarget = rawTarget }
    return node
  }

  private struct Owners {
    var user = false
    var group = false
  }

  private static func read(
    _ member: NodeMember, into node: inout TreeNode, from scanner: inout GoJSONScanner
  ) throws(TreeError) {
    switch member {
    case .type: node.kind = TreeNode.Kind(typeName: try scanner.string())
    case .mode: node.mode = GoFileMode(bits: try scanner.unsigned(UInt32.self))
    case .modified: node.modified = try time(&scanner)
    case .accessed: node.accessed = try time(&scanner)
    case .changed: node.changed = try time(&scanner)
    case .userID: node.userID = try scanner.unsigned(UInt32.self)
    case .groupID: node.groupID = try scanner.unsigned(UInt32.self)
    case .inode: node.inode = try scanner.unsigned(UInt64.self)
    case .deviceID: node.deviceID = try scanner.unsigned(UInt64.self)
    case .size: node.sizeBytes = try scanner.unsigned(UInt64.self)
    case .links: node.links = try scanner.unsigned(UInt64.self)
    case .target: node.linkTarget = try scanner.stringOrNull()
    case .attributes: node.extendedAttributes = try attributes(&scanner)
    case .genericAttributes:
      let range = try scanner.skipValue()
      let json = scanner.bytes[range]
      node.genericAttributes = json.first == UInt8(ascii: "{") && json.count > 2 ? Array(json) : []
    case .device: node.device = try scanner.unsigned(UInt64.self)
    case .content: node.content = try ids(&scanner)
    case .subtree: node.subtree = scanner.takesNull() ? nil : try id(&scanner)
    case .error: node.error = try scanner.stringOrNull()
    case .name, .user, .group, .rawTarget: try scanner.skipValue()
    }
  }

  private static func time(_ scanner: inout GoJSONScanner) throws(TreeError) -> GoTime {
    guard let time = GoTime(try scanner.string()) else { throw scanner.failure("a time expected") }
    return time
  }

  private static func id(_ scanner: inout GoJSONScanner) throws(TreeError) -> StorageID {
    guard let id = StorageID(digits: try scanner.string()[...]) else { throw scanner.failure("an id expected") }
    return id
  }

  private static func ids(_ scanner: inout GoJSONScanner) throws(TreeError) -> [StorageID]? {
    if scanner.takesNull() { return nil }
    var ids: [StorageID] = []
    try scanner.array { (scanner) throws(TreeError) in ids.append(try id(&scanner)) }
    return ids
  }

  private static func attributes(_ scanner: inout GoJSONScanner) throws(TreeError) -> [NodeAttribute] {
    if scanner.takesNull() { return [] }
    var attributes: [NodeAttribute] = []
    try scanner.array { (scanner) throws(TreeError) in
      var attribute = NodeAttribute(name: [], value: [])
      try scanner.object { (scanner, member) throws(TreeError) in
        if member.elementsEqual("name".utf8) {
          attribute.name = try scanner.string()
        } else if member.elementsEqual("value".utf8) {
          attribute.value = try scanner.base64()
        } else {
          try scanner.skipValue()
        }
      }
      attributes.append(attribute)
    }
    return attributes
  }
}

/// The members of a node that are known.
private enum NodeMember {
  case name, type, mode, modified, accessed, changed, userID, groupID, user, group, inode, deviceID, size, links
  case target, rawTarget, attributes, genericAttributes, device, content, subtree, error

  init?(_ name: ArraySlice<UInt8>) {
    guard let member = Self.candidates(length: name.count).first(where: { $0.0.matches(name) })?.1 else { return nil }
    self = member
  }

  /// By length: there are seven of one length at most, and no node is hashed twenty times.
  private static func candidates(length: Int) -> [(StaticString, NodeMember)] {
    length < byLength.count ? byLength[length] : []
  }

  private static let byLength: [[(StaticString, NodeMember)]] = {
    let all: [(StaticString, NodeMember)] = [
      ("name", .name), ("type", .type), ("mode", .mode), ("mtime", .modified), ("atime", .accessed),
      ("ctime", .changed), ("uid", .userID), ("gid", .groupID), ("user", .user), ("group", .group),
      ("inode", .inode), ("device_id", .deviceID), ("size", .size), ("links", .links), ("linktarget", .target),
      ("linktarget_raw", .rawTarget), ("extended_attributes", .attributes),
      ("generic_attributes", .genericAttributes), ("device", .device), ("content", .content), ("subtree", .subtree),
      ("error", .error),
    ]
    return (0...19).map { length in all.filter { $0.0.utf8CodeUnitCount == length } }
  }()
}

extension StaticString {
  fileprivate func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    withUTF8Buffer { text in bytes.withUnsafeBufferPointer { text.elementsEqual($0) } }
  }
}
