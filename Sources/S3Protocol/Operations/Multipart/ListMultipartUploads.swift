package import StorageModel

/// ListMultipartUploads (S3 API Reference). `GET /bucket?uploads`
package struct ListMultipartUploadsRequest: S3Operation, Hashable {
  package typealias Response = ListMultipartUploadsResponse
  package static let name = "ListMultipartUploads"

  package var prefix: [UInt8]
  /// Empty for none.
  package var delimiter: [UInt8]
  /// Only uploads of keys after this one; with an upload id also those of the key itself with a greater id.
  package var keyMarker: [UInt8]
  /// Counts only together with a key marker.
  package var uploadIDMarker: String
  /// 0 to 1,000.
  package var maxUploads: Int
  package var encodesURL: Bool

  package init(
    prefix: [UInt8] = [], delimiter: [UInt8] = [], keyMarker: [UInt8] = [], uploadIDMarker: String = "",
    maxUploads: Int = 1000, encodesURL: Bool = true
  ) {
    self.prefix = prefix
    self.delimiter = delimiter
    self.keyMarker = keyMarker
    self.uploadIDMarker = uploadIDMarker
    self.maxUploads = maxUploads
    self.encodesURL = encodesURL
  }

  package func wireRequest() -> WireRequest {
    var query = [QueryParameter("uploads"), QueryParameter("max-uploads", String(maxUploads))]
    if encodesURL { query.append(QueryParameter("encoding-type", "url")) }
    if !prefix.isEmpty { query.append(QueryParameter("prefix", prefix)) }
    if !delimiter.isEmpty { query.append(QueryParameter("delimiter", delimiter)) }
    if !keyMarker.isEmpty { query.append(QueryParameter("key-marker", keyMarker)) }
    if !uploadIDMarker.isEmpty { query.append(QueryParameter("upload-id-marker", uploadIDMarker)) }
    return WireRequest("GET", query: query)
  }

  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      prefix: try request.bytes("prefix") ?? [], delimiter: try request.bytes("delimiter") ?? [],
      keyMarker: try request.bytes("key-marker") ?? [], uploadIDMarker: try request.text("upload-id-marker") ?? "",
      maxUploads: try request.pageSize("max-uploads"), encodesURL: try request.wantsURLEncoding())
  }
}

/// An open upload in a listing (S3 API Reference, data type MultipartUpload).
package struct UploadSummary: Hashable, Sendable {
  package var key: ObjectKey
  package var uploadID: String
  package var initiated: Timestamp
  package var owner: S3Owner?
  /// nil for STANDARD.
  package var storageClass: String?
  package var checksumAlgorithm: ChecksumAlgorithm?
  package var checksumType: ChecksumType?

  package init(
    key: ObjectKey, uploadID: String, initiated: Timestamp, owner: S3Owner? = nil, storageClass: String? = nil,
    checksumAlgorithm: ChecksumAlgorithm? = nil, checksumType: ChecksumType? = nil
  ) {
    self.key = key
    self.uploadID = uploadID
    self.initiated = initiated
    self.owner = owner
    self.storageClass = storageClass
    self.checksumAlgorithm = checksumAlgorithm
    self.checksumType = checksumType
  }

  /// - Throws: `.badValue` for an upload without key or id.
  init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(key: ObjectKey(bytes: []), uploadID: "", initiated: Timestamp(nanoseconds: 0))
    while let name = try reader.nextChild() {
      switch name {
      case "Key": key = ObjectKey(bytes: try reader.readBytes())
      case "UploadId": uploadID = try reader.readString()
      case "Initiated": initiated = try reader.readTimestamp()
      case "Owner": owner = try S3Owner(&reader)
      case "StorageClass": storageClass = try reader.readStorageClass()
      case "ChecksumAlgorithm": checksumAlgorithm = ChecksumAlgorithm(rawValue: try reader.readString())
      case "ChecksumType": checksumType = ChecksumType(rawValue: try reader.readString())
      default: try reader.skip()
      }
    }
    guard !key.isEmpty, !uploadID.isEmpty else { throw reader.error(.badValue) }
  }

  func write(to writer: inout XMLWriter, encodesURL: Bool) {
    writer.open("Upload")
    writer.element("Key", listed: key.bytes, encodesURL: encodesURL)
    writer.element("UploadId", uploadID)
    writer.element("Initiator", owner)
    writer.element("Owner", owner)
    writer.element("StorageClass", storageClass ?? "STANDARD")
    writer.element("Initiated", initiated)
    writer.element("ChecksumAlgorithm", checksumAlgorithm?.rawValue)
    writer.element("ChecksumType", checksumType?.rawValue)
    writer.close("Upload")
  }
}
