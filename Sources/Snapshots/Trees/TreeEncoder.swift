/// Writes a tree as restic does, byte for byte: its SHA-256 is its id.
package struct TreeEncoder: Sendable {
  private var writer = GoJSONWriter()
  private var lastName: [UInt8]?

  package init() {
    writer.beginObject()
    writer.name("nodes")
    writer.beginArray()
  }

  /// Appends a node. Names must ascend in byte order; false, and nothing appended, for one that does not.
  package mutating func append(_ node: TreeNode) -> Bool {
    if let lastName, !lastName.lexicographicallyPrecedes(node.name) { return false }
    lastName = node.name
    Self.write(node, to: &writer)
    return true
  }

  /// The JSON of all nodes, with the newline that belongs to it. Nothing may be appended afterwards.
  package mutating func finish() -> [UInt8] {
    writer.endArray()
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// The JSON of a node alone.
  package static func encoded(_ node: TreeNode) -> [UInt8] {
    var writer = GoJSONWriter()
    write(node, to: &writer)
    return writer.bytes
  }

  private static func write(_ node: TreeNode, to writer: inout GoJSONWriter) {
    writer.beginObject()
    writer.name("name")
    writer.string(GoQuoting.quoted(node.name))
    writer.name("type")
    writer.string(node.kind.typeName)
    writeStatus(of: node, to: &writer)
    writeLinkTarget(of: node, to: &writer)
    writeAttributes(of: node, to: &writer)
    write("device", node.device, to: &writer)
    writer.name("content")
    if let content = node.content {
      writer.beginArray()
      for id in content { writer.plain { id.appendDigits(to: &$0) } }
      writer.endArray()
    } else {
      writer.null()
    }
    if let subtree = node.subtree {
      writer.name("subtree")
      writer.plain { subtree.appendDigits(to: &$0) }
    }
    write("error", node.error, to: &writer)
    writer.endObject()
  }

  private static func writeStatus(of node: TreeNode, to writer: inout GoJSONWriter) {
    write("mode", UInt64(node.mode.bits), to: &writer)
    writer.name("mtime")
    writer.plain { node.modified.append(to: &$0) }
    writer.name("atime")
    writer.plain { node.accessed.append(to: &$0) }
    writer.name("ctime")
    writer.plain { node.changed.append(to: &$0) }
    writer.name("uid")
    writer.number(node.userID)
    writer.name("gid")
    writer.number(node.groupID)
    write("user", node.user, to: &writer)
    write("group", node.group, to: &writer)
    write("inode", node.inode, to: &writer)
    write("device_id", node.deviceID, to: &writer)
    write("size", node.sizeBytes, to: &writer)
    write("links", node.links, to: &writer)
  }

  /// A target that is not UTF-8 is written twice: for old readers with its bytes replaced, for new ones as it is.
  private static func writeLinkTarget(of node: TreeNode, to writer: inout GoJSONWriter) {
    guard !node.linkTarget.isEmpty else { return }
    write("linktarget", node.linkTarget, to: &writer)
    if String(validating: node.linkTarget, as: UTF8.self) == nil {
      writer.name("linktarget_raw")
      writer.base64(node.linkTarget)
    }
  }

  private static func writeAttributes(of node: TreeNode, to writer: inout GoJSONWriter) {
    if !node.extendedAttributes.isEmpty {
      writer.name("extended_attributes")
      writer.beginArray()
      for attribute in node.extendedAttributes {
        writer.beginObject()
        writer.name("name")
        writer.string(attribute.name)
        writer.name("value")
        writer.base64(attribute.value)
        writer.endObject()
      }
      writer.endArray()
    }
    if !node.genericAttributes.isEmpty {
      writer.name("generic_attributes")
      writer.raw(node.genericAttributes)
    }
  }

  /// A number that is left out when it is 0.
  private static func write(_ name: StaticString, _ value: UInt64, to writer: inout GoJSONWriter) {
    guard value != 0 else { return }
    writer.name(name)
    writer.number(value)
  }

  /// A text that is left out when it is empty.
  private static func write(_ name: StaticString, _ text: [UInt8], to writer: inout GoJSONWriter) {
    guard !text.isEmpty else { return }
    writer.name(name)
    writer.string(text)
  }
}
