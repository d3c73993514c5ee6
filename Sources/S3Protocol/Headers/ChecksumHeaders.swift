internal import Digests
package import StorageModel

/// What a checksum of a multipart object covers (S3 User Guide, "Checking object integrity in Amazon S3").
package enum ChecksumType: String, Sendable, CaseIterable {
  /// The checksums of the parts.
  case composite = "COMPOSITE"
  /// All bytes of the object.
  case fullObject = "FULL_OBJECT"
}

/// The checksum that a request announces for its body.
package struct ChecksumHeaders: Hashable, Sendable {
  /// From `x-amz-checksum-*`: what the body must have.
  package var value: Checksum?
  /// From `x-amz-trailer`: the algorithm whose value follows the body.
  package var trailer: ChecksumAlgorithm?

  package init(value: Checksum? = nil, trailer: ChecksumAlgorithm? = nil) {
    self.value = value
    self.trailer = trailer
  }

  /// The algorithm to compute while the body arrives; nil when nothing was announced.
  package var algorithm: ChecksumAlgorithm? { value?.algorithm ?? trailer }

  /// Server: from the headers of a request.
  /// - Throws: BadDigest for a value that is not base64 of the right length; InvalidRequest for several checksums, an
  ///   unknown algorithm, or an announced algorithm (`x-amz-sdk-checksum-algorithm`) without a value.
  package init(request headers: HTTPFields) throws(S3Error) {
    for field in headers.fields where startsIgnoringCase(field.name, "x-amz-checksum-") {
      guard let algorithm = try Self.algorithm(ofHeader: field.name.lowercased()) else { continue }
      guard value == nil else { throw S3Error(.invalidRequest, "Expecting a single x-amz-checksum- header.") }
      guard let checksum = Checksum(algorithm, headerValue: field.value) else {
        // No body has it. S3 says InvalidRequest (differs from S3): this is what Ceph says and its tests ask for.
        throw S3Error(.badDigest, "Value for \(field.name.lowercased()) header is invalid.")
      }
      value = checksum
    }
    trailer = try Self.trailerAlgorithm(headers)
    guard value == nil || trailer == nil else {
      throw S3Error(.invalidRequest, "Expecting a single x-amz-checksum- header.")
    }
    if let declared = try Self.declaredAlgorithm(headers), declared != algorithm {
      throw S3Error(
        .invalidRequest,
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were "
          + "found."
      )
    }
  }

  /// All valid checksums in the headers of an answer; others are passed over.
  package static func all(in headers: HTTPFields) -> [Checksum] {
    ChecksumAlgorithm.allCases.compactMap { algorithm in
      headers[algorithm.headerName].flatMap { Checksum(algorithm, headerValue: $0) }
    }
  }

  /// `x-amz-checksum-type` of an answer or of CreateMultipartUpload.
  /// - Throws: InvalidRequest for an unknown value.
  package static func type(in headers: HTTPFields) throws(S3Error) -> ChecksumType? {
    guard let value = headers["x-amz-checksum-type"] else { return nil }
    guard let type = ChecksumType(rawValue: value.uppercased()) else {
      throw S3Error(.invalidRequest, "Value for x-amz-checksum-type header is invalid.")
    }
    return type
  }

  /// The algorithm that `name` (in lower case) carries a value of; nil for headers about other things.
  private static func algorithm(ofHeader name: String) throws(S3Error) -> ChecksumAlgorithm? {
    let prefix = "x-amz-checksum-"
    guard name.hasPrefix(prefix) else { return nil }
    let rest = String(name.dropFirst(prefix.count))
    if ["algorithm", "type", "mode"].contains(rest) { return nil }
    guard let algorithm = ChecksumAlgorithm(rawValue: rest.uppercased()) else {
      throw S3Error(.invalidRequest, "The algorithm type you specified in x-amz-checksum- header is invalid.")
    }
    return algorithm
  }

  private static func trailerAlgorithm(_ headers: HTTPFields) throws(S3Error) -> ChecksumAlgorithm? {
    guard let names = headers["x-amz-trailer"] else { return nil }
    for name in names.split(separator: ",") {
      if let algorithm = try algorithm(ofHeader: trimmingSpace(String(name)).lowercased()) { return algorithm }
    }
    return nil
  }

  private static func declaredAlgorithm(_ headers: HTTPFields) throws(S3Error) -> ChecksumAlgorithm? {
    guard let name = headers["x-amz-sdk-checksum-algorithm"] else { return nil }
    guard let algorithm = ChecksumAlgorithm(rawValue: name.uppercased()) else {
      throw S3Error(.invalidRequest, "Value for x-amz-sdk-checksum-algorithm header is invalid.")
    }
    return algorithm
  }
}

extension HTTPFields {
  mutating func append(_ checksum: Checksum?) {
    if let checksum { append(checksum.algorithm.headerName, checksum.headerValue) }
  }

  /// Appends nothing for nil.
  mutating func append(_ name: String, ifPresent value: String?) {
    if let value { append(name, value) }
  }
}
