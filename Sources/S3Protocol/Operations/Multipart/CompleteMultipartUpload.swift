internal import Digests
package import StorageModel

/// CompleteMultipartUpload (S3 API Reference). `POST /bucket/key?uploadId=ID`
package struct CompleteMultipartUploadRequest: S3Operation, Hashable {
  package typealias Response = CompleteMultipartUploadResponse
  package static let name = "CompleteMultipartUpload"
  package static let maximumParts = 10_000

  package struct Part: Hashable, Sendable {
    package var number: Int
    package var etag: ETag
    package var checksum: Checksum?

    package init(number: Int, etag: ETag, checksum: Checksum? = nil) {
      self.number = number
      self.etag = etag
      self.checksum = checksum
    }
  }

  package var uploadID: String
  /// In ascending order of their numbers.
  package var parts: [Part]
  package var conditions: RequestConditions
  /// Of the whole object. A composite one may come without its `-N`: some clients leave it out.
  package var checksum: Checksum?
  package var checksumType: ChecksumType?
  /// `x-amz-mp-object-size`: what the parts must add up to.
  package var objectSizeBytes: Int64?

  package init(
    uploadID: String, parts: [Part], conditions: RequestConditions = RequestConditions(), checksum: Checksum? = nil,
    checksumType: ChecksumType? = nil, objectSizeBytes: Int64? = nil
  ) {
    self.uploadID = uploadID
    self.parts = parts
    self.conditions = conditions
    self.checksum = checksum
    self.checksumType = checksumType
    self.objectSizeBytes = objectSizeBytes
  }

  package func wireRequest() -> WireRequest {
    var writer = XMLWriter(reservingBytes: 256 + 160 * parts.count)
    writer.openRoot("CompleteMultipartUpload")
    for part in parts {
      writer.open("Part")
      writer.element("PartNumber", part.number)
      writer.element("ETag", part.etag)
      writer.element(part.checksum)
      writer.close("Part")
    }
    writer.close("CompleteMultipartUpload")
    var request = WireRequest("POST", query: [QueryParameter("uploadId", uploadID)], body: writer.finish())
    request.headers.append("Content-Type", "application/xml")
    conditions.append(to: &request.headers)
    request.headers.append(checksum)
    request.headers.append("x-amz-checksum-type", ifPresent: checksumType?.rawValue)
    request.headers.append("x-amz-mp-object-size", ifPresent: objectSizeBytes.map(String.init))
    return request
  }

  /// - Throws: MalformedXML for no parts, more than 10,000, or one without ETag; InvalidPartOrder; InvalidArgument
  ///   for a part number that is none.
  package init(_ request: WireRequest) throws(S3Error) {
    self.init(uploadID: try request.required("uploadId"), parts: [])
    parts = try request.document { (reader) throws(XMLError) in try Self.readParts(&reader) }
    guard !parts.isEmpty else { throw S3Error(.malformedXML) }
    for part in parts where !(1...Self.maximumParts).contains(part.number) {
      throw .invalidArgument(
        "partNumber", String(part.number), "Part number must be an integer between 1 and 10000, inclusive")
    }
    // Who sent a part twice may name it twice; what was sent last counts (differs from S3, which refuses it).
    var kept: [Part] = []
    kept.reserveCapacity(parts.count)
    for part in parts {
      if let last = kept.last, last.number >= part.number {
        guard last.number == part.number else { throw S3Error(.invalidPartOrder) }
        kept.removeLast()
      }
      kept.append(part)
    }
    parts = kept
    conditions = RequestConditions(request.headers)
    checksum = try ChecksumHeaders(request: request.headers).value
    checksumType = try ChecksumHeaders.type(in: request.headers)
    if let text = request.headers["x-amz-mp-object-size"] {
      guard let size = decimalInteger(Array(text.utf8)), size >= 0 else {
        throw .invalidArgument("x-amz-mp-object-size", text, "The size is not a number of bytes.")
      }
      objectSizeBytes = size
    }
  }

  private static func readParts(_ reader: inout XMLReader) throws(XMLError) -> [Part] {
    var parts: [Part] = []
    try reader.enter("CompleteMultipartUpload")
    while let name = try reader.nextChild() {
      guard name == "Part", parts.count < maximumParts else { throw reader.error(.badValue) }
      parts.append(try Part(&reader))
    }
    try reader.finish()
    return parts
  }
}

extension CompleteMultipartUploadRequest.Part {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var number: Int64?
    var etag: ETag?
    self.init(number: 0, etag: ETag(verbatim: ""))
    while let name = try reader.nextChild() {
      switch name {
      case "PartNumber": number = try reader.readInteger()
      case "ETag": etag = try reader.readETag()
      default: try reader.readChecksum(named: name, into: &checksum)
      }
    }
    guard let number, let etag else { throw reader.error(.badValue) }
    self.number = Int(clamping: number)
    self.etag = etag
  }
}

/// What a server says of an object made of parts.
package struct CompleteMultipartUploadResponse: S3OperationResponse, Hashable {
  /// The URL of the object.
  package var location: String
  package var bucket: String
  package var key: ObjectKey
  package var etag: ETag
  package var checksum: Checksum?
  package var checksumType: ChecksumType?
  package var versionID: String?

  package init(
    location: String, bucket: String, key: ObjectKey, etag: ETag, checksum: Checksum? = nil,
    checksumType: ChecksumType? = nil, versionID: String? = nil
  ) {
    self.location = location
    self.bucket = bucket
    self.key = key
    self.etag = etag
    self.checksum = checksum
    self.checksumType = checksumType
    self.versionID = versionID
  }

  package func wireResponse() -> WireResponse {
    var writer = XMLWriter()
    writer.openRoot("CompleteMultipartUploadResult")
    writer.element("Location", location)
    writer.element("Bucket", bucket)
    writer.element("Key", bytes: key.bytes)
    writer.element("ETag", etag)
    writer.element(checksum)
    writer.element("ChecksumType", checksumType?.rawValue)
    writer.close("CompleteMultipartUploadResult")
    var headers = HTTPFields()
    headers.append("x-amz-version-id", ifPresent: versionID)
    return WireResponse(xml: writer.finish(), headers: headers)
  }

  /// - Throws: for an answer without an ETag, too.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(location: "", bucket: "", key: ObjectKey(bytes: []), etag: ETag(verbatim: ""))
    var result = self
    try response.document { (reader) throws(XMLError) in
      try reader.enter("CompleteMultipartUploadResult")
      while let name = try reader.nextChild() {
        switch name {
        case "Location": result.location = try reader.readString()
        case "Bucket": result.bucket = try reader.readString()
        case "Key": result.key = ObjectKey(bytes: try reader.readBytes())
        case "ETag": result.etag = try reader.readETag()
        case "ChecksumType": result.checksumType = ChecksumType(rawValue: try reader.readString())
        default: try reader.readChecksum(named: name, into: &result.checksum)
        }
      }
      try reader.finish()
    }
    guard !result.etag.value.isEmpty else { throw InvalidResponse("the answer has no ETag") }
    self = result
    versionID = response.headers["x-amz-version-id"]
  }
}
