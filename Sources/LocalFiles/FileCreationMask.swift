/// The umask of the process (umask(2)), read without changing it.
enum FileCreationMask {
  /// 022 where /proc does not tell.
  static let current: UInt32 = {
    // No /proc, no answer: the usual mask is the safe guess.
    guard let file = try? OpenFile.open(absolute: Array("/proc/self/status".utf8)),
      let bytes = try? file.read(at: 0, count: 4096)
    else { return 0o022 }
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "Umask:".utf8) {
      let digits = line.dropFirst(6).filter { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
      return UInt32(String(decoding: digits, as: UTF8.self), radix: 8) ?? 0o022
    }
    return 0o022
  }()
}
