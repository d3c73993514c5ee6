internal import BlobStorage
internal import Digests
internal import S3Protocol
internal import StorageModel

/// The content of a PutObject or UploadPart on its way into the store: taken out of its aws-chunked coding where it
/// has one, and compared with everything the request said of it before anything of it counts.
final class ContentUpload: BodySink, @unchecked Sendable {
  // Owner: one request, whose jobs run one after another.
  private let body: BodyWriter
  private let context: ServerContext
  private let complete: @Sendable (StoredBody) throws(S3Error) -> PendingAnswer
  private var decoder: ChunkedPayloadDecoder?
  private var expected: BodyExpectations
  private let trailer: ChecksumAlgorithm?

  /// `algorithm` is the checksum to compute where the request names none. `complete` runs once, with the verified body.
  /// Throws MissingContentLength, EntityTooLarge, InvalidDigest, InvalidRequest.
  init(
    _ request: VerifiedRequest, _ context: ServerContext, algorithm: ChecksumAlgorithm? = nil, key: BodyKey?,
    storageClass: String?,
    complete: @escaping @Sendable (StoredBody) throws(S3Error) -> PendingAnswer
  ) throws(S3Error) {
    let headers = request.wire.headers
    guard request.framing != .none else { throw S3Error(.missingContentLength) }
    let announced = try BodyHeaders(request: headers)
    let checksum = announced.checksum
    expected = BodyExpectations(md5: announced.md5, checksum: checksum.value)
    trailer = checksum.trailer
    var length = request.framing.lengthBytes
    switch request.payload {
    case .sha256(let digest): expected.sha256 = digest
    case .unsigned: break
    case .chunked(let payload):
      decoder = ChunkedPayloadDecoder(payload)
      length = payload.decodedLengthBytes
    }
    let limit = StoreLimit.maximumPutBytes
    guard length ?? 0 <= limit else {
      throw S3Error(.entityTooLarge, details: [("MaxSizeAllowed", String(limit))])
    }
    body = context.store.makeBody(
      BodyDemands(
        lengthBytes: length, maximumBytes: limit, needsSHA256: expected.sha256 != nil,
        checksum: checksum.algorithm ?? algorithm, key: key, storageClass: storageClass))
    self.context = context
    self.complete = complete
  }

  /// Takes the next bytes as they came from the wire.
  func take(_ bytes: UnsafeRawBufferPointer) throws(S3Error) {
    guard decoder != nil else { return try write(bytes) }
    let ranges: [Range<Int>]
    do {
      ranges = try decoder?.decode(bytes) ?? []
    } catch {
      throw S3Error(error)
    }
    for range in ranges { try write(UnsafeRawBufferPointer(rebasing: bytes[range])) }
  }

  /// To be called when the body has ended: compares and makes durable.
  func finish() throws(S3Error) -> PendingAnswer {
    if decoder != nil {
      do {
        let fields = try decoder?.finish() ?? HTTPFields()
        if let trailer { try expect(trailer, from: fields) }
      } catch let failure as SignatureFailure {
        throw S3Error(failure)
      } catch let error as S3Error {
        throw error
      } catch {
        throw S3Error(.internalError)
      }
    }
    let stored = try context.storing { (_) throws(BlobStorageError) in try body.finish(expected) }
    return try complete(stored)
  }

  /// Forgets what came.
  func abandon() { body.abandon() }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(S3Error) {
    try context.storing { (_) throws(BlobStorageError) in try body.write(bytes) }
  }

  private func expect(_ algorithm: ChecksumAlgorithm, from fields: HTTPFields) throws(S3Error) {
    guard let text = fields[algorithm.headerName], let checksum = Checksum(algorithm, headerValue: text),
      checksum.compositePartCount == nil
    else { throw S3Error(.invalidRequest, "Value for \(algorithm.headerName) trailer is invalid.") }
    expected.checksum = checksum
  }
}

/// What the daemon takes at most (S3 User Guide, "Amazon S3 multipart upload limits").
enum StoreLimit {
  static let maximumPutBytes: Int64 = 5 << 30
}
