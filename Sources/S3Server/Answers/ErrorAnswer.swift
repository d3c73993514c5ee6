internal import BlobStorage
internal import S3Protocol
internal import StorageModel

extension Answer {
  /// The answer to a request that failed; without a document for HEAD and for 304.
  init(_ error: S3Error, path: [UInt8], requestID: String, hostID: String, isHead: Bool) {
    var headers = error.headers
    let status = error.httpStatus
    guard !isHead, status != 304 else {
      self.init(status: status, headers: headers)
      return
    }
    headers.append("Content-Type", "application/xml")
    let document = S3ErrorDocument(
      error, resource: String(decoding: path, as: UTF8.self), requestID: requestID, hostID: hostID)
    self.init(status: status, headers: headers, body: .bytes(document.xml()))
  }
}

extension S3Error {
  /// What a failed verification is called on the wire.
  init(_ failure: SignatureFailure) {
    self.init(S3ErrorCode(rawValue: failure.code.rawValue) ?? .accessDenied, failure.message)
    if let region = failure.expectedRegion { details = [("Region", region)] }
  }

  /// What a refusal or failure of the store is called on the wire. Messages of the disk stay in the log.
  init(_ error: BlobStorageError) {
    switch error.code {
    case .noSuchBucket: self.init(.noSuchBucket)
    case .bucketExists: self.init(.bucketAlreadyOwnedByYou)
    case .bucketNotEmpty: self.init(.bucketNotEmpty)
    // Nothing hides the object: it is not there (Ceph says so, and its clients look).
    case .noSuchKey: self.init(.noSuchKey, headers: HTTPFields([("x-amz-delete-marker", "false")]))
    case .noSuchVersion: self.init(.noSuchVersion)
    case .latestIsDeleteMarker, .versionIsDeleteMarker:
      self.init(error.marker, isLatest: error.code == .latestIsDeleteMarker)
    case .objectLocked: self.init(.accessDenied, "Access Denied because object protected by object lock.")
    case .noObjectLock: self.init(.invalidRequest, "Bucket is missing Object Lock Configuration")
    case .invalidBucketState: self.init(.invalidBucketState, error.message)
    case .noSuchUpload: self.init(.noSuchUpload)
    case .preconditionFailed: self.init(.preconditionFailed)
    case .invalidPart: self.init(.invalidPart, error.message)
    case .invalidPartOrder: self.init(.invalidPartOrder)
    case .partTooSmall: self.init(.entityTooSmall, error.message)
    case .objectTooLarge: self.init(.entityTooLarge)
    case .incompleteBody: self.init(.incompleteBody, error.message)
    case .md5Mismatch, .checksumMismatch: self.init(.badDigest, error.message)
    case .sha256Mismatch: self.init(.contentSHA256Mismatch)
    case .invalidRange: self.init(.invalidRange)
    case .keyRequired:
      self.init(
        .invalidRequest,
        "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to "
          + "retrieve the object.")
    case .wrongKey: self.init(.accessDenied)
    case .storageFull: self.init(.insufficientStorage)
    case .stopped, .replaced, .wouldWait: self.init(.serviceUnavailable)
    case .inputOutput, .damaged, .locked, .newerFormat, .notAStore, .keyMissing: self.init(.internalError)
    }
  }
}

extension S3Error {
  /// What a read says that met a delete marker.
  fileprivate init(_ marker: FoundMarker?, isLatest: Bool) {
    let version = (marker?.version ?? .null).description
    self =
      isLatest
      ? .latestIsDeleteMarker(versionID: version)
      : .versionIsDeleteMarker(versionID: version, lastModified: marker?.modified ?? Timestamp(nanoseconds: 0))
  }
}
