package import StorageModel

extension BlobStore {
  /// True when the store can encrypt with a key of its own.
  package var hasEncryptionKey: Bool { !options.keyring.isEmpty }

  /// The storage class whose own folder takes bodies of `storageClass`; nil for the store's folder. Bodies are shared
  /// between objects of one placement only.
  package func placement(of storageClass: String?) -> String? { isElsewhere(storageClass) ? storageClass : nil }

  /// Reads a stretch of an object and writes it as a new body: for a copy that is encrypted otherwise or lies
  /// elsewhere.
  /// `key` opens the source. Throws `.replaced`, and what reading and writing throw.
  package func rewrite(
    _ source: OpenObject, _ range: ByteRange?, key: CustomerKey?, _ demands: BodyDemands
  ) throws(BlobStorageError) -> StoredBody {
    let body = makeBody(demands)
    var pieces = try source.pieces(range, key: key)
    while let piece = try pieces.next() {
      switch piece {
      case .bytes(let bytes): try write(bytes, to: body)
      case .file(var file):
        while let bytes = try file.next() { try write(bytes, to: body) }
      }
    }
    return try body.finish(BodyExpectations())
  }

  private func write(_ bytes: [UInt8], to body: BodyWriter) throws(BlobStorageError) {
    var failure: BlobStorageError?
    bytes.withUnsafeBytes { buffer in
      do throws(BlobStorageError) {
        try body.write(buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
