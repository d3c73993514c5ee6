internal import Digests
package import LocalFiles
package import ObjectStores
internal import StorageModel

/// Uploads files of one folder to one store.
///
/// What is uploaded is one state of the file: its fingerprint is taken before and after the reading, and when they
/// differ the object is not written (`.source` with `.changedWhileRead`). Each body carries the SHA-256 of exactly
/// the bytes that were read, so a store that checks it cannot be given a mixture.
package struct FileUploader: Sendable {
  /// Up to here a file is read into memory once; above, it is hashed and then sent from the page cache, so that memory
  /// does not grow with the number of transfers.
  static let memoryLimitBytes: Int64 = 1 << 20

  let store: any MultipartStore
  let root: FolderRoot
  let resources: TransferResources

  package init(store: any MultipartStore, root: FolderRoot, resources: TransferResources) {
    self.store = store
    self.root = root
    self.resources = resources
  }

  /// Uploads one file; `progress` counts the bytes of each body when it has arrived.
  package func upload(
    _ request: UploadRequest, progress: @escaping TransferProgress = { _ in }
  ) async throws(TransferError) -> UploadedFile {
    let (file, status) = try sourceErrors { () throws(LocalError) in try root.openWithStatus(request.path) }
    let fingerprint = status.fingerprint
    if let expected = request.expected, expected != fingerprint {
      throw .source(LocalError(.changedWhileRead, operation: "upload", path: request.path))
    }
    let size = fingerprint.sizeBytes
    let layout = MultipartLayout.choose(
      sizeBytes: size, limits: store.limits, preferredPartSizeBytes: request.preferredPartSizeBytes)
    let limit = min(request.singlePutLimitBytes ?? layout?.partSizeBytes ?? 0, store.limits.maximumPutBytes)
    if size <= max(limit, 0), request.resume == nil {
      return size <= Self.memoryLimitBytes
        ? try await putFromMemory(request, file, fingerprint, progress)
        : try await putFromFile(request, file, fingerprint, progress)
    }
    guard let layout else {
      throw .store(
        StoreError(
          .invalidRequest, operation: "CreateMultipartUpload", key: request.key,
          message: "the file has \(size) bytes, more than the store takes"))
    }
    let run = MultipartRun(
      uploader: self, request: request, file: file, fingerprint: fingerprint, layout: layout, progress: progress)
    return try await run.upload()
  }

  private func putFromMemory(
    _ request: UploadRequest, _ file: OpenFile, _ fingerprint: FileFingerprint, _ progress: TransferProgress
  ) async throws(TransferError) -> UploadedFile {
    let size = fingerprint.sizeBytes
    do throws(CancellationError) { try await resources.budget.acquire(size) } catch { throw .cancelled }
    defer { resources.budget.release(size) }
    // One byte more than the size shows a file that grew.
    let bytes = try sourceErrors { () throws(LocalError) in
      let bytes = try file.read(at: 0, count: Int(size) + 1)
      try file.confirm(fingerprint)
      guard bytes.count == Int(size) else {
        throw LocalError(.changedWhileRead, operation: "upload", path: request.path)
      }
      return bytes
    }
    let digests = PartDigests(of: bytes)
    return try await put(request, .bytes(bytes), digests, file, fingerprint, progress)
  }

  private func putFromFile(
    _ request: UploadRequest, _ file: OpenFile, _ fingerprint: FileFingerprint, _ progress: TransferProgress
  ) async throws(TransferError) -> UploadedFile {
    let digests = try await PartDigests.of(file, offset: 0, lengthBytes: fingerprint.sizeBytes)
    try sourceErrors { () throws(LocalError) in try file.confirm(fingerprint) }
    if let copied = try await request.copyKnown?(.whole(sha256: digests.sha256)) {
      return UploadedFile(
        result: copied.result, digest: .whole(sha256: digests.sha256), crc64nvme: digests.crc64nvme, partSizeBytes: 0,
        partCount: 1, fingerprint: fingerprint, sentBytes: 0, copiedFrom: copied.source)
    }
    let region = file.region(offset: 0, lengthBytes: fingerprint.sizeBytes)
    let uploaded = try await put(request, .file(region), digests, file, fingerprint, progress)
    // Sent after it was hashed: a store that does not compare the SHA-256 may have got something else.
    try sourceErrors { () throws(LocalError) in try file.confirm(fingerprint) }
    return uploaded
  }

  private func put(
    _ request: UploadRequest, _ body: BodySource, _ digests: PartDigests, _ file: OpenFile,
    _ fingerprint: FileFingerprint, _ progress: TransferProgress
  ) async throws(TransferError) -> UploadedFile {
    var options = request.options
    options.digests = digests.bodyDigests(request.checksum)
    let finalOptions = options
    let result = try await send(body, file, fingerprint) { (body) throws(StoreError) in
      try await store.put(request.key, body: body, finalOptions)
    }
    progress(digests.sizeBytes)
    return UploadedFile(
      result: result, digest: .whole(sha256: digests.sha256), crc64nvme: digests.crc64nvme, partSizeBytes: 0,
      partCount: 1, fingerprint: fingerprint, sentBytes: digests.sizeBytes)
  }

  /// Sends one body and says whose fault a failure was: a checksum that does not agree because the file changed under
  /// the sender is the file's.
  func send<Value: Sendable>(
    _ body: BodySource, _ file: OpenFile, _ fingerprint: FileFingerprint,
    _ request: (BodySource) async throws(StoreError) -> Value
  ) async throws(TransferError) -> Value {
    do throws(StoreError) {
      guard let bandwidth = resources.bandwidth, bandwidth.isLimiting, body.lengthBytes > 0 else {
        return try await request(body)
      }
      return try await ThrottledBody(body: body, bandwidth: bandwidth).send(request)
    } catch {
      switch error.code {
      case .cancelled: throw .cancelled
      case .sourceFailed:
        try sourceErrors { () throws(LocalError) in try file.confirm(fingerprint) }
        throw .source(LocalError(errno: error.errno ?? 0, operation: "read", path: file.path))
      case .checksumMismatch, .invalidRequest, .invalidResponse, .unreachable, .timeout:
        try sourceErrors { () throws(LocalError) in try file.confirm(fingerprint) }
        throw .store(error)
      default: throw .store(error)
      }
    }
  }
}

extension PartDigests {
  /// What goes along with the body.
  func bodyDigests(_ algorithm: ChecksumAlgorithm?) -> BodyDigests {
    guard algorithm == .crc64nvme else { return BodyDigests(sha256: sha256) }
    return BodyDigests(sha256: sha256, checksum: Checksum(.crc64nvme, bytes: CRC64NVME(value: crc64nvme).bytes))
  }
}
