/// A blob as it is stored: compressed where that helps, then encrypted.
package struct SealedBlob: Sendable {
  package var handle: BlobHandle
  package var bytes: [UInt8]
  /// nil when it is not compressed.
  package var uncompressedLength: UInt32?
}

/// Seals blobs and opens them again; pure.
package enum BlobSealer {
  /// No blob of an honest program is larger: chunks have at most 8 MiB, a tree of a million files 600 MiB.
  static let largestContentBytes = 1 << 30

  /// Trees are compressed in any mode, as in restic: they shrink to a fourth, and many are read at once. Repositories
  /// of version 1 compress nothing.
  static func seal(
    _ content: UnsafeRawBufferPointer, _ handle: BlobHandle, _ mode: CompressionMode, isCompressing: Bool,
    _ key: MasterKey
  ) -> SealedBlob {
    if isCompressing, mode != .off || handle.kind == .tree, let length = UInt32(exactly: content.count),
      handle.kind == .tree || mode == .max || CompressionProbe.shrinks(content),
      let packed = Compression.compress(content, mode == .off ? .auto : mode, givesUp: true)
    {
      return SealedBlob(
        handle: handle, bytes: packed.withUnsafeBytes { key.seal($0) }, uncompressedLength: length)
    }
    return SealedBlob(handle: handle, bytes: key.seal(content), uncompressedLength: nil)
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
