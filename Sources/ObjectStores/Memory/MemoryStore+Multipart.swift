internal import Digests
package import StorageModel
internal import Synchronization

extension MemoryStore: MultipartStore {
  package func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String {
    try checkCancellation("CreateMultipartUpload")
    return endpoint.state.withLock { state in
      state.uploadCount += 1
      let uploadID = "upload-\(state.uploadCount)"
      let upload = MemoryEndpoint.StoredUpload(key: key, options: options, initiated: endpoint.now())
      state.buckets[name, default: MemoryEndpoint.Bucket()].uploads[uploadID] = upload
      return uploadID
    }
  }

  package func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart {
    try checkCancellation("UploadPart")
    let bytes = try await collect(body, key: key)
    try verify(bytes, digests, key: key, operation: "UploadPart")
    return try keep(bytes, checksum: digests.checksum, key: key, uploadID: uploadID, number: number)
  }

  package func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart {
    let store = MemoryStore(endpoint: endpoint, name: source.bucket, limits: limits)
    let conditions = ReadOptions(versionID: source.versionID, ifMatch: source.ifMatch)
    let object = try store.stored(source.key, conditions, operation: "UploadPartCopy")
    guard range.last < Int64(object.body.count) else {
      throw error(.invalidRequest, "UploadPartCopy", key, 400, "InvalidRange", "the range ends after the source")
    }
    let bytes = Array(object.body[Int(range.first)...Int(range.last)])
    return try keep(bytes, checksum: nil, key: key, uploadID: uploadID, number: number)
  }

  package func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    let upload = try openUpload(key, uploadID, operation: "CompleteMultipartUpload")
    guard !parts.isEmpty, zip(parts, parts.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
      throw error(.invalidRequest, "CompleteMultipartUpload", key, 400, "InvalidPartOrder", "parts do not ascend")
    }
    var body: [UInt8] = []
    var hashes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      guard let kept = upload.parts[part.number], kept.part.etag == part.etag else {
        let message = "no part \(part.number)"
        throw error(.invalidRequest, "CompleteMultipartUpload", key, 400, "InvalidPart", message)
      }
      guard index == parts.count - 1 || Int64(kept.body.count) >= limits.minimumPartBytes else {
        let message = "part \(part.number) is too small"
        throw error(.invalidRequest, "CompleteMultipartUpload", key, 400, "EntityTooSmall", message)
      }
      body += kept.body
      hashes += md5(kept.body)
    }
    try verify(body, options.digests, key: key, operation: "CompleteMultipartUpload")
    var writeOptions = upload.options
    writeOptions.digests = options.digests
    let etag = ETag(hexadecimal(md5(hashes)) + "-\(parts.count)")
    let object = MemoryEndpoint.StoredObject(body: body, info: info(of: body, etag: etag, writeOptions))
    let result = try write(object, to: key, options.condition, operation: "CompleteMultipartUpload")
    endpoint.state.withLock { state in
      _ = state.buckets[name]?.uploads.removeValue(forKey: uploadID)
    }
    return result
  }

  package func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError) {
    endpoint.state.withLock { state in
      _ = state.buckets[name]?.uploads.removeValue(forKey: uploadID)
    }
  }

  package func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart] {
    try openUpload(key, uploadID, operation: "ListParts").parts.values.map(\.part).sorted { $0.number < $1.number }
  }

  package func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload] {
    try checkCancellation("ListMultipartUploads")
    let uploads = endpoint.state.withLock { $0.buckets[name]?.uploads ?? [:] }
    return uploads.filter { $0.value.key.hasPrefix(prefix) }
      .map { OpenUpload(key: $0.value.key, uploadID: $0.key, initiated: $0.value.initiated) }
      .sorted { ($0.key, $0.uploadID) < ($1.key, $1.uploadID) }
  }

  private func openUpload(
    _ key: ObjectKey, _ uploadID: String, operation: String
  ) throws(StoreError) -> MemoryEndpoint.StoredUpload {
    try checkCancellation(operation)
    let upload = endpoint.state.withLock { $0.buckets[name]?.uploads[uploadID] }
    guard let upload, upload.key == key else {
      throw error(.noSuchUpload, operation, key, 404, "NoSuchUpload", "the upload does not exist")
    }
    return upload
  }

  private func keep(
    _ bytes: [UInt8], checksum: Checksum?, key: ObjectKey, uploadID: String, number: Int
  ) throws(StoreError) -> UploadedPart {
    guard (1...limits.maximumParts).contains(number) else {
      throw error(.invalidRequest, "UploadPart", key, 400, "InvalidArgument", "no such part number")
    }
    _ = try openUpload(key, uploadID, operation: "UploadPart")
    let part = UploadedPart(
      number: number, etag: ETag(hexadecimal(md5(bytes))), sizeBytes: Int64(bytes.count), checksum: checksum)
    endpoint.state.withLock { state in
      state.buckets[name]?.uploads[uploadID]?.parts[number] = (part, bytes)
    }
    return part
  }
}
