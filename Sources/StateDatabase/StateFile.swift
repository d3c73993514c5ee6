internal import Glibc

/// A database file before SQLite sees it, and after SQLite gave it up.
struct StateFile {
  /// "CARN" in the header tells the file from any other SQLite database.
  static let applicationID: UInt32 = 0x4341_524e
  static let schemaVersion: UInt32 = 1

  let path: String

  /// What the first 100 bytes say (SQLite, "Database File Format", section 1.3).
  enum Header: Equatable {
    /// No file, or an empty one, as a crash leaves it before the first commit.
    case fresh
    case ours(version: UInt32)
    case foreign
  }

  func header() throws(StateError) -> Header {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return .fresh }
      throw StateError(errno: errno, path: path, operation: "open")
    }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { throw StateError(errno: errno, path: path, operation: "read") }
    if count == 0 { return .fresh }
    guard count == 100, bytes.starts(with: Array("SQLite format 3\0".utf8)) else { return .foreign }
    func word(_ offset: Int) -> UInt32 { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    return word(68) == Self.applicationID ? .ours(version: word(60)) : .foreign
  }

  /// Creates the file with mode 0600, so that SQLite, which gives its log files the mode of the database, does not
  /// depend on the umask. An existing file is made private too.
  func createPrivate() throws(StateError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StateError(errno: errno, path: path, operation: "create") }
    defer { Glibc.close(descriptor) }
    guard fchmod(descriptor, 0o600) == 0 else { throw StateError(errno: errno, path: path, operation: "protect") }
  }

  /// Moves the file and its logs to `….damaged`, over an older one of that name; returns the new path.
  func setAside() throws(StateError) -> String {
    let aside = path + ".damaged"
    for suffix in ["-wal", "-shm", "-journal", ""] {
      unlink(aside + suffix)
      guard rename(path + suffix, aside + suffix) == 0 || errno == ENOENT else {
        throw StateError(errno: errno, path: path, operation: "set aside")
      }
    }
    return aside
  }

  /// The length in bytes; 0 for a file that is not there.
  func sizeBytes(suffix: String = "") -> Int64 {
    var status = stat()
    return lstat(path + suffix, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Makes `folder` and what is missing above it, the last one with mode 0700.
  static func createFolder(_ folder: String) throws(StateError) {
    var path = folder.hasPrefix("/") ? "/" : ""
    let segments = folder.split(separator: "/")
    for (index, segment) in segments.enumerated() {
      path += segment
      let isLast = index == segments.count - 1
      guard mkdir(path, isLast ? 0o700 : 0o755) == 0 || errno == EEXIST else {
        throw StateError(errno: errno, path: path, operation: "create")
      }
      if isLast { chmod(path, 0o700) }
      path += "/"
    }
  }
}
