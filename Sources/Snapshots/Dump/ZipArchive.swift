internal import Digests
internal import StorageModel

/// A zip archive (PKWARE APPNOTE 6.3): entries are stored, not compressed, because their lengths and sums are known
/// only behind them. Sizes have 64 bits throughout. Links are files that say so in their mode; devices are left out.
struct ZipArchive: ArchiveWriter {
  private static let version: UInt16 = 45
  /// Bit 3: lengths and sum follow the content; bit 11: names are UTF-8.
  private static let descriptorFlag: UInt16 = 1 << 3
  private static let textFlag: UInt16 = 1 << 11

  private let writer: any ByteWriter
  private var position: UInt64 = 0
  private var directory: [UInt8] = []
  private var entries: UInt64 = 0

  init(_ writer: any ByteWriter) { self.writer = writer }

  mutating func add(_ path: [UInt8], _ node: TreeNode, sizeBytes: UInt64, _ content: FileContent) async throws {
    let type: UInt32
    switch node.kind {
    case .file: type = 0o100000
    case .directory: type = 0o040000
    case .symlink: type = 0o120000
    default: return
    }
    guard path.count <= Int(UInt16.max) else { return }
    let start = position
    let flags = Self.descriptorFlag | (String(validating: path, as: UTF8.self) == nil ? 0 : Self.textFlag)
    let stamp = Self.dosTime(node.modified)
    var header = ZipBytes()
    header.put(UInt32(0x0403_4b50), Self.version, flags, UInt16(0), stamp.time, stamp.date)
    header.put(UInt32(0), UInt32.max, UInt32.max, UInt16(path.count), UInt16(20))
    header.bytes += path
    header.put(UInt16(1), UInt16(16), UInt64(0), UInt64(0))
    try await write(header.bytes)
    let (sum, length) = try await writeContent(node, content)
    var descriptor = ZipBytes()
    descriptor.put(UInt32(0x0807_4b50), sum, length, length)
    try await write(descriptor.bytes)
    var record = ZipBytes()
    record.put(UInt32(0x0201_4b50), UInt16(3 << 8) | Self.version, Self.version, flags, UInt16(0))
    record.put(stamp.time, stamp.date, sum, UInt32.max, UInt32.max, UInt16(path.count), UInt16(28))
    record.put(UInt16(0), UInt16(0), UInt16(0), (type | node.mode.unixPermissions) << 16, UInt32.max)
    record.bytes += path
    record.put(UInt16(1), UInt16(24), length, length, start)
    directory += record.bytes
    entries += 1
  }

  private mutating func writeContent(_ node: TreeNode, _ content: FileContent) async throws -> (UInt32, UInt64) {
    var sum = CRC32()
    var length: UInt64 = 0
    switch node.kind {
    case .symlink:
      sum.update(node.linkTarget)
      length = UInt64(node.linkTarget.count)
      try await write(node.linkTarget)
    case .file:
      let writer = writer
      try await content.forEachChunk { chunk in
        sum.update(chunk)
        length += UInt64(chunk.count)
        try await writer.write(chunk)
      }
      position += length
    default: break
    }
    return (sum.value, length)
  }

  mutating func finish() async throws {
    let start = position
    try await write(directory)
    let end = position
    var tail = ZipBytes()
    tail.put(UInt32(0x0606_4b50), UInt64(44), UInt16(3 << 8) | Self.version, Self.version, UInt32(0), UInt32(0))
    tail.put(entries, entries, end - start, start)
    tail.put(UInt32(0x0706_4b50), UInt32(0), end, UInt32(1))
    tail.put(UInt32(0x0605_4b50), UInt16(0), UInt16(0), UInt16.max, UInt16.max, UInt32.max, UInt32.max, UInt16(0))
    try await write(tail.bytes)
  }

  private mutating func write(_ bytes: [UInt8]) async throws {
    guard !bytes.isEmpty else { return }
    try await writer.write(bytes)
    position += UInt64(bytes.count)
  }

  /// Two seconds fine, 1980 to 2107, in UTC.
  private static func dosTime(_ time: GoTime) -> (time: UInt16, date: UInt16) {
    let text = Array(GoTime(seconds: time.seconds, nanoseconds: 0).text.utf8)
    func number(_ range: Range<Int>) -> UInt16 { text[range].reduce(0) { $0 &* 10 &+ UInt16($1 &- 48) } }
    let year = number(0..<4)
    guard (1980...2107).contains(year) else { return (0, 0x21) }
    let date = (year - 1980) << 9 | number(5..<7) << 5 | number(8..<10)
    return (number(11..<13) << 11 | number(14..<16) << 5 | number(17..<19) / 2, date)
  }
}

/// Little-endian numbers in a row.
private struct ZipBytes {
  var bytes: [UInt8] = []

  mutating func put(_ values: any FixedWidthInteger...) {
    for value in values { append(value) }
  }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
