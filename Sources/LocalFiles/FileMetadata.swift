package import StorageModel

/// What is set on a file besides its content; nil leaves a thing as it is.
package struct FileMetadata: Hashable, Sendable {
  package var modified: Timestamp?
  package var accessed: Timestamp?
  /// Permission bits; type bits are ignored.
  package var mode: UInt32?
  package var userID: UInt32?
  package var groupID: UInt32?
  package var extendedAttributes: [ExtendedAttribute]
  /// Keeps setuid, setgid and sticky of `mode`; without it they are dropped, so that a foreign bucket cannot plant
  /// a program that runs as its owner.
  package var keepsSpecialBits: Bool

  package init(
    modified: Timestamp? = nil, accessed: Timestamp? = nil, mode: UInt32? = nil, userID: UInt32? = nil,
    groupID: UInt32? = nil, extendedAttributes: [ExtendedAttribute] = [], keepsSpecialBits: Bool = false
  ) {
    self.modified = modified
    self.accessed = accessed
    self.mode = mode
    self.userID = userID
    self.groupID = groupID
    self.extendedAttributes = extendedAttributes
    self.keepsSpecialBits = keepsSpecialBits
  }

  /// The permission bits to set.
  var effectiveMode: UInt32? { mode.map { $0 & (keepsSpecialBits ? 0o7777 : 0o777) } }
}

/// One extended attribute of a file (xattr(7)); ACLs are among them as `system.posix_acl_access`.
package struct ExtendedAttribute: Hashable, Sendable {
  package var name: [UInt8]
  package var value: [UInt8]

  package init(name: [UInt8], value: [UInt8]) {
    self.name = name
    self.value = value
  }
}
