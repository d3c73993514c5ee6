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
    let conditions = RequestConditions(options.condition)
    return try await upload(PutObjectRequest.name, key, body, options.digests) { plan async throws(StoreError) in
      let request = PutObjectRequest(write: write, body: plan.headers, conditions: conditions)
      let response = try await service.perform(request, target(key), content: plan.content).value
      try compare(PutObjectRequest.name, key, sent: plan.headers.checksum.value, echoed: response.checksum)
      return WriteResult(
        etag: response.etag, versionID: response.versionID,
        checksum: response.checksum ?? plan.headers.checksum.value)
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
    if let headers = options.replacingHeaders { write.stored = StoredHeaders(headers) }
    let request = CopyObjectRequest(
      source: CopySourceHeader(bucket: source.bucket, key: source.key, versionID: source.versionID),
      sourceConditions: RequestConditions(ifMatch: source.ifMatch.map { .some([$0]) }),
      conditions: RequestConditions(options.condition), replacesMetadata: options.replacingHeaders != nil, write: write)
    let answer = try await service.perform(request, target(key))
    let result = answer.value.result
    return WriteResult(
      etag: result.etag, versionID: answer.response.fields["x-amz-version-id"], checksum: result.checksum,
      lastModified: result.lastModified)
  }

  /// Keys that XML cannot carry, and conditional deletes that the batch does not know how to express, go one by one.
  package func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] {
    guard items.count <= limits.deleteBatch else {
      throw StoreError(
        .invalidRequest, operation: DeleteObjectsRequest.name, bucket: bucket.text,
        message: "more than \(limits.deleteBatch) objects in one call")
    }
    let together = items.count == 1 ? [] : items.filter { DeleteObjectsRequest.canCarry($0.key) }
    let failures = together.isEmpty ? [:] : try await deleteTogether(together)
    var outcomes: [DeleteOutcome] = []
    outcomes.reserveCapacity(items.count)
    for item in items {
      if items.count == 1 || !DeleteObjectsRequest.canCarry(item.key) {
        outcomes.append(DeleteOutcome(key: item.key, error: try await deleteAlone(item)))
      } else {
        outcomes.append(DeleteOutcome(key: item.key, error: failures[Name(item.key, item.versionID)]))
      }
    }
    return outcomes
  }

  private struct Name: Hashable {
    let key: ObjectKey
    let versionID: String?

    init(_ key: ObjectKey, _ versionID: String?) {
      self.key = key
      self.versionID = versionID.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  /// In the long form of the answer, so that an object which it does not mention is not taken for deleted.
  private func deleteTogether(_ items: [DeleteItem]) async throws(StoreError) -> [Name: StoreError] {
    let request = DeleteObjectsRequest(
      items: items.map { DeleteObjectsRequest.Item(key: $0.key, versionID: $0.versionID, etag: $0.ifMatch) })
    let response = try await service.perform(request, target(), provingDocument: true).value
    var failures: [Name: StoreError] = [:]
    for failure in response.failures where failure.code != .noSuchKey {
      failures[Name(failure.key, failure.versionID)] = StoreError(
        codeName: failure.codeName, message: failure.message, operation: DeleteObjectsRequest.name,
        target: target(failure.key))
    }
    let mentioned = Set(
      response.deleted.map { Name($0.key, $0.versionID) } + response.failures.map { Name($0.key, $0.versionID) })
    for item in items where !mentioned.contains(Name(item.key, item.versionID)) {
      failures[Name(item.key, item.versionID)] = invalid(
        DeleteObjectsRequest.name, item.key, "the answer does not say what became of the object")
    }
    return failures
  }

  /// nil when it is gone. Throws what concerns more than this object.
  private func deleteAlone(_ item: DeleteItem) async throws(StoreError) -> StoreError? {
    var request = DeleteObjectRequest()
    request.versionID = item.versionID
    request.conditions = RequestConditions(ifMatch: item.ifMatch.map { .some([$0]) })
    do throws(StoreError) {
      _ = try await service.perform(request, target(item.key))
      return nil
    } catch {
      switch error.code {
      case .noSuchKey: return nil
      case .preconditionFailed, .invalidRequest, .accessDenied, .unsupported: return error
      default: throw error
      }
    }
  }
}
