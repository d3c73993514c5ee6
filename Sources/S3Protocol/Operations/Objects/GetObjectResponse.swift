package import StorageModel

/// The headers of an answer to GetObject or HeadObject.
package struct GetObjectResponse: S3OperationResponse, Hashable {
  /// Of the whole object.
  package var sizeBytes: Int64
  /// The part of it in the body; nil for all.
  package var range: ByteRange?
  /// Of the whole object, also where a part was asked for.
  package var etag: ETag
  package var lastModified: Timestamp
  package var stored: StoredHeaders
  /// nil for STANDARD.
  package var storageClass: String?
  package var versionID: String?
  /// Of the whole object; a server leaves them out when a range was asked for.
  package var checksums: [Checksum]
  package var checksumType: ChecksumType?
  /// Of the part in the body, where a part number was asked for: the one checksum that goes with a range.
  package var partChecksum: Checksum?
  /// Only where a part number was asked for.
  package var partCount: Int?
  package var tagCount: Int?
  package var serverSideEncryption: String?
  package var websiteRedirectLocation: String?
  package var lockMode: String?
  package var retainUntil: Timestamp?
  package var legalHold: String?

  package init(
    sizeBytes: Int64, range: ByteRange? = nil, etag: ETag, lastModified: Timestamp,
    stored: StoredHeaders = StoredHeaders(), storageClass: String? = nil, versionID: String? = nil,
    checksums: [Checksum] = [], checksumType: ChecksumType? = nil, partCount: Int? = nil
  ) {
    self.sizeBytes = sizeBytes
    self.range = range
    self.etag = etag
    self.lastModified = lastModified
    self.stored = stored
    self.storageClass = storageClass
    self.versionID = versionID
    self.checksums = checksums
    self.checksumType = checksumType
    self.partCount = partCount
  }

  /// The length of the body of a GET.
  package var bodyLengthBytes: Int64 { range?.lengthBytes ?? sizeBytes }

  /// 206 with Content-Range where there is a range, 200 otherwise. The checksums of the whole object do not go with a
  /// range: clients would compare them with the part that they got.
  package func wireResponse() -> WireResponse {
    var headers = HTTPFields([
      ("Content-Length", String(bodyLengthBytes)), ("ETag", etag.quoted), ("Last-Modified", lastModified.httpDate),
      ("Accept-Ranges", "bytes"),
    ])
    if let range {
      headers.append("Content-Range", ContentRange(range: range, sizeBytes: sizeBytes).headerValue)
      if let partChecksum {
        headers.append(partChecksum)
        headers.append("x-amz-checksum-type", ifPresent: checksumType?.rawValue)
      }
    } else {
      for checksum in checksums { headers.append(checksum) }
      headers.append("x-amz-checksum-type", ifPresent: checksumType?.rawValue)
    }
    stored.append(to: &headers)
    headers.append("x-amz-storage-class", ifPresent: storageClass)
    headers.append("x-amz-version-id", ifPresent: versionID)
    headers.append("x-amz-mp-parts-count", ifPresent: partCount.map(String.init))
    headers.append("x-amz-tagging-count", ifPresent: tagCount.map(String.init))
    headers.append("x-amz-server-side-encryption", ifPresent: serverSideEncryption)
    headers.append("x-amz-website-redirect-location", ifPresent: websiteRedirectLocation)
    headers.append("x-amz-object-lock-mode", ifPresent: lockMode)
    headers.append("x-amz-object-lock-retain-until-date", ifPresent: retainUntil?.iso8601)
    headers.append("x-amz-object-lock-legal-hold", ifPresent: legalHold)
    return WireResponse(status: range == nil ? 200 : 206, headers: headers)
  }

  /// - Throws: for an answer without an ETag, a length or a date, or with a Content-Range that does not agree with its
  ///   Content-Length or status.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    let headers = response.headers
    guard let lastModified = Timestamp(httpDate: try response.required("last-modified")) else {
      throw InvalidResponse("Last-Modified is not a date")
    }
    let extent = try Self.extent(response)
    self.init(
      sizeBytes: extent.sizeBytes, range: extent.range, etag: ETag(try response.required("etag")),
      lastModified: lastModified, stored: StoredHeaders(response: headers),
      storageClass: headers["x-amz-storage-class"].flatMap { $0 == "STANDARD" || $0.isEmpty ? nil : $0 },
      versionID: headers["x-amz-version-id"], checksums: extent.range == nil ? ChecksumHeaders.all(in: headers) : [],
      checksumType: headers["x-amz-checksum-type"].flatMap(ChecksumType.init),
      partCount: headers["x-amz-mp-parts-count"].flatMap { Int($0) })
    tagCount = headers["x-amz-tagging-count"].flatMap { Int($0) }
    serverSideEncryption = headers["x-amz-server-side-encryption"]
    websiteRedirectLocation = headers["x-amz-website-redirect-location"]
    lockMode = headers["x-amz-object-lock-mode"]
    retainUntil = headers["x-amz-object-lock-retain-until-date"].flatMap { Timestamp(iso8601: $0) }
    legalHold = headers["x-amz-object-lock-legal-hold"]
  }

  /// The size of the object and the range in the body.
  private static func extent(_ response: WireResponse) throws(InvalidResponse) -> (sizeBytes: Int64, range: ByteRange?)
  {
    let length = response.headers["content-length"].flatMap { decimalInteger(Array($0.utf8)) }
    guard response.status == 206 else {
      guard let length, length >= 0 else { throw InvalidResponse("the answer has no Content-Length") }
      return (length, nil)
    }
    guard let content = ContentRange(try response.required("content-range")), let range = content.range,
      let size = content.sizeBytes
    else { throw InvalidResponse("Content-Range is not that of a part of an object") }
    guard length == nil || length == range.lengthBytes else {
      throw InvalidResponse("Content-Length and Content-Range do not agree")
    }
    return (size, range)
  }
}
