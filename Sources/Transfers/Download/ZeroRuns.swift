/// Finds the blocks of zeros in bytes that come in steps: what can be a hole.
struct ZeroRuns {
  /// Shorter runs are not worth a piece of the file's block map.
  static let blockBytes = 64 << 10

  private(set) var runs: [(offset: Int64, lengthBytes: Int64)] = []
  private var position: Int64 = 0

  /// Takes the next bytes; all steps but the last are whole blocks.
  mutating func append(_ step: UnsafeRawBufferPointer) {
    var start = 0
    while start + Self.blockBytes <= step.count {
      if isZero(UnsafeRawBufferPointer(rebasing: step[start..<start + Self.blockBytes])) {
        add(position + Int64(start))
      }
      start += Self.blockBytes
    }
    position += Int64(step.count)
  }

  private mutating func add(_ offset: Int64) {
    let length = Int64(Self.blockBytes)
    if let last = runs.last, last.offset + last.lengthBytes == offset {
      runs[runs.count - 1].lengthBytes += length
    } else {
      runs.append((offset, length))
    }
  }

  private func isZero(_ block: UnsafeRawBufferPointer) -> Bool {
    for index in stride(from: 0, to: block.count, by: 8)
    where block.loadUnaligned(fromByteOffset: index, as: UInt64.self) != 0 {
      return false
    }
    return true
  }
}
