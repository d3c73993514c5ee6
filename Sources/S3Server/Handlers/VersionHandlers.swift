internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// GetBucketVersioning (S3 API Reference): a bucket that never had versioning has no status.
func getBucketVersioning(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let status: VersioningStatus?
  switch try existingBucket(request, context).versioning {
  case nil: status = nil
  case .enabled: status = .enabled
  case .suspended: status = .suspended
  }
  return Answer(GetBucketVersioningResponse(status: status))
}

/// PutBucketVersioning (S3 API Reference).
func putBucketVersioning(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try PutBucketVersioningRequest(request.wire)
  let name = try request.bucket()
  try context.storing { (store) throws(BlobStorageError) in
    try store.setVersioning(name, wanted.status == .enabled ? .enabled : .suspended)
  }
  return Answer(EmptyResponse())
}

/// ListObjectVersions (S3 API Reference).
func listObjectVersions(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try ListObjectVersionsRequest(request.wire)
  let name = try request.bucket()
  let listing = ListingRequest(
    bucket: name, prefix: wanted.prefix, delimiter: wanted.delimiter,
    after: wanted.keyMarker.isEmpty ? nil : wanted.keyMarker, limit: wanted.maxKeys)
  let marker = wanted.versionIDMarker.isEmpty ? nil : try versionID(wanted.versionIDMarker)
  let page = try context.storing { (store) throws(BlobStorageError) in
    try store.listVersions(listing, afterVersion: marker)
  }
  return Answer(
    ListObjectVersionsResponse(
      to: wanted, bucket: name.text, versions: page.versions.map { VersionSummary($0, owner: context.owner) },
      commonPrefixes: page.commonPrefixes, isTruncated: page.next != nil))
}

/// The version that a request names; nil for none. Throws InvalidArgument for a text that never was a version id.
func versionID(_ text: String?) throws(S3Error) -> VersionID? {
  guard let text else { return nil }
  guard let version = VersionID(text) else {
    throw .invalidArgument("versionId", text, "Invalid version id specified")
  }
  return version
}

extension VersionSummary {
  fileprivate init(_ entry: VersionListing.Entry, owner: S3Owner) {
    let object = entry.object
    guard !object.isDeleteMarker else {
      self.init(
        deleteMarker: object.key, versionID: object.version.description, isLatest: entry.isLatest,
        lastModified: object.modified, owner: owner)
      return
    }
    self.init(
      object: ObjectSummary(
        key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, lastModified: object.modified,
        storageClass: object.storageClass, owner: owner, checksumAlgorithm: object.checksum?.algorithm,
        checksumType: object.checksum.map { $0.type }),
      versionID: object.version.description, isLatest: entry.isLatest)
  }
}
