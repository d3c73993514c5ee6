package import StorageModel

/// ListParts (S3 API Reference). `GET /bucket/key?uploadId=ID`
package struct ListPartsRequest: S3Operation, Hashable {
  package typealias Response = ListPartsResponse
  package static let name = "ListParts"

  package var uploadID: String
  /// Only parts with greater numbers.
  package var partNumberMarker: Int
  /// 0 to 1,000.
  package var maxParts: Int

  package init(uploadID: String, partNumberMarker: Int = 0, maxParts: Int = 1000) {
    self.uploadID = uploadID
    self.partNumberMarker = partNumberMarker
    self.maxParts = maxParts
  }

  package func wireRequest() -> WireRequest {
    var query = [QueryParameter("max-parts", String(maxParts))]
    if partNumberMarker > 0 { query.append(QueryParameter("part-number-marker", String(partNumberMarker))) }
    query.append(QueryParameter("uploadId", uploadID))
    return WireRequest("GET", query: query)
  }

  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      uploadID: try request.required("uploadId"),
      partNumberMarker: try request.integer("part-number-marker", in: 0...Int64(Int32.max)).map(Int.init) ?? 0,
      maxParts: try request.pageSize("max-parts"))
  }
}

/// A part in a listing (S3 API Reference, data type Part).
package struct PartSummary: Hashable, Sendable {
  package var number: Int
  package var etag: ETag
  package var sizeBytes: Int64
  package var lastModified: Timestamp?
  package var checksum: Checksum?

  package init(
    number: Int, etag: ETag, sizeBytes: Int64, lastModified: Timestamp? = nil, checksum: Checksum? = nil
  ) {
    self.number = number
    self.etag = etag
    self.sizeBytes = sizeBytes
    self.lastModified = lastModified
    self.checksum = checksum
  }
}

/// One page of the parts of an upload.
package struct ListPartsResponse: S3OperationResponse, Hashable {
  package var bucket: String
  package var key: ObjectKey
  package var uploadID: String
  package var partNumberMarker: Int
  package var maxParts: Int
  package var parts: [PartSummary]
  package var isTruncated: Bool
  package var nextPartNumberMarker: Int?
  package var owner: S3Owner?
  /// nil for STANDARD.
  package var storageClass: String?
  package var checksumAlgorithm: ChecksumAlgorithm?
  package var checksumType: ChecksumType?

  /// Server: echoes the request.
  package init(
    to request: ListPartsRequest, bucket: String, key: ObjectKey, parts: [PartSummary], isTruncated: Bool,
    owner: S3Owner? = nil, storageClass: String? = nil, checksumAlgorithm: ChecksumAlgorithm? = nil,
    checksumType: ChecksumType? = nil
  ) {
    self.bucket = bucket
    self.key = key
    uploadID = request.uploadID
    partNumberMarker = request.partNumberMarker
    maxParts = request.maxParts
    self.parts = parts
    self.isTruncated = isTruncated
    nextPartNumberMarker = parts.last?.number ?? request.partNumberMarker
    self.owner = owner
    self.storageClass = storageClass
    self.checksumAlgorithm = checksumAlgorithm
    self.checksumType = checksumType
  }

  package func wireResponse() -> WireResponse {
    var writer = XMLWriter(reservingBytes: 1024 + 256 * parts.count)
    writer.openRoot("ListPartsResult")
    writer.element("Bucket", bucket)
    writer.element("Key", bytes: key.bytes)
    writer.element("UploadId", uploadID)
    writer.element("Initiator", owner)
    writer.element("Owner", owner)
    writer.element("StorageClass", storageClass ?? "STANDARD")
    writer.element("PartNumberMarker", partNumberMarker)
    writer.element("NextPartNumberMarker", nextPartNumberMarker)
    writer.element("MaxParts", maxParts)
    writer.element("IsTruncated", isTruncated)
    writer.element("ChecksumAlgorithm", checksumAlgorithm?.rawValue)
    writer.element("ChecksumType", checksumType?.rawValue)
    for part in parts {
      writer.open("Part")
      writer.element("PartNumber", part.number)
      writer.element("LastModified", part.lastModified)
      writer.element("ETag", part.etag)
      writer.element("Size", part.sizeBytes)
      writer.element(part.checksum)
      writer.close("Part")
    }
    writer.close("ListPartsResult")
    return WireResponse(xml: writer.finish())
  }
}
