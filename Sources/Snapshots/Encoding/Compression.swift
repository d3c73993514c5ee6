internal import CZstd

/// How hard data is compressed, by the names of restic's option.
package enum CompressionMode: String, Sendable, CaseIterable {
  case off
  case fastest
  case auto
  case max

  /// zstd's level. restic's encoder is another one, with speeds of its own; these are the levels that its documentation
  /// compares them with.
  fileprivate var level: Int32 {
    switch self {
    case .off, .fastest: 1
    case .auto: 3
    case .max: 11
    }
  }
}

/// zstd (RFC 8878), a buffer at a time. Each thread keeps its contexts: about 1 MiB at the default level.
package enum Compression {
  /// One frame that holds `content`. nil when it would not be smaller and `givesUp` is set.
  package static func compress(
    _ content: UnsafeRawBufferPointer, _ mode: CompressionMode, givesUp: Bool
  ) -> [UInt8]? {
    let bound = givesUp ? content.count : cairn_zstd_bound(content.count)
    let frame = [UInt8](unsafeUninitializedCapacity: bound) { out, count in
      count = cairn_zstd_compress(mode.level, content.baseAddress, content.count, out.baseAddress, bound)
    }
    return frame.isEmpty || (givesUp && frame.count >= content.count) ? nil : frame
  }

  /// One frame that holds `content`, whatever its length becomes.
  package static func compress(_ content: [UInt8], _ mode: CompressionMode = .auto) -> [UInt8] {
    // Never nil where there is room for the worst case.
    content.withUnsafeBytes { compress($0, mode, givesUp: false) } ?? []
  }

  /// The content of `bytes`, which must be a frame and nothing else; nil for damaged bytes and for more than
  /// `limitBytes` of content. Memory for the content is taken only as the frame claims it, and never over the limit.
  package static func decompress(_ bytes: UnsafeRawBufferPointer, limitBytes: Int) -> [UInt8]? {
    let claimed = cairn_zstd_claimed_length(bytes.baseAddress, bytes.count)
    if claimed >= 0 {
      guard claimed <= Int64(limitBytes) else { return nil }
      return decompress(bytes, capacity: Int(claimed))
    }
    guard claimed == -1 else { return nil }
    // A frame that was written without knowing its length: guess, and double the guess.
    var capacity = min(limitBytes, Swift.max(1 << 16, bytes.count))
    while true {
      if let content = decompress(bytes, capacity: capacity) { return content }
      guard capacity < limitBytes else { return nil }
      capacity = capacity > limitBytes / 2 ? limitBytes : capacity * 2
    }
  }

  /// As for a buffer.
  package static func decompress(_ bytes: ArraySlice<UInt8>, limitBytes: Int) -> [UInt8]? {
    bytes.withUnsafeBytes { decompress($0, limitBytes: limitBytes) }
  }

  /// Whether the frame in `bytes` claims this length, or none.
  static func mayHold(_ bytes: UnsafeRawBufferPointer, lengthBytes: Int) -> Bool {
    let claimed = cairn_zstd_claimed_length(bytes.baseAddress, bytes.count)
    return claimed == -1 || claimed == Int64(lengthBytes)
  }

  /// The length of the content, which is in `room` then; nil for damaged bytes and for more than there is room for.
  static func decompress(_ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> Int? {
    let result = cairn_zstd_decompress(bytes.baseAddress, bytes.count, room.baseAddress, room.count)
    return result < 0 ? nil : result
  }

  private static func decompress(_ bytes: UnsafeRawBufferPointer, capacity: Int) -> [UInt8]? {
    var result = 0
    let content = [UInt8](unsafeUninitializedCapacity: capacity) { out, count in
      result = cairn_zstd_decompress(bytes.baseAddress, bytes.count, out.baseAddress, capacity)
      count = Swift.max(0, result)
    }
    return result < 0 ? nil : content
  }
}
