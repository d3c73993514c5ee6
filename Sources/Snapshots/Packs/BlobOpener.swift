/// Opens blobs one after the other in buffers that it keeps: for what only looks at the content. Of one task.
final class BlobOpener {
  /// Buffers grow in steps of this.
  private static let stepBytes = 256 << 10

  private let key: MasterKey
  private var plain = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var content = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init(_ key: MasterKey) { self.key = key }

  deinit {
    plain.deallocate()
    content.deallocate()
  }

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
    Self.grow(&plain, to: plainBytes)
    guard key.open(sealed, into: plain) else { return nil }
    let opened = UnsafeRawBufferPointer(rebasing: plain[..<plainBytes])
    guard let length = place.uncompressedLength.map({ Int($0) }) else { return opened }
    guard length <= BlobSealer.largestContentBytes, Compression.mayHold(opened, lengthBytes: length) else { return nil }
    Self.grow(&content, to: length)
    let room = UnsafeMutableRawBufferPointer(rebasing: content[..<length])
    return Compression.decompress(opened, into: room) == length ? UnsafeRawBufferPointer(room) : nil
  }

  private static func grow(_ buffer: inout UnsafeMutableRawBufferPointer, to count: Int) {
    // Never empty: an address is needed for what has no bytes, too.
    guard buffer.count < max(1, count) else { return }
    buffer.deallocate()
    let size = (max(1, count) + stepBytes - 1) / stepBytes * stepBytes
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
  }
}
