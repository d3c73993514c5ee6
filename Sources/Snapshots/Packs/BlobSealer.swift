/// What blobs are before they are encrypted, and opens them again; pure.
package enum BlobSealer {
  /// No blob of an honest program is larger: chunks have at most 8 MiB, a tree of a million files 600 MiB.
  static let largestContentBytes = 1 << 30

  /// The content compressed; nil where that does not help or must not be. Trees are compressed in any mode, as in
  /// restic: they shrink to a fourth, and many are read at once. Repositories of version 1 compress nothing.
  static func compressed(
    _ content: UnsafeRawBufferPointer, _ kind: BlobKind, _ mode: CompressionMode, isCompressing: Bool
  ) -> [UInt8]? {
    guard isCompressing, mode != .off || kind == .tree, UInt32(exactly: content.count) != nil,
      kind == .tree || mode == .max || CompressionProbe.shrinks(content)
    else { return nil }
    return Compression.compress(content, mode == .off ? .auto : mode, givesUp: true)
  }

  /// nil when the bytes do not decrypt, or do not decompress to the length that the place claims.
  static func open(_ sealed: UnsafeRawBufferPointer, _ place: BlobPlace, _ key: MasterKey) -> [UInt8]? {
    guard sealed.count == Int(place.length), let plain = key.open(sealed) else { return nil }
    guard let length = place.uncompressedLength else { return plain }
    guard Int(length) <= largestContentBytes,
      let content = Compression.decompress(plain[...], limitBytes: Int(length)), content.count == Int(length)
    else { return nil }
    return content
  }
}
