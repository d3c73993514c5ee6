package import StorageModel

/// The headers that a server stores with an object and gives back with it (S3 User Guide, "Working with object
/// metadata").
package struct StoredHeaders: Hashable, Sendable {
  package var contentType: String?
  package var contentEncoding: String?
  package var contentDisposition: String?
  package var contentLanguage: String?
  package var cacheControl: String?
  /// As sent; S3 does not read it.
  package var expires: String?
  /// User metadata, names in lower case without `x-amz-meta-`; empty values count.
  package var metadata: [String: String]

  package init(contentType: String? = nil, metadata: [String: String] = [:]) {
    self.contentType = contentType
    self.metadata = metadata
  }

  /// Server: from the headers of a PUT. `aws-chunked` is a matter of the transfer and taken out of Content-Encoding.
  /// - Throws: MetadataTooLarge.
  package init(request headers: HTTPFields) throws(S3Error) {
    self.init(headers)
    contentEncoding = contentEncoding.flatMap(Self.withoutChunkedCoding)
    metadata = UserMetadata.read(headers, decodingWords: false)
    guard UserMetadata.sizeBytes(metadata) <= UserMetadata.limitBytes else {
      throw S3Error(
        .metadataTooLarge,
        details: [
          ("Size", String(UserMetadata.sizeBytes(metadata))), ("MaxSizeAllowed", String(UserMetadata.limitBytes)),
        ])
    }
  }

  /// Client: from the headers of an answer. Encoded words in metadata are decoded.
  package init(response headers: HTTPFields) {
    self.init(headers)
    metadata = UserMetadata.read(headers, decodingWords: true)
  }

  private init(_ headers: HTTPFields) {
    contentType = headers["content-type"]
    contentEncoding = headers["content-encoding"]
    contentDisposition = headers["content-disposition"]
    contentLanguage = headers["content-language"]
    cacheControl = headers["cache-control"]
    expires = headers["expires"]
    metadata = [:]
  }

  package func append(to headers: inout HTTPFields) {
    if let contentType { headers.append("Content-Type", contentType) }
    if let contentEncoding { headers.append("Content-Encoding", contentEncoding) }
    if let contentDisposition { headers.append("Content-Disposition", contentDisposition) }
    if let contentLanguage { headers.append("Content-Language", contentLanguage) }
    if let cacheControl { headers.append("Cache-Control", cacheControl) }
    if let expires { headers.append("Expires", expires) }
    UserMetadata.append(metadata, to: &headers)
  }

  /// `gzip, aws-chunked` becomes `gzip`; `aws-chunked` alone becomes nil.
  static func withoutChunkedCoding(_ value: String) -> String? {
    let pieces = value.split(separator: ",").map { trimmingSpace(String($0)) }
    let kept = pieces.filter { !equalsIgnoringCase($0, "aws-chunked") && !$0.isEmpty }
    return kept.isEmpty ? nil : kept.count == pieces.count ? value : kept.joined(separator: ",")
  }
}
