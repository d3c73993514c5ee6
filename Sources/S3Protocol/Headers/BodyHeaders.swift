internal import Digests
package import StorageModel

/// What the headers of an upload say of its body.
package struct BodyHeaders: Hashable, Sendable {
  /// Of the object: `x-amz-decoded-content-length` where the body is chunked in S3's way, else Content-Length. nil
  /// when neither is there.
  package var lengthBytes: Int64?
  /// Content-MD5, 16 bytes.
  package var md5: [UInt8]?
  package var checksum: ChecksumHeaders

  package init(
    lengthBytes: Int64? = nil, md5: [UInt8]? = nil, checksum: ChecksumHeaders = ChecksumHeaders()
  ) {
    self.lengthBytes = lengthBytes
    self.md5 = md5
    self.checksum = checksum
  }

  /// Server: from the headers of a request.
  /// - Throws: InvalidArgument for lengths that are none, InvalidDigest for a Content-MD5 that is not 16 bytes in
  ///   base64, InvalidRequest as ``ChecksumHeaders/init(request:)``.
  package init(request headers: HTTPFields) throws(S3Error) {
    let decoded = try Self.length("x-amz-decoded-content-length", headers)
    let framed = try Self.length("content-length", headers)
    lengthBytes = decoded ?? framed
    if let text = headers["content-md5"] {
      guard let digest = base64Decoded(trimmingSpace(text)), digest.count == 16 else { throw S3Error(.invalidDigest) }
      md5 = digest
    }
    checksum = try ChecksumHeaders(request: headers)
  }

  /// Client: digests only; the length is the transport's to say.
  package func append(to headers: inout HTTPFields) {
    headers.append("Content-MD5", ifPresent: md5.map(base64Encoded))
    headers.append(checksum.value)
  }

  private static func length(_ name: String, _ headers: HTTPFields) throws(S3Error) -> Int64? {
    guard let text = headers[name] else { return nil }
    guard let length = decimalInteger(Array(text.utf8)), length >= 0 else {
      throw .invalidArgument(name, text, "The length is not a number of bytes.")
    }
    return length
  }
}
