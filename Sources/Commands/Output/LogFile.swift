import Glibc
import StorageModel

/// The file of `--log-file`: lines are appended with O_APPEND, so that several runs can share it.
struct LogFile: Sendable {
  private let descriptor: Int32

  /// Created with mode 0600; stays open until the process ends.
  init(path: [UInt8]) throws {
    let name = path.map { CChar(bitPattern: $0) } + [0]
    descriptor = Glibc.open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw CommandError.usage(
        "--log-file \(escapedForDisplay(path)): \(errorText(errno))", next: "name a file that can be written")
    }
  }

  /// One write(2) a line. A full disk loses the line: the same text went to standard error.
  func append(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}

/// The message of an errno, as strerror has it.
func errorText(_ number: Int32) -> String {
  var buffer = [UInt8](repeating: 0, count: 256)
  let status = buffer.withUnsafeMutableBytes { bytes -> Int32 in
    guard let base = bytes.bindMemory(to: CChar.self).baseAddress else { return EINVAL }
    return strerror_r(number, base, bytes.count)
  }
  guard status == 0 else { return "error \(number)" }
  return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
}
