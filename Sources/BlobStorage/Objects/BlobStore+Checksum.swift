internal import Digests
package import StorageModel

extension BlobStore {
  /// The checksum of an object's bytes, and the number of the version they belong to. nil where the object has a
  /// checksum of that kind already.
  ///
  /// Throws as ``openObject(_:_:version:)``, and `.replaced`.
  package func checksum(
    _ algorithm: ChecksumAlgorithm, of origin: CopyOrigin
  ) throws(BlobStorageError) -> (Int64, Checksum)? {
    let source = try openObject(origin.bucket, origin.key, version: origin.version)
    if let known = source.record.checksum, known.algorithm == algorithm { return nil }
    let values = try digest(source, nil, BodyDemands(lengthBytes: nil, checksum: algorithm))
    return values.checksum.map { (source.record.sequence, $0) }
  }

  /// Reads a stretch of an object.
  func digest(
    _ source: OpenObject, _ range: ByteRange?, _ demands: BodyDemands
  ) throws(BlobStorageError) -> DigestValues {
    var digests = BodyDigests(demands)
    var pieces = try source.pieces(range)
    while let piece = try pieces.next() {
      switch piece {
      case .bytes(let bytes): bytes.withUnsafeBytes { digests.update($0) }
      case .file(var file):
        while let bytes = try file.next() { bytes.withUnsafeBytes { digests.update($0) } }
      }
    }
    return digests.finish()
  }
}
