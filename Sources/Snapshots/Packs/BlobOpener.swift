/// Opens blobs one after the other in memory that it keeps: for what only looks at the content. Of one task.
final class BlobOpener {
  /// Memory grows in steps of this.
  private static let stepBytes = 256 << 10

  private let key: MasterKey
  /// What was decrypted, and behind it what that decompresses to.
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init(_ key: MasterKey) { self.key = key }

  deinit { memory.deallocate() }

  /// Whether the bytes decrypt, decompress to the length that the place claims, and have the digest.
  func holds(_ sealed: UnsafeRawBufferPointer, _ blob: BlobLocation) -> Bool {
    guard let content = open(sealed, blob.place) else { return false }
    return StorageID(of: content) == blob.handle.id
  }

  /// The content, valid until the next call; nil when the bytes do not decrypt, or do not decompress to the length that
  /// the place claims.
  private func open(_ sealed: UnsafeRawBufferPointer, _ place: BlobPlace) -> UnsafeRawBufferPointer? {
    guard sealed.count == Int(place.length), sealed.count >= MasterKey.overheadBytes else { return nil }
    let plainBytes = sealed.count - MasterKey.overheadBytes
    let length = place.uncompressedLength.map { Int($0) }
    guard length ?? 0 <= BlobSealer.largestContentBytes else { return nil }
    grow(to: plainBytes + (length ?? 0))
    let plain = UnsafeMutableRawBufferPointer(rebasing: memory[..<plainBytes])
    guard key.open(sealed, into: plain) else { return nil }
    let opened = UnsafeRawBufferPointer(plain)
    guard let length else { return opened }
    guard Compression.mayHold(opened, lengthBytes: length) else { return nil }
    let room = UnsafeMutableRawBufferPointer(rebasing: memory[plainBytes..<plainBytes + length])
    return Compression.decompress(opened, into: room) == length ? UnsafeRawBufferPointer(room) : nil
  }

  private func grow(to count: Int) {
    // Never empty: an address is needed for what has no bytes, too.
    guard memory.count < max(1, count) else { return }
    memory.deallocate()
    let size = (max(1, count) + Self.stepBytes - 1) / Self.stepBytes * Self.stepBytes
    memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
  }
}
