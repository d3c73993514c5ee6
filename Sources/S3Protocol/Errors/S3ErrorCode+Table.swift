/// What a code means in HTTP, and what it says when nothing more precise is known.
extension S3ErrorCode {
  /// The status of an answer with this code; 500 for a code without a row, which a test rules out.
  package var httpStatus: Int { Self.rows[self]?.status ?? 500 }

  /// The default text of the Message element.
  package var message: String { Self.rows[self]?.message ?? rawValue }

  private struct Row {
    let status: Int
    let message: String

    init(_ status: Int, _ message: String) {
      self.status = status
      self.message = message
    }
  }

  /// The one table from code to HTTP status (S3 API Reference, "Error responses", "List of error codes").
  private static let rows: [S3ErrorCode: Row] = missing.merging(buckets) { first, _ in first }
    .merging(identity) { first, _ in first }
    .merging(state) { first, _ in first }
    .merging(bodies) { first, _ in first }
    .merging(requests) { first, _ in first }
    .merging(service) { first, _ in first }

  private static let missing: [S3ErrorCode: Row] = [
    .noSuchKey: Row(404, "There is no object with this key."),
    .noSuchBucket: Row(404, "There is no bucket with this name."),
    .noSuchUpload: Row(404, "There is no such multipart upload; it may have been completed or aborted."),
    .noSuchVersion: Row(404, "The object has no version with this id."),
    .noSuchTagSet: Row(404, "The bucket has no tags."),
    .noSuchLifecycleConfiguration: Row(404, "The bucket has no lifecycle configuration."),
    .noSuchCORSConfiguration: Row(404, "The bucket has no CORS configuration."),
    .noSuchBucketPolicy: Row(404, "The bucket has no policy."),
    .noSuchWebsiteConfiguration: Row(404, "The bucket has no website configuration."),
    .noSuchPublicAccessBlockConfiguration: Row(404, "The bucket has no public access block configuration."),
    .noSuchConfiguration: Row(404, "There is no configuration with this id."),
    .ownershipControlsNotFound: Row(404, "The bucket has no ownership controls."),
    .serverSideEncryptionConfigurationNotFound: Row(404, "The bucket has no default encryption configuration."),
    .objectLockConfigurationNotFound: Row(404, "The bucket has no object lock configuration."),
    .noSuchObjectLockConfiguration: Row(404, "The object has no retention or legal hold."),
    .replicationConfigurationNotFound: Row(404, "The bucket has no replication configuration."),
  ]

  private static let buckets: [S3ErrorCode: Row] = [
    .bucketAlreadyExists: Row(409, "Another account owns a bucket of this name."),
    .bucketAlreadyOwnedByYou: Row(409, "You own a bucket of this name already."),
    .bucketNotEmpty: Row(409, "The bucket still holds objects, versions or uploads."),
    .invalidBucketName: Row(400, "This is not a valid bucket name."),
    .invalidBucketState: Row(409, "The bucket is not in a state that allows this."),
    .illegalLocationConstraint: Row(400, "The location constraint does not fit the region of this endpoint."),
    .invalidLocationConstraint: Row(400, "There is no such location constraint."),
    .tooManyBuckets: Row(400, "The account has as many buckets as it may have."),
    .permanentRedirect: Row(301, "The bucket is reached at another endpoint."),
    .temporaryRedirect: Row(307, "The bucket is being moved; use the other endpoint for now."),
  ]

  private static let identity: [S3ErrorCode: Row] = [
    .accessDenied: Row(403, "Access denied."),
    .accessForbidden: Row(403, "CORSResponse: This CORS request is not allowed."),
    .accessControlListNotSupported: Row(400, "The bucket does not allow ACLs."),
    .invalidBucketACLWithObjectOwnership: Row(
      400, "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting."),
    .allAccessDisabled: Row(403, "All access to this resource is disabled."),
    .invalidAccessKeyId: Row(403, "There is no such access key."),
    .signatureDoesNotMatch: Row(
      403, "The signature computed here is another one; check the secret key and the method."),
    .requestTimeTooSkewed: Row(403, "The clocks of the client and the server differ too much."),
    .requestExpired: Row(400, "The request has expired."),
    .expiredToken: Row(400, "The session token has expired."),
    .invalidToken: Row(400, "The session token is not valid."),
    .authorizationHeaderMalformed: Row(400, "The Authorization header is not well-formed."),
    .authorizationQueryParametersError: Row(400, "The query parameters of the signature are not well-formed."),
    .missingSecurityHeader: Row(400, "A header that the signature needs is missing."),
    .missingAuthenticationToken: Row(403, "The request is not signed."),
    .credentialsNotSupported: Row(400, "This request does not take credentials."),
  ]

