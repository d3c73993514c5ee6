internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// ListObjectsV2 (S3 API Reference).
func listObjectsV2(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  guard try request.wire.text("list-type") == "2" else {
    throw .invalidArgument("list-type", "", "The list type must be 2.")
  }
  let wanted = try ListObjectsV2Request(request.wire)
  try checkUnordered(request, delimiter: wanted.delimiter)
  let after = try ListingToken.after(wanted)
  let name = try request.bucket()
  let listing = ListingRequest(
    bucket: name, prefix: wanted.prefix, delimiter: wanted.delimiter, after: after, limit: wanted.maxKeys)
  let page = try context.storing { (store) throws(BlobStorageError) in try store.list(listing) }
  return Answer(
    ListObjectsV2Response(
      to: wanted, bucket: name.text,
      objects: page.objects.map { ObjectSummary($0, owner: wanted.fetchesOwner ? context.owner : nil) },
      commonPrefixes: page.commonPrefixes, nextContinuationToken: page.last.map { ListingToken.text($0) }))
}

/// ListObjects (S3 API Reference).
func listObjects(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try ListObjectsRequest(request.wire)
  try checkUnordered(request, delimiter: wanted.delimiter)
  let name = try request.bucket()
  let listing = ListingRequest(
    bucket: name, prefix: wanted.prefix, delimiter: wanted.delimiter,
    after: wanted.marker.isEmpty ? nil : wanted.marker, limit: wanted.maxKeys)
  let page = try context.storing { (store) throws(BlobStorageError) in try store.list(listing) }
  return Answer(
    ListObjectsResponse(
      to: wanted, bucket: name.text, objects: page.objects.map { ObjectSummary($0, owner: context.owner) },
      commonPrefixes: page.commonPrefixes, isTruncated: page.isTruncated))
}

/// Ceph's allow-unordered: the order that a listing has anyway is allowed. Throws InvalidArgument together with a
/// delimiter, as Ceph does.
private func checkUnordered(_ request: VerifiedRequest, delimiter: [UInt8]) throws(S3Error) {
  guard let value = try request.wire.text("allow-unordered"), value == "true", !delimiter.isEmpty else { return }
  throw .invalidArgument("allow-unordered", value, "An unordered listing cannot have a delimiter.")
}

/// ListMultipartUploads (S3 API Reference).
func listMultipartUploads(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try ListMultipartUploadsRequest(request.wire)
  let name = try request.bucket()
  let listing = ListingRequest(
    bucket: name, prefix: wanted.prefix, delimiter: wanted.delimiter,
    after: wanted.keyMarker.isEmpty ? nil : wanted.keyMarker, limit: wanted.maxUploads)
  var afterID: UploadID?
  if !wanted.uploadIDMarker.isEmpty, !wanted.keyMarker.isEmpty {
    guard let id = UploadID(wanted.uploadIDMarker) else {
      throw .invalidArgument("upload-id-marker", wanted.uploadIDMarker, "Invalid uploadId marker")
    }
    afterID = id
  }
  let page = try context.storing { (store) throws(BlobStorageError) in
    try store.listUploads(listing, afterID: afterID)
  }
  let uploads = page.uploads.map { upload in
    UploadSummary(
      key: upload.key, uploadID: upload.id.description, initiated: upload.initiated,
      owner: context.owner(of: upload.attributes),
      storageClass: upload.storageClass, checksumAlgorithm: upload.checksumAlgorithm,
      checksumType: upload.checksumAlgorithm.map { _ in ChecksumType(upload.checksumKind) })
  }
  return Answer(
    ListMultipartUploadsResponse(
      to: wanted, bucket: name.text, uploads: uploads, commonPrefixes: page.commonPrefixes,
      isTruncated: page.next != nil))
}

extension ObjectSummary {
  init(_ object: ListedVersion, owner: S3Owner?) {
    self.init(
      key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, lastModified: object.modified,
      storageClass: object.storageClass, owner: owner, checksumAlgorithm: object.checksumAlgorithm,
      checksumType: object.checksumAlgorithm.map { _ in object.isChecksumComposite ? .composite : .fullObject })
  }
}

extension ChecksumType {
  init(_ kind: ChecksumKind) { self = kind == .composite ? .composite : .fullObject }
}

extension Checksum {
  /// What it covers.
  var type: ChecksumType { compositePartCount == nil ? .fullObject : .composite }
}
