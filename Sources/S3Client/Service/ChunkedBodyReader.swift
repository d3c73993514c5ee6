internal import Digests
internal import S3Protocol
internal import StorageModel

/// A streamed body in aws-chunked coding, with the checksum of what passed in its trailer
/// (S3 API Reference, "Transferring payload in multiple chunks").
actor ChunkedBodyReader: ByteReader {
  /// Of every chunk but the last: S3 takes 8 KiB and more.
  static let chunkBytes = 64 << 10

  private let source: any ByteReader
  private var encoder: ChunkedPayloadEncoder
  private var hasher: ChecksumHasher?
  private var left: Int64
  /// Coded and not yet given out, from `offset` on.
  private var coded: [UInt8] = []
  private var offset = 0
  private var hasEnded = false

  init(_ source: any ByteReader, lengthBytes: Int64, signer: ChunkSigner?, trailer: ChecksumAlgorithm?) {
    self.source = source
    left = lengthBytes
    encoder = ChunkedPayloadEncoder(signer: signer)
    hasher = trailer.map { ChecksumHasher(algorithm: $0) }
  }

  /// The length of the coded body; nil on overflow.
  static func codedLengthBytes(_ lengthBytes: Int64, isSigned: Bool, trailer: ChecksumAlgorithm?) -> Int64? {
    ChunkedPayloadEncoder.encodedLengthBytes(
      decodedLengthBytes: lengthBytes, chunkBytes: Int64(chunkBytes), isSigned: isSigned,
      trailer: HTTPFields(
        trailer.map { [field(Checksum($0, bytes: [UInt8](repeating: 0, count: $0.lengthBytes)))] } ?? []))
  }

  func read(limit: Int) async throws -> [UInt8] {
    while offset == coded.count, !hasEnded { try await fill() }
    let end = min(coded.count, offset + max(limit, 1))
    let piece = Array(coded[offset..<end])
    offset = end
    return piece
  }

  private func fill() async throws {
    var chunk: [UInt8] = []
    let wanted = Int(min(left, Int64(Self.chunkBytes)))
    chunk.reserveCapacity(wanted)
    while chunk.count < wanted {
      let piece = try await source.read(limit: wanted - chunk.count)
      guard !piece.isEmpty, piece.count <= wanted - chunk.count else {
        throw EnvironmentFailure("the source is not as long as announced")
      }
      chunk += piece
    }
    left -= Int64(chunk.count)
    offset = 0
    coded = []
    guard chunk.isEmpty else {
      hasher?.update(chunk)
      coded.reserveCapacity(chunk.count + 128)
      coded += chunk.withUnsafeBytes { encoder.chunkHead($0) }
      coded += chunk
      coded += ChunkedPayloadEncoder.chunkTail
      return
    }
    coded = encoder.end(trailer: HTTPFields(hasher.map { [Self.field($0.finalize())] } ?? []))
    hasEnded = true
  }

  private static func field(_ checksum: Checksum) -> (name: String, value: String) {
    (checksum.algorithm.headerName, checksum.headerValue)
  }
}
