internal import ObjectStores
internal import S3Protocol
internal import StorageModel

extension StoredHeaders {
  init(_ headers: ObjectHeaders) {
    self.init(contentType: headers.contentType, metadata: headers.metadata)
    contentEncoding = headers.contentEncoding
    contentDisposition = headers.contentDisposition
    contentLanguage = headers.contentLanguage
    cacheControl = headers.cacheControl
    expires = headers.expires
  }
}

extension WriteHeaders {
  init(_ options: WriteOptions) {
    self.init(
      stored: StoredHeaders(options.headers), storageClass: options.storageClass,
      tags: options.tags.isEmpty ? nil : options.tags.map { ObjectTag(key: $0.name, value: $0.value) })
    serverSideEncryption = options.serverSideEncryption
    kmsKeyID = options.kmsKeyID
    setLock(options.lock)
  }

  mutating func setLock(_ lock: VersionLock?) {
    lockMode = lock?.retention?.mode.rawValue
    retainUntil = lock?.retention?.until
    legalHold = lock?.isHeld == true ? "ON" : nil
  }
}

extension RequestConditions {
  init(_ condition: WriteCondition) {
    switch condition {
    case .always: self.init()
    case .onlyIfAbsent: self.init(ifNoneMatch: .any)
    case .onlyIfMatches(let etag): self.init(ifMatch: .some([etag]))
    }
  }
}
