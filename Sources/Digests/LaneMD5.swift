internal import CChecksums

/// MD5 of many messages that come in pieces, eight at a time in the lanes of a vector: five times the rate of one
/// message alone. A value: a copy goes on by itself.
package struct LaneMD5: Sendable {
  private var state = cairn_md5_state()

  package init() { cairn_md5_start(&state) }

  /// Feeds the i-th piece to the i-th digest. There must be a piece, which may be empty, for each digest; it pays
  /// from two digests on.
  package static func update(_ digests: inout [LaneMD5], with pieces: [UnsafeRawBufferPointer]) {
    let count = min(digests.count, pieces.count)
    let bytes: [UnsafeRawPointer?] = pieces.map(\.baseAddress)
    let lengths = pieces.map(\.count)
    digests.withUnsafeMutableBytes { states in
      cairn_md5_update_all(
        states.assumingMemoryBound(to: cairn_md5_state.self).baseAddress, bytes, lengths, count)
    }
  }

  /// The 16 bytes of the digest of all that came so far. More may follow.
  package func finalize() -> [UInt8] {
    withUnsafePointer(to: state) { state in
      [UInt8](unsafeUninitializedCapacity: 16) { out, count in
        cairn_md5_value(state, out.baseAddress)
        count = 16
      }
    }
  }
}

/// The MD5 digests of buffers of any lengths, in their order.
package func md5(each buffers: [UnsafeRawBufferPointer]) -> [[UInt8]] {
  var digests = [LaneMD5](repeating: LaneMD5(), count: buffers.count)
  LaneMD5.update(&digests, with: buffers)
  return digests.map { $0.finalize() }
}
