internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// GetObjectLockConfiguration (S3 API Reference).
func getObjectLockConfiguration(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let bucket = try existingBucket(request, context)
  guard let settings = bucket.objectLock else {
    throw S3Error(.objectLockConfigurationNotFound, details: [("BucketName", bucket.name.text)])
  }
  return Answer(GetObjectLockConfigurationResponse(ObjectLockConfiguration(settings)))
}

/// PutObjectLockConfiguration (S3 API Reference). A bucket with versioning gets object lock by it; it never loses it.
func putObjectLockConfiguration(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try PutObjectLockConfigurationRequest(request.wire)
  let bucket = try request.bucket()
  try context.storing { (store) throws(BlobStorageError) in
    try store.setObjectLock(bucket, ObjectLockSettings(wanted.configuration))
  }
  return Answer(EmptyResponse())
}

/// GetObjectRetention (S3 API Reference).
func getObjectRetention(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try GetObjectRetentionRequest(request.wire)
  let object = try lockableObject(request, context, versionID: wanted.versionID)
  guard let retention = object.retention else { throw S3Error(.noSuchObjectLockConfiguration) }
  return Answer(GetObjectRetentionResponse(RetentionDocument(retention)))
}

/// PutObjectRetention (S3 API Reference).
func putObjectRetention(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try PutObjectRetentionRequest(request.wire)
  let (bucket, key, version) = (try request.bucket(), try request.key(), try versionID(wanted.versionID))
  if let until = wanted.retention?.until { try checkFuture(until, request) }
  let retention = wanted.retention.map { ObjectRetention($0) }
  let bypasses = try request.bypassesGovernance(wanted.bypassesGovernance)
  _ = try context.storing { (store) throws(BlobStorageError) in
    try store.setRetention(retention, of: key, version: version, in: bucket, bypassesGovernance: bypasses)
  }
  return Answer(EmptyResponse())
}

/// GetObjectLegalHold (S3 API Reference).
func getObjectLegalHold(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try GetObjectLegalHoldRequest(request.wire)
  let object = try lockableObject(request, context, versionID: wanted.versionID)
  guard let isHeld = object.legalHold else { throw S3Error(.noSuchObjectLockConfiguration) }
  return Answer(GetObjectLegalHoldResponse(isHeld: isHeld))
}

/// PutObjectLegalHold (S3 API Reference).
func putObjectLegalHold(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try PutObjectLegalHoldRequest(request.wire)
  let (bucket, key, version) = (try request.bucket(), try request.key(), try versionID(wanted.versionID))
  _ = try context.storing { (store) throws(BlobStorageError) in
    try store.setLegalHold(wanted.isHeld, of: key, version: version, in: bucket)
  }
  return Answer(EmptyResponse())
}

/// Throws InvalidArgument for a retention that would be over before it began.
func checkFuture(_ until: Timestamp, _ request: VerifiedRequest) throws(S3Error) {
  guard until > request.now else {
    throw .invalidArgument(
      "x-amz-object-lock-retain-until-date", until.iso8601, "The retain until date must be in the future!")
  }
}

/// The object of a request about locks. Throws InvalidRequest in a bucket without object lock.
private func lockableObject(
  _ request: VerifiedRequest, _ context: ServerContext, versionID: String?
) throws(S3Error) -> StoredObject {
  guard try existingBucket(request, context).objectLock != nil else {
    throw S3Error(.invalidRequest, "Bucket is missing Object Lock Configuration")
  }
  return try existingObject(request, context, versionID: versionID)
}

extension ObjectLockConfiguration {
  fileprivate init(_ settings: ObjectLockSettings) {
    self.init(
      defaultRetention: settings.defaultRetention.map { retention in
        let mode: LockMode = retention.mode == .compliance ? .compliance : .governance
        switch retention.period {
        case .days(let count): return DefaultRetention(mode: mode, days: count)
        case .years(let count): return DefaultRetention(mode: mode, years: count)
        }
      })
  }
}

extension ObjectLockSettings {
  fileprivate init(_ configuration: ObjectLockConfiguration) {
    self.init(
      defaultRetention: configuration.defaultRetention.map { retention in
        let mode: ObjectRetention.Mode = retention.mode == .compliance ? .compliance : .governance
        let years = retention.years.map { DefaultRetention.Period.years($0) }
        return DefaultRetention(mode: mode, period: years ?? .days(retention.days ?? 1))
      })
  }
}

extension ObjectRetention {
  fileprivate init(_ document: RetentionDocument) {
    self.init(mode: document.mode == .compliance ? .compliance : .governance, until: document.until)
  }
}

extension RetentionDocument {
  fileprivate init(_ retention: ObjectRetention) {
    self.init(mode: retention.mode == .compliance ? .compliance : .governance, until: retention.until)
  }
}
