internal import Digests
internal import HTTPTransport
package import ObjectStores
internal import S3Protocol
package import StorageModel

extension S3Store {
  package func put(
    _ key: ObjectKey, body: BodySource, _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    let write = WriteHeaders(options)
    let conditions = try await self.conditions(options.condition, PutObjectRequest.name, key)
    return try await upload(PutObjectRequest.name, key, body, options.digests) { plan async throws(StoreError) in
      let request = PutObjectRequest(write: write, body: plan.headers, conditions: conditions)
      let answer = try await service.perform(request, target(key), content: plan.content)
      let response = answer.value
      try compare(PutObjectRequest.name, key, sent: plan.headers.checksum.value, echoed: response.checksum)
      var result = WriteResult(
        etag: response.etag, versionID: response.versionID,
        checksum: response.checksum ?? plan.headers.checksum.value)
      if answer.response.wasSentAgain { result.unansweredFor = .zero }
      return result
    }
  }

  /// Sends an upload; while it is not known which checksums the endpoint takes, a refusal that may mean the checksum is
  /// answered by a weaker one, and the weaker one is kept when it works.
  func upload<Value: Sendable>(
    _ operation: String, _ key: ObjectKey, _ body: BodySource, _ digests: BodyDigests,
    _ send: (UploadPlan) async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let original = service.facts.capability
    var capability = original
    var refusal: StoreError?
    while true {
      let plan = try await self.plan(operation, key, body, digests, capability)
      do throws(StoreError) {
        let value = try await send(plan)
        if refusal != nil, service.facts.lower(to: capability) {
          service.notify(.checksumFallback(from: original, to: capability))
        }
        return value
      } catch {
        guard body.isRepeatable, mayMeanChecksum(error), let weaker = capability.weaker else {
          throw refusal ?? error
        }
        refusal = refusal ?? error
        capability = weaker
      }
    }
  }

  /// Adds the address to errors of this machine's own.
  private func plan(
    _ operation: String, _ key: ObjectKey, _ body: BodySource, _ digests: BodyDigests, _ capability: ChecksumCapability
  ) async throws(StoreError) -> UploadPlan {
    do {
      return try await UploadPlan(body, digests, scheme: service.settings.endpoint.scheme, capability: capability)
    } catch {
      var error = error
      error.operation = operation
      error.bucket = bucket.text
      error.key = key
      throw error
    }
  }

  /// What endpoints answer to a checksum that they do not know.
  func mayMeanChecksum(_ error: StoreError) -> Bool {
    guard !service.facts.isCapabilityConfirmed else { return false }
    return ["InvalidRequest", "NotImplemented", "InvalidArgument"]
      .contains(error.serviceCode ?? "")
  }

  /// An echo that differs means that other bytes arrived than were sent.
  func compare(
    _ operation: String, _ key: ObjectKey, sent: Checksum?, echoed: Checksum?
  ) throws(StoreError) {
    guard let sent, let echoed, sent.algorithm == echoed.algorithm, echoed.compositePartCount == nil else { return }
    guard sent == echoed else {
      throw StoreError(
        .checksumMismatch, operation: operation, bucket: bucket.text, key: key,
        message: "the endpoint has another checksum than the bytes that were sent")
    }
    if sent.algorithm == service.facts.capability.algorithm { service.facts.confirmCapability() }
  }

  package func copy(
    _ source: CopySource, to key: ObjectKey, _ options: CopyOptions
  ) async throws(StoreError) -> WriteResult {
    var write = WriteHeaders(storageClass: options.storageClass)
    write.setLock(options.lock)
    if let headers = options.replacingHeaders { write.stored = StoredHeaders(headers) }
    let request = CopyObjectRequest(
      source: CopySourceHeader(bucket: source.bucket, key: source.key, versionID: source.versionID),
      sourceConditions: RequestConditions(ifMatch: source.ifMatch.map { .some([$0]) }),
      conditions: try await conditions(options.condition, CopyObjectRequest.name, key),
      replacesMetadata: options.replacingHeaders != nil, write: write)
    let answer = try await service.perform(request, target(key), idleTimeout: S3Service.slowAnswerTimeout)
    let result = answer.value.result
    var written = WriteResult(
      etag: result.etag, versionID: answer.response.fields["x-amz-version-id"], checksum: result.checksum,
      lastModified: result.lastModified)
    if answer.response.wasSentAgain { written.unansweredFor = .zero }
    return written
  }
}
