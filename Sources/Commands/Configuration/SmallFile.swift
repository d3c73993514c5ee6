import Glibc
import LocalFiles
import StorageModel

/// Small files that a command reads as a whole: configuration, rules, lists of names.
enum SmallFile {
  /// The bytes of the file; nil when it does not exist. Throws ``LocalError``, or a usage error when it is larger
  /// than `limitBytes`.
  static func read(_ path: [UInt8], limitBytes: Int) throws -> [UInt8]? {
    let name = path.map { CChar(bitPattern: $0) } + [0]
    let descriptor = Glibc.open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw LocalError(errno: errno, operation: "open", path: PathBytes(bytes: path))
    }
    defer { close(descriptor) }
    return try readAll(descriptor, name: path, limitBytes: limitBytes)
  }

  /// True when something has the name; a link counts where it leads somewhere.
  static func exists(_ path: [UInt8]) -> Bool {
    access(path.map { CChar(bitPattern: $0) } + [0], F_OK) == 0
  }

  /// The bytes up to the end of the file or pipe behind `descriptor`.
  static func readAll(_ descriptor: Int32, name: [UInt8], limitBytes: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let piece = try readPiece(descriptor, name: name, count: 64 << 10)
      if piece.isEmpty { return bytes }
      guard bytes.count + piece.count <= limitBytes else {
        throw CommandError.usage("\(escapedForDisplay(name)) is larger than \(humanBytes(Int64(limitBytes)))")
      }
      bytes += piece
    }
  }

  /// What comes next from `descriptor`, up to `count` bytes; empty at the end.
  static func readPiece(_ descriptor: Int32, name: [UInt8], count: Int) throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    while true {
      let got = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if got >= 0 { return Array(buffer[..<got]) }
      guard errno == EINTR else {
        throw LocalError(errno: errno, operation: "read", path: PathBytes(bytes: name))
      }
    }
  }
}
