internal import LocalFiles
package import ObjectStores
package import StorageModel

/// Copies objects inside one endpoint: one request, or above the store's limit (5 GiB on S3) a multipart copy in
/// ranges, all of which name the ETag of the source.
package struct ObjectCopier: Sendable {
  private static let rangeBytes: Int64 = 512 << 20
  private static let maximumWidth = 8

  private let store: any MultipartStore
  private let resources: TransferResources

  /// `store` is the target.
  package init(store: any MultipartStore, resources: TransferResources) {
    self.store = store
    self.resources = resources
  }

  /// Copies `source`, whose size is known from a listing. A multipart copy cannot take over headers by itself:
  /// `sourceHeaders` are what HEAD said of the source, used unless `options` replaces them.
  package func copy(
    _ source: CopySource, sizeBytes: Int64, sourceHeaders: ObjectHeaders, to key: ObjectKey,
    _ options: CopyOptions = CopyOptions()
  ) async throws(TransferError) -> WriteResult {
    do throws(StoreError) {
      guard sizeBytes > store.limits.maximumCopyBytes else { return try await store.copy(source, to: key, options) }
      return try await copyInParts(source, sizeBytes, sourceHeaders, key, options)
    } catch {
      throw TransferError(error)
    }
  }

  private func copyInParts(
    _ source: CopySource, _ sizeBytes: Int64, _ sourceHeaders: ObjectHeaders, _ key: ObjectKey, _ options: CopyOptions
  ) async throws(StoreError) -> WriteResult {
    let range = min(Self.rangeBytes, store.limits.maximumCopyBytes)
    guard
      let layout = MultipartLayout.choose(
        sizeBytes: sizeBytes, limits: store.limits, preferredPartSizeBytes: range)
    else {
      throw StoreError(.invalidRequest, operation: "UploadPartCopy", key: key, message: "too large for this store")
    }
    var writeOptions = WriteOptions(
      headers: options.replacingHeaders ?? sourceHeaders, condition: options.condition,
      storageClass: options.storageClass)
    writeOptions.lock = options.lock
    let uploadID = try await store.createUpload(key, writeOptions)
    do throws(StoreError) {
      let parts = try await copyParts(source, layout, key, uploadID)
      return try await store.completeUpload(key, uploadID: uploadID, parts: parts, writeOptions)
    } catch {
      await abortInAnyCase(store, key, uploadID)
      throw error
    }
  }

  private func copyParts(
    _ source: CopySource, _ layout: MultipartLayout, _ key: ObjectKey, _ uploadID: String
  ) async throws(StoreError) -> [UploadedPart] {
    let width = max(1, min(Self.maximumWidth, resources.gate.limit))
    let result = await collectParts(1...layout.partCount, width: width) { number in
      guard let part = layout.part(number), let range = ByteRange(offset: part.offset, lengthBytes: part.lengthBytes)
      else { return .failure(StoreError(.invalidRequest, operation: "UploadPartCopy", key: key, message: "no range")) }
      do throws(StoreError) {
        return .success(
          try await store.copyPart(source, range: range, to: key, uploadID: uploadID, number: number))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

/// Makes parts side by side, `width` at a time, and returns them in order; the first failure stops the rest.
func collectParts<Failure: Error>(
  _ numbers: ClosedRange<Int>, width: Int,
  _ make: @escaping @Sendable (Int) async -> Result<UploadedPart, Failure>
) async -> Result<[UploadedPart], Failure> {
  await withTaskGroup(of: Result<UploadedPart, Failure>.self) { group in
    var parts: [UploadedPart] = []
    var failure: Failure?
    var next = numbers.lowerBound
    var running = 0
    while running > 0 || (failure == nil && next <= numbers.upperBound) {
      while failure == nil, running < width, next <= numbers.upperBound {
        let number = next
        group.addTask { await make(number) }
        running += 1
        next += 1
      }
      guard let outcome = await group.next() else { break }
      running -= 1
      switch outcome {
      case .success(let part): parts.append(part)
      case .failure(let error):
        if failure == nil { failure = error }
        group.cancelAll()
      }
    }
    if let failure { return .failure(failure) }
    return .success(parts.sorted { $0.number < $1.number })
  }
}

/// Aborts an upload also when the task was cancelled, which would stop the request. When the abort fails, the error
/// that led here is the one to report.
func abortInAnyCase(_ store: any MultipartStore, _ key: ObjectKey, _ uploadID: String) async {
  // try?: see above; `uploads abort` finds what is left.
  await uncancelled { try? await store.abortUpload(key, uploadID: uploadID) }
}
