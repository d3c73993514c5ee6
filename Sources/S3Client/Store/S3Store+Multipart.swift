internal import HTTPTransport
package import ObjectStores
internal import S3Protocol
package import StorageModel

extension S3Store {
  /// The upload is begun for the checksum of `options.digests`, else for the one that the endpoint takes.
  package func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String {
    let original = service.facts.capability
    var capability = original
    var refusal: StoreError?
    while true {
      let algorithm = capability.algorithm
      let request = CreateMultipartUploadRequest(
        write: WriteHeaders(options), checksumAlgorithm: algorithm,
        checksumType: algorithm == nil ? nil : .fullObject)
      do throws(StoreError) {
        let id = try await service.perform(request, target(key)).value.uploadID
        if refusal != nil, service.facts.lower(to: capability) {
          service.notify(.checksumFallback(from: original, to: capability))
        }
        return id
      } catch {
        guard mayMeanChecksum(error), let weaker = capability.weaker else { throw refusal ?? error }
        refusal = refusal ?? error
        capability = weaker
      }
    }
  }

  package func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart {
    let part = PartAddress(uploadID: uploadID, number: number)
    return try await upload(UploadPartRequest.name, key, body, digests) { plan async throws(StoreError) in
      let request = UploadPartRequest(part: part, body: plan.headers)
      let response = try await service.perform(request, target(key), content: plan.content).value
      try compare(UploadPartRequest.name, key, sent: plan.headers.checksum.value, echoed: response.checksum)
      return UploadedPart(
        number: number, etag: response.etag, sizeBytes: body.lengthBytes,
        checksum: response.checksum ?? plan.headers.checksum.value)
    }
  }

  package func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart {
    let request = UploadPartCopyRequest(
      part: PartAddress(uploadID: uploadID, number: number),
      source: CopySourceHeader(bucket: source.bucket, key: source.key, versionID: source.versionID), range: range,
      sourceConditions: RequestConditions(ifMatch: source.ifMatch.map { .some([$0]) }))
    let answer = try await service.perform(request, target(key), idleTimeout: S3Service.slowAnswerTimeout)
    let result = answer.value.result
    return UploadedPart(number: number, etag: result.etag, sizeBytes: range.lengthBytes, checksum: result.checksum)
  }

  package func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    let algorithm = service.facts.capability.algorithm
    let whole = options.digests.checksum.flatMap {
      $0.algorithm == algorithm && $0.compositePartCount == nil ? $0 : nil
    }
    let request = CompleteMultipartUploadRequest(
      uploadID: uploadID,
      parts: parts.map { part in
        CompleteMultipartUploadRequest.Part(
          number: part.number, etag: part.etag,
          checksum: part.checksum.flatMap { $0.algorithm == algorithm ? $0 : nil })
      }, conditions: try await conditions(options.condition, CompleteMultipartUploadRequest.name, key), checksum: whole,
      checksumType: whole == nil ? nil : .fullObject)
    let response = try await service.perform(
      request, target(key), idleTimeout: S3Service.slowAnswerTimeout
    ).value
    try compare(CompleteMultipartUploadRequest.name, key, sent: whole, echoed: response.checksum)
    return WriteResult(etag: response.etag, versionID: response.versionID, checksum: response.checksum ?? whole)
  }

  package func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError) {
    do throws(StoreError) {
      _ = try await service.perform(AbortMultipartUploadRequest(uploadID: uploadID), target(key))
    } catch {
      guard error.code == .noSuchUpload else { throw error }
    }
  }

  package func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart] {
    var parts: [UploadedPart] = []
    var marker = 0
    while true {
      let request = ListPartsRequest(uploadID: uploadID, partNumberMarker: marker)
      let page = try await service.perform(request, target(key)).value
      for part in page.parts {
        guard part.number > parts.last?.number ?? 0, part.number <= limits.maximumParts else {
          throw invalid(ListPartsRequest.name, key, "the list of parts does not ascend")
        }
        parts.append(
          UploadedPart(number: part.number, etag: part.etag, sizeBytes: part.sizeBytes, checksum: part.checksum))
      }
      guard page.isTruncated else { return parts }
      guard let next = page.nextPartNumberMarker, next > marker else {
        throw invalid(ListPartsRequest.name, key, "the list of parts does not end")
      }
      marker = next
    }
  }

  package func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload] {
    var uploads: [OpenUpload] = []
    var keyMarker: [UInt8] = []
    var idMarker = ""
    while true {
      let request = ListMultipartUploadsRequest(prefix: prefix, keyMarker: keyMarker, uploadIDMarker: idMarker)
      let page = try await service.perform(request, target()).value
      guard page.bucket.isEmpty || page.bucket == bucket.text, page.uploads.allSatisfy({ $0.key.hasPrefix(prefix) })
      else { throw invalid(ListMultipartUploadsRequest.name, nil, "the list of uploads is not the one asked for") }
      uploads += page.uploads.map { OpenUpload(key: $0.key, uploadID: $0.uploadID, initiated: $0.initiated) }
      guard page.isTruncated else { return uploads.sorted(by: Self.ascends) }
      let nextKey = page.nextKeyMarker ?? []
      let nextID = page.nextUploadIDMarker ?? ""
      guard compareBytes(nextKey, keyMarker) > 0 || (nextKey == keyMarker && nextID != idMarker),
        uploads.count <= 1_000_000
      else { throw invalid(ListMultipartUploadsRequest.name, nil, "the list of uploads does not end") }
      keyMarker = nextKey
      idMarker = nextID
    }
  }

  private static func ascends(_ left: OpenUpload, _ right: OpenUpload) -> Bool {
    left.key == right.key ? left.uploadID < right.uploadID : left.key < right.key
  }
}
