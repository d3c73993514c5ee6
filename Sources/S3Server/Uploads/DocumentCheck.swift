internal import BlobStorage
internal import Digests
internal import S3Protocol
internal import StorageModel

/// Compares a document that came as a request's body with everything the request said of it, and takes it out of its
/// aws-chunked coding.
enum DocumentCheck {
  private static let emptyDigest = sha256([])

  /// The document. Throws BadDigest, InvalidDigest, XAmzContentSHA256Mismatch, IncompleteBody and what the coding
  /// throws.
  static func document(_ body: [UInt8], of request: VerifiedRequest) throws(S3Error) -> [UInt8] {
    let headers = request.wire.headers
    if body.isEmpty, !["PUT", "POST"].contains(request.wire.method) {
      // GET, HEAD and DELETE have no document, whatever else their headers announce.
      if case .sha256(let digest) = request.payload, digest != emptyDigest { throw S3Error(.contentSHA256Mismatch) }
      return body
    }
    let announced = try BodyHeaders(request: headers)
    let checksum = announced.checksum
    var wanted = checksum.value
    var document = body
    switch request.payload {
    case .unsigned: break
    case .sha256(let digest):
      guard sha256(body) == digest else { throw S3Error(.contentSHA256Mismatch) }
    case .chunked(let payload):
      var decoder = ChunkedPayloadDecoder(payload)
      do {
        document = try decoder.decode(body)
        let fields = try decoder.finish()
        if let algorithm = checksum.trailer {
          wanted = fields[algorithm.headerName].flatMap { Checksum(algorithm, headerValue: $0) }
        }
      } catch {
        throw S3Error(error)
      }
    }
    if let md5 = announced.md5, md5 != Digests.md5(document) { throw S3Error(.badDigest) }
    // On CompleteMultipartUpload a checksum is that of the object, not of the document.
    if let wanted, !request.wire.has("uploadId"), checksumOf(document, wanted.algorithm) != wanted {
      throw S3Error(.badDigest)
    }
    return document
  }

  private static func checksumOf(_ bytes: [UInt8], _ algorithm: ChecksumAlgorithm) -> Checksum {
    Digests.checksum(algorithm, of: bytes)
  }
}
