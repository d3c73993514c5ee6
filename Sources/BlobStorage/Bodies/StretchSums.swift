internal import Digests

/// The CRC-64/NVME of each stretch of 128 KiB of a file, eight bytes each, so that any part of it can be proved without
/// reading the rest: 64 KiB of sums for a GiB, and a read of 4 KiB costs one stretch, about 25 us.
struct StretchSums: Sendable {
  static let stretchBytes = 128 << 10

  private var done: [UInt8] = []
  private var whole = CRC64NVME()
  private var current = CRC64NVME()
  private var currentBytes = 0

  /// Takes the next bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Self.stretchBytes - currentBytes)
      current.update(UnsafeRawBufferPointer(rebasing: piece))
      currentBytes += piece.count
      rest = rest.dropFirst(piece.count)
      if currentBytes == Self.stretchBytes { endStretch() }
    }
  }

  /// The CRC of everything so far.
  var total: CRC64NVME { whole.combined(with: current, lengthBytes: UInt64(currentBytes)) }

  /// The sums; an unfinished stretch has the last one.
  func finish() -> [UInt8] { currentBytes > 0 ? done + current.bytes : done }

  private mutating func endStretch() {
    done += current.bytes
    whole = total
    current = CRC64NVME()
    currentBytes = 0
  }

  /// True when `bytes`, which start at stretch `first` and end with a stretch or with the file, are the ones summed.
  static func prove(_ bytes: UnsafeRawBufferPointer, from first: Int, _ sums: [UInt8]) -> Bool {
    var rest = bytes[...]
    var stretch = first
    while !rest.isEmpty {
      let piece = rest.prefix(stretchBytes)
      var crc = CRC64NVME()
      crc.update(UnsafeRawBufferPointer(rebasing: piece))
      let (low, overflow) = stretch.multipliedReportingOverflow(by: 8)
      guard !overflow, low >= 0, low <= sums.count - 8 else { return false }
      let wanted = sums[low..<low + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard crc.value == wanted else { return false }
      rest = rest.dropFirst(piece.count)
      stretch += 1
    }
    return true
  }
}
