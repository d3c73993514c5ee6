internal import Digests

/// The store's own encryption keys: the first seals what is new, all open what is there.
package struct Keyring: Sendable, CustomStringConvertible {
  struct Key: Sendable {
    /// Eight bytes that tell the key from others and do not tell the key.
    let name: [UInt8]
    let bytes: [UInt8]
  }

  private let keys: [Key]

  /// No key: nothing is encrypted with it, and nothing that was can be read.
  package static var empty: Keyring { Keyring(keys: []) }

  private init(keys: [Key]) { self.keys = keys }

  package var isEmpty: Bool { keys.isEmpty }

  /// Says nothing of the keys.
  package var description: String { "keyring of \(keys.count)" }

  var current: Key? { keys.first }

  func key(named name: [UInt8]) -> Key? { keys.first { $0.name == name } }

  /// The keys of a key file: a line of 64 hexadecimal digits each, the one for new objects first. Empty lines and those
  /// that begin with # are passed over. nil for anything else, and for a file without a key.
  package init?(text: String) {
    var keys: [Key] = []
    for line in text.split(separator: "\n") {
      let line = line.filter { $0 != " " && $0 != "\r" && $0 != "\t" }
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let bytes = hexadecimalDecoded(line.lowercased()), bytes.count == AESGCM.keyBytes else { return nil }
      let code = HMACSHA256.authenticate("cairn key name", key: bytes)
      keys.append(Key(name: Array(code[..<8]), bytes: bytes))
    }
    guard !keys.isEmpty else { return nil }
    self.keys = keys
  }

  /// The text of a file with one new key.
  package static func newFileText() -> String {
    """
    # Encryption keys of a cairn store. Without this file its encrypted objects are lost: keep a copy elsewhere.
    # New objects take the first key; keep older ones below for the objects that have them.
    \(hexadecimal(randomBytes(count: AESGCM.keyBytes)))

    """
  }
}
