internal import CLinux
internal import StorageModel

extension OpenFile {
  /// Sets owner, permissions, attributes and times, in that order: a change of owner drops setuid, and any of them
  /// may touch the times. Refused ownership and attributes are ignored for unprivileged users, as cp and tar do.
  package func set(_ metadata: FileMetadata) throws(LocalError) {
    if metadata.userID != nil || metadata.groupID != nil {
      let result = cairn_chown(descriptor, metadata.userID ?? .max, metadata.groupID ?? .max)
      if result != -LinuxError.notPermitted { _ = try checked(result, "set owner", path) }
    }
    if let mode = metadata.effectiveMode { _ = try checked(cairn_chmod(descriptor, mode), "set permissions", path) }
    for attribute in metadata.extendedAttributes {
      let result = cairn_set_xattr(
        descriptor, attribute.name, attribute.name.count, attribute.value, attribute.value.count)
      if result == -LinuxError.notPermitted || result == -LinuxError.unsupported { continue }
      _ = try checked(result, "set attribute", path)
    }
    if metadata.modified != nil || metadata.accessed != nil {
      let modified = LinuxTime(metadata.modified)
      let accessed = LinuxTime(metadata.accessed)
      let result = cairn_set_times(
        descriptor, accessed.seconds, accessed.nanoseconds, modified.seconds, modified.nanoseconds)
      _ = try checked(result, "set times", path)
    }
  }

  /// All extended attributes, ordered by name or as the file system lists them; empty where it has none. One that
  /// vanishes meanwhile is left out.
  package func extendedAttributes(asListed: Bool = false) throws(LocalError) -> [ExtendedAttribute] {
    let names = try attributeNames()
    var attributes: [ExtendedAttribute] = []
    for name in names {
      if let value = try attributeValue(name) { attributes.append(ExtendedAttribute(name: name, value: value)) }
    }
    return asListed ? attributes : attributes.sorted { compareBytes($0.name, $1.name) < 0 }
  }

  private func attributeNames() throws(LocalError) -> [[UInt8]] {
    // Next to no file has any: then nothing is allocated.
    let needed = cairn_list_xattrs(descriptor, nil, 0)
    if needed == 0 || needed == -Int(LinuxError.unsupported) { return [] }
    // The kernel's own limit for the list (xattr(7)): 64 KiB.
    var list = [CChar](repeating: 0, count: 65536)
    let count = list.withUnsafeMutableBufferPointer { cairn_list_xattrs(descriptor, $0.baseAddress, $0.count) }
    if count == -Int(LinuxError.unsupported) { return [] }
    let length = try checked(count, "list attributes", path)
    return list[..<length].split(separator: 0).map { name in name.map { UInt8(bitPattern: $0) } }
  }

  private func attributeValue(_ name: [UInt8]) throws(LocalError) -> [UInt8]? {
    var value = [UInt8](repeating: 0, count: 65536)
    let count = value.withUnsafeMutableBufferPointer {
      cairn_get_xattr(descriptor, name, name.count, $0.baseAddress, $0.count)
    }
    if count == -Int(LinuxError.noAttribute) || count == -Int(LinuxError.unsupported) { return nil }
    return Array(value[..<(try checked(count, "read attribute", path))])
  }
}
