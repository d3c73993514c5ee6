internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// GetObject and HeadObject (S3 API Reference): the same answer, but for the body.
func getObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try GetObjectRequest(request.wire).read
  try wanted.overrides.check()
  if let algorithm = request.wire.headers[StoredEncryption.serverField] {
    throw .invalidArgument(
      StoredEncryption.serverField, algorithm, "The header is not supported for this operation.")
  }
  let customer = try CustomerKeyHeaders.read(request.wire.headers)
  let version = try versionID(wanted.versionID)
  let (bucket, key) = (try request.bucket(), try request.key())
  // HEAD needs no body but to find a part's length.
  if request.isHead, wanted.partNumber == nil {
    let record = try context.storing { (store) throws(BlobStorageError) in
      try store.headObject(bucket, key, version: version)
    }
    _ = try StoredEncryption(record.attributes).key(customer)
    let extent = try extent(of: record, wanted)
    var answer = objectAnswer(record, wanted, extent, body: .headOnly(lengthBytes: extent.lengthBytes))
    if version == nil { try context.addExpiration(of: record, in: bucket, to: &answer) }
    customer?.append(to: &answer.headers, algorithm: false)
    return answer
  }
  // An object of parts that is replaced between two looks at it is looked up anew.
  for _ in 0..<4 {
    let object = try context.storing { (store) throws(BlobStorageError) in
      try store.openObject(bucket, key, version: version)
    }
    let key = try openingKey(of: object, customer, wanted, context)
    guard var answer = try contentAnswer(object, wanted, context, key: key, isHead: request.isHead) else { continue }
    if version == nil { try context.addExpiration(of: object.record, in: bucket, to: &answer) }
    customer?.append(to: &answer.headers, algorithm: false)
    return answer
  }
  throw S3Error(.serviceUnavailable)
}

/// Throws InvalidPart before it asks for a key: whoever asks for a part that is not there needs none.
private func openingKey(
  of object: OpenObject, _ customer: CustomerKeyHeaders?, _ wanted: ReadParameters, _ context: ServerContext
) throws(S3Error) -> CustomerKey? {
  do throws(S3Error) {
    return try StoredEncryption(object.record.attributes).key(customer)
  } catch {
    if let number = wanted.partNumber {
      let look = try context.storingUnlessReplaced { () throws(BlobStorageError) in try object.range(ofPart: number) }
      if let look, look == nil { throw S3Error(.invalidPart, "The object has no part \(number).") }
    }
    throw error
  }
}

/// nil when the object was replaced meanwhile.
private func contentAnswer(
  _ object: OpenObject, _ wanted: ReadParameters, _ context: ServerContext, key: CustomerKey?, isHead: Bool
) throws(S3Error) -> Answer? {
  var extent = try extent(of: object.record, wanted)
  if let number = wanted.partNumber {
    let look = try context.storingUnlessReplaced { () throws(BlobStorageError) in try object.range(ofPart: number) }
    guard let look else { return nil }
    // S3 answers 416 InvalidPartNumber (differs from S3): this is what Ceph answers and its clients expect.
    guard let part = look else { throw S3Error(.invalidPart, "The object has no part \(number).") }
    extent.range = ByteRange(offset: part.start, lengthBytes: part.sizeBytes)
    extent.partCount = object.record.partCount > 0 ? part.partCount : nil
    extent.partChecksum = part.checksum
  }
  guard !isHead else {
    return objectAnswer(object.record, wanted, extent, body: .headOnly(lengthBytes: extent.lengthBytes))
  }
  let range = extent.range
  let pieces = try context.storingUnlessReplaced { () throws(BlobStorageError) in try object.pieces(range, key: key) }
  guard let pieces else { return nil }
  if let bytes = pieces.onlyBytes { return objectAnswer(object.record, wanted, extent, body: .bytes(bytes)) }
  // The first window now: what is damaged there is an error, and a short body needs no second job.
  let reader = AnswerReader(pieces)
  try context.storing { (_) throws(BlobStorageError) in try reader.prefetch() }
  return objectAnswer(object.record, wanted, extent, body: .stream(reader, lengthBytes: extent.lengthBytes))
}

/// The record of the object, or the version, that a request is about. Throws NoSuchKey, NoSuchVersion, and
/// MethodNotAllowed for a delete marker.
func existingObject(
  _ request: VerifiedRequest, _ context: ServerContext, versionID text: String? = nil
) throws(S3Error) -> StoredObject {
  let (bucket, key, version) = (try request.bucket(), try request.key(), try versionID(text))
  return try context.storing { (store) throws(BlobStorageError) in
    try store.headObject(bucket, key, version: version)
  }
}

/// Which bytes an answer has.
private struct Extent {
  /// nil for all.
  var range: ByteRange?
  let sizeBytes: Int64
  var partCount: Int?
  /// Of the part that was asked for.
  var partChecksum: Checksum?

  var lengthBytes: Int64 { range?.lengthBytes ?? sizeBytes }
}

/// Throws NotModified, PreconditionFailed and InvalidRange.
private func extent(of record: StoredObject, _ wanted: ReadParameters) throws(S3Error) -> Extent {
  let range = try ReadExtent.range(
    of: wanted, etag: record.etag, modified: record.modified, sizeBytes: record.sizeBytes)
  return Extent(range: range, sizeBytes: record.sizeBytes)
}

private func objectAnswer(
  _ record: StoredObject, _ wanted: ReadParameters, _ extent: Extent, body: Answer.Body
) -> Answer {
  var response = GetObjectResponse(
    sizeBytes: record.sizeBytes, range: extent.range, etag: record.etag, lastModified: record.modified,
    storageClass: record.storageClass, versionID: record.shownVersion?.description,
    checksums: wanted.wantsChecksum ? record.checksum.map { [$0] } ?? [] : [],
    checksumType: wanted.wantsChecksum ? record.checksum?.type : nil, partCount: extent.partCount)
  if !record.tags.fields.isEmpty { response.tagCount = record.tags.fields.count }
  response.lockMode = record.retention?.mode.rawValue
  response.retainUntil = record.retention?.until
  response.legalHold = record.legalHold.map { $0 ? "ON" : "OFF" }
  if wanted.wantsChecksum, let checksum = extent.partChecksum {
    response.partChecksum = checksum
    response.checksumType = record.checksum?.type
  }
  var answer = Answer(response)
  answer.body = body
  // The stored headers as they are; rebuilding them from a dictionary would sort the metadata anew for every read.
  for field in record.attributes.fields where field.name.utf8.first != UInt8(ascii: ":") {
    answer.headers.append(field.name, field.value)
  }
  if record.attributes["content-type"] == nil { answer.headers.append("content-type", "binary/octet-stream") }
  wanted.overrides.apply(to: &answer.headers)
  return answer
}

extension ResponseOverrides {
  /// Puts the values that the query asks for in the place of the stored ones.
  func apply(to headers: inout HTTPFields) {
    guard !isEmpty else { return }
    let values = [
      ("content-type", contentType), ("content-encoding", contentEncoding), ("content-disposition", contentDisposition),
      ("content-language", contentLanguage), ("cache-control", cacheControl), ("expires", expires),
    ]
    for case (let name, let value?) in values { headers[name] = value }
  }

  /// Throws InvalidArgument for a value that is no header value: a line feed in it would start a header of its own.
  func check() throws(S3Error) {
    let values = [contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl, expires]
    for case let value? in values where value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) {
      throw .invalidArgument("response-*", "", "The value has control characters.")
    }
  }
}
