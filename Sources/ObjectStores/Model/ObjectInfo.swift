package import StorageModel

/// The headers with which an object was written and is served.
package struct ObjectHeaders: Hashable, Sendable {
  package var contentType: String?
  package var contentEncoding: String?
  package var contentDisposition: String?
  package var contentLanguage: String?
  package var cacheControl: String?
  package var expires: String?
  /// User metadata, names in lower case without `x-amz-meta-`.
  package var metadata: [String: String]

  package init(contentType: String? = nil, metadata: [String: String] = [:]) {
    self.contentType = contentType
    self.metadata = metadata
  }
}

/// What a store says of an object.
package struct ObjectInfo: Sendable {
  /// Of the whole object, also where only a range of it was read.
  package var sizeBytes: Int64
  package var etag: ETag
  package var lastModified: Timestamp
  package var headers: ObjectHeaders
  package var storageClass: String?
  package var versionID: String?
  /// Of the whole object; empty when the store did not say, or when a range was read.
  package var checksums: [Checksum]
  /// Only where a part number was asked for.
  package var partCount: Int?
  /// `AES256`, `aws:kms`, `aws:kms:dsse`, or `customer` for SSE-C; with any but the first the ETag is no MD5. nil
  /// when the store did not say.
  package var serverSideEncryption: String?
  /// nil when the store did not say: S3 says so only to who may ask for the retention and the legal hold.
  package var lock: VersionLock?

  package init(
    sizeBytes: Int64, etag: ETag, lastModified: Timestamp, headers: ObjectHeaders = ObjectHeaders(),
    storageClass: String? = nil, versionID: String? = nil, checksums: [Checksum] = [], partCount: Int? = nil
  ) {
    self.sizeBytes = sizeBytes
    self.etag = etag
    self.lastModified = lastModified
    self.headers = headers
    self.storageClass = storageClass
    self.versionID = versionID
    self.checksums = checksums
    self.partCount = partCount
  }
}

/// The answer of ``ObjectStore/get(_:_:into:)``.
package struct GetResult: Sendable {
  package var info: ObjectInfo
  /// The body, where the sink was ``BodySink/memory(limitBytes:)``; empty otherwise.
  package var bytes: [UInt8]
  /// How many bytes went into the sink.
  package var receivedBytes: Int64

  package init(info: ObjectInfo, bytes: [UInt8], receivedBytes: Int64) {
    self.info = info
    self.bytes = bytes
    self.receivedBytes = receivedBytes
  }
}
