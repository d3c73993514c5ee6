internal import Glibc

/// The file in which an operator keeps the encryption keys of a store.
package enum EncryptionKeyFile {
  /// The keys of the file. `makesIt` makes one with a new key where there is none: mode 0600, fsynced, and never over
  /// another file. Throws `.keyMissing` for a missing file, one that others may read, and one that is no key file.
  package static func load(
    _ path: String, makesIt: Bool
  ) throws(BlobStorageError) -> (keyring: Keyring, isNew: Bool) {
    if access(path, F_OK) != 0, errno == ENOENT {
      guard makesIt else {
        throw BlobStorageError(.keyMissing, "there is no encryption key file \(path)", errno: ENOENT)
      }
      try make(path)
      return (try read(path), true)
    }
    return (try read(path), false)
  }

  private static func read(_ path: String) throws(BlobStorageError) -> Keyring {
    let file = try FileDescriptor.open(path, O_RDONLY)
    var facts = stat()
    guard fstat(file.number, &facts) == 0 else { throw .system("stat", path) }
    guard facts.st_mode & 0o077 == 0 else {
      throw BlobStorageError(.keyMissing, "\(path) can be read by others; run chmod 600 on it and consider a new key")
    }
    let text = String(decoding: try file.read(at: 0, limit: 64 << 10), as: UTF8.self)
    guard let keyring = Keyring(text: text) else {
      throw BlobStorageError(.keyMissing, "\(path) has no encryption keys: 64 hexadecimal digits, one key a line")
    }
    return keyring
  }

  private static func make(_ path: String) throws(BlobStorageError) {
    let temporary = path + ".new"
    unlink(temporary)
    let file = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL)
    defer { unlink(temporary) }
    try file.write(Array(Keyring.newFileText().utf8))
    try file.synchronise()
    guard link(temporary, path) == 0 else { throw .system("link", path) }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    try FileDescriptor.open(folder, O_RDONLY | O_DIRECTORY).synchronise()
  }
}