  private static let state: [S3ErrorCode: Row] = [
    .preconditionFailed: Row(412, "A condition of the request does not hold."),
    .conditionalRequestConflict: Row(409, "Another write to the key was under way; try again."),
    .operationAborted: Row(409, "Another operation on this resource is under way; try again."),
    .notModified: Row(304, "Not modified."),
    .invalidObjectState: Row(403, "The object is archived and must be restored first."),
    .restoreAlreadyInProgress: Row(409, "The object is being restored."),
    .invalidRange: Row(416, "The requested range lies outside the object."),
    .invalidPartNumber: Row(416, "The object has no part with this number."),
    .objectLocked: Row(403, "The object is locked against changes."),
    .invalidRetentionPeriod: Row(400, "The retention period is not valid."),
  ]

  private static let bodies: [S3ErrorCode: Row] = [
    .invalidPart: Row(400, "A part was not uploaded, or its ETag is another one."),
    .invalidPartOrder: Row(400, "The parts are not in ascending order."),
    .entityTooSmall: Row(400, "A part other than the last is smaller than 5 MiB."),
    .entityTooLarge: Row(400, "The body is larger than allowed."),
    .invalidDigest: Row(400, "Content-MD5 or a checksum is not a digest in base64."),
    .badDigest: Row(400, "The body does not have the digest that the request announced."),
    .contentSHA256Mismatch: Row(400, "The body does not have the SHA-256 of x-amz-content-sha256."),
    .incompleteBody: Row(400, "The body ended before the announced length."),
    .missingContentLength: Row(411, "Content-Length is missing."),
    .missingRequestBody: Row(400, "The body is missing."),
    .malformedTrailer: Row(400, "The trailer is not well-formed or not the announced one."),
    .invalidChunkSize: Row(400, "Chunks other than the last must have at least 8192 bytes."),
    .maxMessageLengthExceeded: Row(400, "The document is too long."),
  ]

  private static let requests: [S3ErrorCode: Row] = [
    .malformedXML: Row(400, "The XML is not well-formed, or not of the form that this request needs."),
    .malformedACL: Row(400, "The access control list is not well-formed."),
    .unresolvableGrant: Row(400, "No account here has this e-mail address."),
    .malformedPolicy: Row(400, "The policy is not well-formed."),
    .malformedPOSTRequest: Row(400, "The form is not well-formed multipart/form-data."),
    .invalidArgument: Row(400, "An argument is not valid."),
    .badRequest: Row(400, "The request is not valid."),
    .invalidPolicyDocument: Row(400, "The policy of the form is not well-formed."),
    .invalidRequest: Row(400, "The request is not valid."),
    .invalidURI: Row(400, "The path or query cannot be decoded."),
    .invalidTag: Row(400, "The tags are not valid."),
    .invalidStorageClass: Row(400, "There is no such storage class."),
    .kmsNotFound: Row(400, "There is no key management service, and no key of it."),
    .invalidEncryptionAlgorithm: Row(400, "The encryption must be AES256 or aws:kms."),
    .keyTooLong: Row(400, "The key is longer than 1024 bytes."),
    .metadataTooLarge: Row(400, "The user metadata is larger than 2 KB."),
    .requestHeaderSectionTooLarge: Row(400, "The headers are too large."),
    .missingRequiredParameter: Row(400, "A required header or parameter is missing."),
    .userKeyMustBeSpecified: Row(400, "The form has no key field."),
    .methodNotAllowed: Row(405, "This method is not allowed here."),
    .notImplemented: Row(501, "This is not implemented."),
    .unsupportedSignature: Row(400, "The version of the signature is not supported."),
  ]

  private static let service: [S3ErrorCode: Row] = [
    .slowDown: Row(503, "Too many requests; slow down."),
    .tooManyRequests: Row(429, "Too many requests; slow down."),
    .requestTimeout: Row(400, "The body did not arrive in time."),
    .internalError: Row(500, "Something failed inside the server; try again."),
    .serviceUnavailable: Row(503, "The server is not available; try again later."),
    .insufficientStorage: Row(507, "The server's disk is full."),
  ]
}
