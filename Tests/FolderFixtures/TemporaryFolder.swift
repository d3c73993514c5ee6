internal import Glibc
internal import Synchronization

/// A folder that is removed when the last reference goes.
package final class TemporaryFolder: Sendable {
  package let path: String
  private let number = Atomic<Int>(0)

  package init() throws {
    var template = Array("/tmp/cairn-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemFailure("mkdtemp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { removeTree(Array(path.utf8)) }

  /// 1, 2, 3, ...
  package func nextNumber() -> Int { number.add(1, ordering: .relaxed).newValue }

  /// Makes a folder inside.
  package func folder(_ name: String) throws -> String {
    let made = path + "/" + name
    guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw SystemFailure("mkdir \(made)") }
    return made
  }
}

/// errno, as a value that a default argument may use.
package func lastError() -> Int32 { errno }

/// A call of the operating system that failed.
package struct SystemFailure: Error, CustomStringConvertible {
  package var description: String

  package init(_ what: String, _ number: Int32 = lastError()) {
    description = "\(what): \(String(cString: strerror(number)))"
  }
}

/// Removes a file, or a folder with everything in it.
package func removeTree(_ path: [UInt8]) {
  for name in namesInFolder(path) { removeTree(path + [UInt8(ascii: "/")] + name) }
  path.withPath { pointer in
    if unlink(pointer) != 0 { rmdir(pointer) }
  }
}

/// The names in a folder but `.` and `..`, in byte order; empty for what is no folder. Symbolic links are not followed.
package func namesInFolder(_ path: [UInt8]) -> [[UInt8]] {
  var facts = stat()
  guard path.withPath({ lstat($0, &facts) }) == 0, facts.st_mode & S_IFMT == S_IFDIR else { return [] }
  guard let stream = path.withPath({ opendir($0) }) else { return [] }
  defer { closedir(stream) }
  var names: [[UInt8]] = []
  while let entry = readdir(stream) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
    if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
  }
  return names.sorted { $0.lexicographicallyPrecedes($1) }
}

extension [UInt8] {
  /// The bytes as a C string.
  package func withPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (self + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a terminated path is never empty") }
      return body(start)
    }
  }
}

/// Writes a file, making the folders above it; `modified` in seconds.
package func writeFile(_ path: [UInt8], _ content: [UInt8], mode: UInt32 = 0o644, modified: Int? = nil) throws {
  for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
    Array(path[..<index]).withPath { _ = mkdir($0, 0o755) }
  }
  let descriptor = path.withPath { creat($0, mode) }
  guard descriptor >= 0 else { throw SystemFailure("create \(String(decoding: path, as: UTF8.self))") }
  defer { close(descriptor) }
  var written = 0
  while written < content.count {
    let count = content.withUnsafeBytes { bytes in
      bytes.baseAddress.map { write(descriptor, $0 + written, bytes.count - written) } ?? -1
    }
    guard count > 0 else { throw SystemFailure("write") }
    written += count
  }
  fchmod(descriptor, mode)
  if let modified { setModified(descriptor, seconds: modified) }
}

package func writeFile(_ path: String, _ content: String, mode: UInt32 = 0o644, modified: Int? = nil) throws {
  try writeFile(Array(path.utf8), Array(content.utf8), mode: mode, modified: modified)
}

private func setModified(_ descriptor: Int32, seconds: Int) {
  let time = timespec(tv_sec: seconds, tv_nsec: 123_456_000)
  futimens(descriptor, [time, time])
}

/// The whole file.
package func readBytes(_ path: String) throws -> [UInt8] { try readBytes(Array(path.utf8)) }

package func readBytes(_ path: [UInt8]) throws -> [UInt8] {
  guard let file = path.withPath({ fopen($0, "re") }) else { throw SystemFailure("open") }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = fread(&piece, 1, piece.count, file)
    guard count > 0 else { return bytes }
    bytes += piece[..<count]
  }
}
