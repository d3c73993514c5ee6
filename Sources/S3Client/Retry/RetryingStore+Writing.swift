internal import Digests
package import ObjectStores
package import StorageModel

extension RetryingStore {
  package func put(
    _ key: ObjectKey, body: BodySource, _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    guard body.isRepeatable else { return try await base.put(key, body: body, options) }
    return try await retrier.write { (last) async throws(StoreError) in
      do throws(StoreError) {
        return try await base.put(key, body: body, options)
      } catch {
        guard error.code == .preconditionFailed, last?.leavesOutcomeOpen == true,
          let written = try await written(key, body.lengthBytes, options)
        else { throw error }
        return written
      }
    }
  }

  package func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String {
    try await retrier.run { [base] (_, _) async throws(StoreError) in try await base.createUpload(key, options) }
  }

  package func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart {
    try await retrier.run(mayRepeat: { body.isRepeatable }) { [base] (_, _) async throws(StoreError) in
      try await base.uploadPart(key, uploadID: uploadID, number: number, body: body, digests: digests)
    }
  }

  package func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart {
    try await retrier.run { [base] (_, _) async throws(StoreError) in
      try await base.copyPart(source, range: range, to: key, uploadID: uploadID, number: number)
    }
  }

  package func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    try await retrier.run { (_, last) async throws(StoreError) in
      do throws(StoreError) {
        return try await base.completeUpload(key, uploadID: uploadID, parts: parts, options)
      } catch {
        let isGone = error.code == .noSuchUpload || error.code == .preconditionFailed
        guard isGone, last?.leavesOutcomeOpen == true, let done = try await completed(key, parts, options) else {
          throw error
        }
        return done
      }
    }
  }

  package func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError) {
    try await retrier.run { [base] (_, _) async throws(StoreError) in
      try await base.abortUpload(key, uploadID: uploadID)
    }
  }

  package func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart] {
    try await retrier.run { [base] (_, _) async throws(StoreError) in
      try await base.listParts(key, uploadID: uploadID)
    }
  }

  package func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload] {
    try await retrier.run { [base] (_, _) async throws(StoreError) in try await base.listUploads(prefix: prefix) }
  }

  /// The object of a put whose answer was lost, if it is there with our length and checksum; nil otherwise.
  private func written(
    _ key: ObjectKey, _ lengthBytes: Int64, _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult? {
    guard let info = try await stored(key), info.sizeBytes == lengthBytes, let sent = options.digests.checksum,
      info.checksums.contains(sent)
    else { return nil }
    return WriteResult(etag: info.etag, versionID: info.versionID, checksum: sent)
  }

  /// The object of a completion whose answer was lost: its size is that of the parts, and its ETag the one they make,
  /// or its checksum the one expected. nil otherwise.
  private func completed(
    _ key: ObjectKey, _ parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult? {
    let size = parts.reduce(Int64(0)) { $0 &+ $1.sizeBytes }
    guard let info = try await stored(key), info.sizeBytes == size else { return nil }
    let isSameChecksum = options.digests.checksum.map { info.checksums.contains($0) } ?? false
    guard isSameChecksum || multipartETag(of: parts) == info.etag else { return nil }
    return WriteResult(etag: info.etag, versionID: info.versionID, checksum: info.checksums.first)
  }

  private func stored(_ key: ObjectKey) async throws(StoreError) -> ObjectInfo? {
    do throws(StoreError) {
      return try await base.head(key, ReadOptions())
    } catch {
      if error.code == .noSuchKey { return nil }
      throw error
    }
  }
}

extension StoreError {
  /// True when the endpoint may have done what was asked, although it failed to say so.
  var leavesOutcomeOpen: Bool {
    switch code {
    case .timeout, .unreachable, .serverError, .invalidResponse: true
    default: false
    }
  }
}

/// The tag that S3 gives an object of these parts: the MD5 of their MD5s, and their number. nil when a part's tag is
/// not an MD5.
func multipartETag(of parts: [UploadedPart]) -> ETag? {
  var digests: [UInt8] = []
  for part in parts {
    guard part.etag.isMD5Shaped, let digest = hexadecimalDecoded(part.etag.value) else { return nil }
    digests += digest
  }
  return parts.isEmpty ? nil : ETag("\(hexadecimal(md5(digests)))-\(parts.count)")
}
