internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// GetObjectAttributes (S3 API Reference).
func getObjectAttributes(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try GetObjectAttributesRequest(request.wire)
  let object = try existingObject(request, context, versionID: wanted.versionID)
  _ = try StoredEncryption(object.attributes).key(try CustomerKeyHeaders.read(request.wire.headers))
  var response = GetObjectAttributesResponse(
    lastModified: object.modified, versionID: object.shownVersion?.description)
  if wanted.attributes.contains(.etag) { response.etag = object.etag }
  if wanted.attributes.contains(.objectSize) { response.sizeBytes = object.sizeBytes }
  if wanted.attributes.contains(.storageClass) { response.storageClass = object.storageClass ?? "STANDARD" }
  if wanted.attributes.contains(.checksum), let checksum = object.checksum {
    response.checksum = checksum
    response.checksumType = checksum.type
  }
  if wanted.attributes.contains(.objectParts), object.partCount > 0 {
    response.parts = try objectParts(object, wanted, context)
  }
  return Answer(response)
}

/// The parts are numbered as they were uploaded. S3 lists them only where they have checksums; here they are always
/// listed (differs from S3).
private func objectParts(
  _ object: StoredObject, _ wanted: GetObjectAttributesRequest, _ context: ServerContext
) throws(S3Error) -> GetObjectAttributesResponse.ObjectParts {
  let found = try context.storing { (store) throws(BlobStorageError) in
    try store.parts(of: object, after: wanted.partNumberMarker, limit: wanted.maxParts + 1)
  }
  let page = found.prefix(wanted.maxParts)
  return GetObjectAttributesResponse.ObjectParts(
    totalCount: object.partCount, partNumberMarker: wanted.partNumberMarker,
    nextPartNumberMarker: page.last?.number ?? wanted.partNumberMarker, maxParts: wanted.maxParts,
    isTruncated: wanted.maxParts > 0 && found.count > page.count,
    parts: page.map { .init(number: $0.number, sizeBytes: $0.sizeBytes, checksum: $0.checksum) })
}

/// GetObjectTorrent (S3 API Reference): no object has one.
func getObjectTorrent(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  _ = try existingObject(request, context, versionID: try request.wire.text("versionId"))
  throw S3Error(.noSuchKey, "The object has no torrent.")
}
