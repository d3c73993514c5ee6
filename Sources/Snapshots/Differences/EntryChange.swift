package import StorageModel

/// How an entry of one tree differs from the one of the same path in another.
package struct EntryChange: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case added
    case removed
    /// Other content.
    case modified
    /// Other kind of entry.
    case replaced = "type"
    /// Same content, other mode, owner, time, attributes.
    case metadata
  }

  package var kind: Kind
  /// A folder's ends in `/`.
  package var path: PathBytes
  /// Of files; 0 where there is none.
  package var oldBytes: UInt64
  package var newBytes: UInt64

  package init(_ kind: Kind, _ path: PathBytes, oldBytes: UInt64 = 0, newBytes: UInt64 = 0) {
    self.kind = kind
    self.path = path
    self.oldBytes = oldBytes
    self.newBytes = newBytes
  }
}
