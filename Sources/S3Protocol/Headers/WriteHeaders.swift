package import StorageModel

/// The headers with which PutObject, CopyObject and CreateMultipartUpload say how an object is to be stored.
package struct WriteHeaders: Hashable, Sendable {
  package var stored: StoredHeaders
  /// nil for STANDARD.
  package var storageClass: String?
  /// nil when the header is missing.
  package var tags: [ObjectTag]?
  /// A canned ACL.
  package var acl: String?
  /// `AES256` or `aws:kms`.
  package var serverSideEncryption: String?
  package var kmsKeyID: String?
  package var websiteRedirectLocation: String?
  /// `GOVERNANCE` or `COMPLIANCE`.
  package var lockMode: String?
  package var retainUntil: Timestamp?
  /// `ON` or `OFF`.
  package var legalHold: String?

  package init(stored: StoredHeaders = StoredHeaders(), storageClass: String? = nil, tags: [ObjectTag]? = nil) {
    self.stored = stored
    self.storageClass = storageClass
    self.tags = tags
  }

  /// The storage classes of S3 (API Reference, PutObject, `x-amz-storage-class`).
  package static let storageClasses: Set<String> = [
    "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE",
    "OUTPOSTS", "GLACIER_IR", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS",
  ]

  /// Server: from the headers of a request.
  /// - Throws: MetadataTooLarge, InvalidStorageClass, InvalidTag, InvalidArgument.
  package init(request headers: HTTPFields) throws(S3Error) {
    stored = try StoredHeaders(request: headers)
    if let name = headers["x-amz-storage-class"] {
      guard Self.storageClasses.contains(name) else { throw S3Error(.invalidStorageClass) }
      storageClass = name == "STANDARD" ? nil : name
    }
    if let value = headers["x-amz-tagging"] { tags = try ObjectTags.parse(header: value) }
    acl = headers["x-amz-acl"]
    serverSideEncryption = headers["x-amz-server-side-encryption"]
    if let algorithm = serverSideEncryption, !["AES256", "aws:kms", "aws:kms:dsse"].contains(algorithm) {
      throw .invalidArgument(
        "x-amz-server-side-encryption", algorithm, "The encryption method specified is not supported")
    }
    kmsKeyID = headers["x-amz-server-side-encryption-aws-kms-key-id"]
    websiteRedirectLocation = headers["x-amz-website-redirect-location"]
    try readLock(headers)
  }

  private mutating func readLock(_ headers: HTTPFields) throws(S3Error) {
    lockMode = headers["x-amz-object-lock-mode"]
    if let mode = lockMode, !["GOVERNANCE", "COMPLIANCE"].contains(mode) {
      throw .invalidArgument("x-amz-object-lock-mode", mode, "Unknown wormMode directive.")
    }
    if let text = headers["x-amz-object-lock-retain-until-date"] {
      guard let date = Timestamp(iso8601: text) else {
        throw .invalidArgument("x-amz-object-lock-retain-until-date", text, "The date must be in ISO 8601 format.")
      }
      retainUntil = date
    }
    guard (lockMode == nil) == (retainUntil == nil) else {
      throw .invalidArgument(
        "x-amz-object-lock-mode", lockMode ?? "",
        "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied.")
    }
    legalHold = headers["x-amz-object-lock-legal-hold"]
    if let hold = legalHold, !["ON", "OFF"].contains(hold) {
      throw .invalidArgument("x-amz-object-lock-legal-hold", hold, "Legal Hold must be either of 'ON' or 'OFF'.")
    }
  }

  package func append(to headers: inout HTTPFields) {
    stored.append(to: &headers)
    headers.append("x-amz-storage-class", ifPresent: storageClass)
    headers.append("x-amz-tagging", ifPresent: tags.map(ObjectTags.headerValue))
    headers.append("x-amz-acl", ifPresent: acl)
    headers.append("x-amz-server-side-encryption", ifPresent: serverSideEncryption)
    headers.append("x-amz-server-side-encryption-aws-kms-key-id", ifPresent: kmsKeyID)
    headers.append("x-amz-website-redirect-location", ifPresent: websiteRedirectLocation)
    headers.append("x-amz-object-lock-mode", ifPresent: lockMode)
    headers.append("x-amz-object-lock-retain-until-date", ifPresent: retainUntil?.iso8601)
    headers.append("x-amz-object-lock-legal-hold", ifPresent: legalHold)
  }
}
