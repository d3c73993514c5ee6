import CChecksums
import Testing

/// Carry-less multiplication computes what the table computes, for every length and alignment.
@Suite struct FoldingTests {
  @Test(arguments: [cairn_crc_32, cairn_crc_32c, cairn_crc_64_nvme], [cairn_crc_way_fold_128, cairn_crc_way_fold_256])
  func everyLengthAndAlignment(kind: Int, way: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let bytes = generator.bytes(1_100)
    let start = generator.next() & (kind == cairn_crc_64_nvme ? .max : 0xffff_ffff)
    bytes.withUnsafeBytes { buffer in
      for length in 0...1_024 {
        for offset in [0, 1, 8, 13] {
          let piece = buffer.baseAddress?.advanced(by: offset)
          let folded = cairn_crc_update_way(Int32(kind), Int32(way), start, piece, length)
          let table = cairn_crc_update_way(Int32(kind), Int32(cairn_crc_way_table), start, piece, length)
          let best = cairn_crc_update(Int32(kind), start, piece, length)
          guard folded != table || best != table else { continue }
          Issue.record("length \(length), offset \(offset), seed \(seed)")
        }
      }
    }
  }
}
