internal import Digests
internal import S3Protocol
internal import StorageModel

/// Which bytes of an object a read gets.
enum ReadExtent {
  /// nil for all. Throws NotModified, PreconditionFailed and InvalidRange.
  static func range(
    of wanted: ReadParameters, etag: ETag, modified: Timestamp, sizeBytes: Int64
  ) throws(S3Error) -> ByteRange? {
    switch wanted.conditions.verdictForRead(etag: etag, lastModified: modified) {
    case .proceed: break
    case .preconditionFailed: throw S3Error(.preconditionFailed)
    case .notModified:
      // What a cache needs to go on with what it has (RFC 9110, section 15.4.5).
      throw S3Error(
        .notModified, headers: HTTPFields([("ETag", etag.quoted), ("Last-Modified", modified.httpDate)]))
    }
    guard let header = wanted.range else { return nil }
    guard case .partial(let range) = header.resolve(sizeBytes: sizeBytes) else {
      throw S3Error(
        .invalidRange, details: [("ActualObjectSize", String(sizeBytes))],
        headers: HTTPFields([("Content-Range", ContentRange(range: nil, sizeBytes: sizeBytes).headerValue)]))
    }
    return range
  }
}

/// The continuation token of ListObjectsV2: the last key or prefix of the page before, in hexadecimal.
enum ListingToken {
  static func text(_ last: [UInt8]) -> String { hexadecimal(last) }

  /// What a page begins after. Throws InvalidArgument for a token that is none.
  static func after(_ request: ListObjectsV2Request) throws(S3Error) -> [UInt8]? {
    guard let token = request.continuationToken, !token.isEmpty else { return request.startAfter }
    guard let decoded = hexadecimalDecoded(token), !decoded.isEmpty else {
      throw .invalidArgument("continuation-token", token, "The continuation token provided is incorrect")
    }
    return decoded
  }
}
