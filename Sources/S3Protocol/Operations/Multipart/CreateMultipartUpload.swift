package import StorageModel

/// CreateMultipartUpload (S3 API Reference). `POST /bucket/key?uploads`
package struct CreateMultipartUploadRequest: S3Operation, Hashable {
  package typealias Response = CreateMultipartUploadResponse
  package static let name = "CreateMultipartUpload"

  package var write: WriteHeaders
  package var checksumAlgorithm: ChecksumAlgorithm?
  /// With an algorithm never nil on the server's side.
  package var checksumType: ChecksumType?

  package init(
    write: WriteHeaders = WriteHeaders(), checksumAlgorithm: ChecksumAlgorithm? = nil,
    checksumType: ChecksumType? = nil
  ) {
    self.write = write
    self.checksumAlgorithm = checksumAlgorithm
    self.checksumType = checksumType
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("POST", query: [QueryParameter("uploads")])
    write.append(to: &request.headers)
    request.headers.append("x-amz-checksum-algorithm", ifPresent: checksumAlgorithm?.rawValue)
    request.headers.append("x-amz-checksum-type", ifPresent: checksumType?.rawValue)
    return request
  }

  /// - Throws: InvalidRequest for a type without an algorithm, or one that the algorithm does not have: CRC64NVME knows
  ///   only FULL_OBJECT, the SHAs only COMPOSITE (S3 User Guide, "Checking object integrity in Amazon S3").
  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      write: try WriteHeaders(request: request.headers), checksumAlgorithm: try request.checksumAlgorithm(),
      checksumType: try ChecksumHeaders.type(in: request.headers))
    guard let algorithm = checksumAlgorithm else {
      guard checksumType == nil else {
        throw S3Error(
          .invalidRequest,
          "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
      }
      return
    }
    let type = checksumType ?? (algorithm == .crc64nvme ? .fullObject : .composite)
    let isKnown =
      switch algorithm {
      case .crc64nvme: type == .fullObject
      case .sha1, .sha256: type == .composite
      case .crc32, .crc32c: true
      }
    guard isKnown else {
      throw S3Error(
        .invalidRequest,
        "The \(type.rawValue) checksum type cannot be used with the \(algorithm.rawValue) checksum algorithm.")
    }
    checksumType = type
  }
}

/// The upload just begun.
package struct CreateMultipartUploadResponse: S3OperationResponse, Hashable {
  package var bucket: String
  package var key: ObjectKey
  package var uploadID: String
  package var checksumAlgorithm: ChecksumAlgorithm?
  package var checksumType: ChecksumType?

  package init(
    bucket: String, key: ObjectKey, uploadID: String, checksumAlgorithm: ChecksumAlgorithm? = nil,
    checksumType: ChecksumType? = nil
  ) {
    self.bucket = bucket
    self.key = key
    self.uploadID = uploadID
    self.checksumAlgorithm = checksumAlgorithm
    self.checksumType = checksumType
  }

  package func wireResponse() -> WireResponse {
    var writer = XMLWriter()
    writer.openRoot("InitiateMultipartUploadResult")
    writer.element("Bucket", bucket)
    writer.element("Key", bytes: key.bytes)
    writer.element("UploadId", uploadID)
    writer.close("InitiateMultipartUploadResult")
    var headers = HTTPFields()
    headers.append("x-amz-checksum-algorithm", ifPresent: checksumAlgorithm?.rawValue)
    headers.append("x-amz-checksum-type", ifPresent: checksumType?.rawValue)
    return WireResponse(xml: writer.finish(), headers: headers)
  }

  /// - Throws: for an answer without an upload id, too.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(bucket: "", key: ObjectKey(bytes: []), uploadID: "")
    var result = self
    try response.document { (reader) throws(XMLError) in
      try reader.enter("InitiateMultipartUploadResult")
      while let name = try reader.nextChild() {
        switch name {
        case "Bucket": result.bucket = try reader.readString()
        case "Key": result.key = ObjectKey(bytes: try reader.readBytes())
        case "UploadId": result.uploadID = try reader.readString()
        default: try reader.skip()
        }
      }
      try reader.finish()
    }
    guard !result.uploadID.isEmpty else { throw InvalidResponse("the answer has no upload id") }
    self = result
    checksumAlgorithm = response.headers["x-amz-checksum-algorithm"].flatMap(ChecksumAlgorithm.init)
    checksumType = response.headers["x-amz-checksum-type"].flatMap(ChecksumType.init)
  }
}
