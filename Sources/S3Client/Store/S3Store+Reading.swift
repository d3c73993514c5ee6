internal import HTTPTransport
package import ObjectStores
internal import S3Protocol
package import StorageModel

extension S3Store {
  package func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    let response = try await service.perform(HeadObjectRequest(parameters(options)), target(key)).value
    return info(response)
  }

  /// The answer must be of the range that was asked for: an endpoint that ignores Range is `.invalidResponse`, not a
  /// longer body.
  package func get(
    _ key: ObjectKey, _ options: ReadOptions, into sink: BodySink
  ) async throws(StoreError) -> GetResult {
    let answer = try await service.perform(GetObjectRequest(parameters(options)), target(key), into: sink)
    let response = answer.value
    if let wanted = options.range { try checkRange(response, wanted, key) }
    let received = answer.response.receivedBytes
    guard received == response.bodyLengthBytes else {
      throw invalid(
        GetObjectRequest.name, key, "\(received) bytes arrived where \(response.bodyLengthBytes) were announced")
    }
    return GetResult(info: info(response), bytes: answer.response.body, receivedBytes: received)
  }

  private func checkRange(
    _ response: GetObjectResponse, _ wanted: ByteRange, _ key: ObjectKey
  ) throws(StoreError) {
    let last = min(wanted.last, response.sizeBytes - 1)
    if let got = response.range, got.first == wanted.first, got.last == last { return }
    // All of the object is what was asked for, too.
    if response.range == nil, wanted.first == 0, wanted.last >= response.sizeBytes - 1 { return }
    throw invalid(GetObjectRequest.name, key, "the answer is not the range that was asked for (\(wanted.headerValue))")
  }

  private func parameters(_ options: ReadOptions) -> ReadParameters {
    ReadParameters(
      range: options.range.map { RangeHeader($0) }, versionID: options.versionID, partNumber: options.partNumber,
      conditions: RequestConditions(
        ifMatch: options.ifMatch.map { .some([$0]) }, ifNoneMatch: options.ifNoneMatch.map { .some([$0]) }),
      wantsChecksum: options.wantsChecksum && options.range == nil && service.settings.asksForChecksums)
  }

  private func info(_ response: GetObjectResponse) -> ObjectInfo {
    var info = ObjectInfo(
      sizeBytes: response.sizeBytes, etag: response.etag, lastModified: response.lastModified,
      headers: ObjectHeaders(response.stored), storageClass: response.storageClass, versionID: response.versionID,
      checksums: response.checksums, partCount: response.partCount)
    // With any but AES256 the ETag is no MD5: whoever verifies a download must know.
    info.serverSideEncryption = response.serverSideEncryption
    info.lock = VersionLock(response)
    return info
  }
}

extension VersionLock {
  /// nil where the answer names no lock.
  fileprivate init?(_ response: GetObjectResponse) {
    self.init(isHeld: response.legalHold == "ON")
    if let mode = response.lockMode.flatMap({ Mode(rawValue: $0) }), let until = response.retainUntil {
      retention = Retention(mode: mode, until: until)
    }
    if self == VersionLock() { return nil }
  }
}

extension ObjectHeaders {
  init(_ stored: StoredHeaders) {
    self.init(contentType: stored.contentType, metadata: stored.metadata)
    contentEncoding = stored.contentEncoding.flatMap(withoutTransferCoding)
    contentDisposition = stored.contentDisposition
    contentLanguage = stored.contentLanguage
    cacheControl = stored.cacheControl
    expires = stored.expires
  }
}

/// Some servers store the coding of the upload's transfer and give it back: it says nothing of the object.
private func withoutTransferCoding(_ value: String) -> String? {
  let codings = value.split(separator: ",").map { trim($0) }.filter { $0 != "aws-chunked" }
  return codings.isEmpty ? nil : codings.joined(separator: ",")
}
