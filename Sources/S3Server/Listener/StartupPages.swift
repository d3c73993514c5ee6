internal import Glibc

/// The pages of the program that starting it has touched: relocations, tables of types, code that runs once. They are
/// some 20 MiB, and a daemon that waits for requests needs few of them again.
enum StartupPages {
  /// Takes them out of the resident set; the system maps those that are needed again from its cache of the file. To be
  /// called once the daemon is ready. Does nothing where the system does not say what is mapped.
  static func release() {
    for mapping in mappings() where mapping.isNeverWritten {
      madvise(UnsafeMutableRawPointer(bitPattern: mapping.start), Int(mapping.end - mapping.start), MADV_DONTNEED)
    }
  }

  /// A line of proc(5)'s maps: `start-end permissions offset device inode path`.
  struct Mapping: Equatable {
    var start: UInt
    var end: UInt
    var permissions: Substring
    var offset: UInt
    var path: Substring

    init?(_ line: Substring) {
      let words = line.split(separator: " ", maxSplits: 5)
      guard words.count == 6 else { return nil }
      let bounds = words[0].split(separator: "-")
      guard bounds.count == 2, let start = UInt(bounds[0], radix: 16), let end = UInt(bounds[1], radix: 16),
        start < end, let offset = UInt(words[2], radix: 16)
      else { return nil }
      self.start = start
      self.end = end
      self.offset = offset
      permissions = words[1]
      path = words[5].drop { $0 == " " }
    }

    /// Code, and the first, read-only piece of a file. The other read-only pieces were written by the dynamic linker
    /// before they were protected: what is there is not in the file.
    var isNeverWritten: Bool {
      path.hasPrefix("/") && (permissions == "r-xp" || permissions == "r--p" && offset == 0)
    }
  }

  private static func mappings() -> [Mapping] {
    let file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while text.count < 1 << 20 {
      let count = read(file, &buffer, buffer.count)
      guard count > 0 else { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { Mapping($0) }
  }
}
