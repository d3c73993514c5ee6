/// What went wrong between Cairn and a store, in one form for every store.
package struct StoreError: Error, Sendable {
  /// What a caller may want to tell apart. The exit code of the command follows from it.
  package enum Code: String, Sendable {
    /// The object (or version) does not exist.
    case noSuchKey
    case noSuchBucket
    case noSuchUpload
    /// Any other thing that does not exist (a configuration, a policy).
    case notFound
    /// An If-Match, If-None-Match or their kin did not hold (412, 409).
    case preconditionFailed
    /// 304: the conditional read found nothing new.
    case notModified
    case accessDenied
    /// No credentials, an unknown key, or a wrong secret.
    case invalidCredentials
    case expiredCredentials
    case clockSkew
    /// 503 SlowDown, 429: the endpoint asks for fewer requests.
    case slowDown
    /// Any other 5xx.
    case serverError
    /// The endpoint did not answer, or stopped in the middle, within the deadline.
    case timeout
    /// DNS, routing, refused or reset connection.
    case unreachable
    /// Certificate or protocol refused.
    case tls
    /// The bucket lives in another region or at another endpoint.
    case wrongRegion
    /// A checksum, digest or length did not agree: the bytes are not what was sent.
    case checksumMismatch
    /// An answer that is no answer: bad XML, a listing out of order, a repeated token, a body that ends early.
    case invalidResponse
    /// 501, or an operation that the store does not have.
    case unsupported
    /// Any other 4xx: the request is wrong and will stay so.
    case invalidRequest
    case bucketAlreadyExists
    case bucketNotEmpty
    /// The body could not be read from its source: an error of this machine, not of the store.
    case sourceFailed
    /// The body could not be written where it was to go: an error of this machine, not of the store.
    case sinkFailed
    case cancelled
  }

  package var code: Code
  /// The operation in S3's name: `PutObject`.
  package var operation: String
  package var bucket: String?
  package var key: ObjectKey?
  package var httpStatus: Int?
  /// The code of the service: `SlowDown`, `NoSuchKey`.
  package var serviceCode: String?
  package var requestID: String?
  /// One sentence without the key: what the service or the library said.
  package var message: String
  /// From Retry-After.
  package var retryAfter: Duration?
  /// errno of ``Code/sourceFailed`` and ``Code/sinkFailed``.
  package var errno: Int32?
  package var cause: (any Error)?

  package init(
    _ code: Code, operation: String, bucket: String? = nil, key: ObjectKey? = nil, httpStatus: Int? = nil,
    serviceCode: String? = nil, requestID: String? = nil, message: String, retryAfter: Duration? = nil,
    errno: Int32? = nil, cause: (any Error)? = nil
  ) {
    self.code = code
    self.operation = operation
    self.bucket = bucket
    self.key = key
    self.httpStatus = httpStatus
    self.serviceCode = serviceCode
    self.requestID = requestID
    self.message = message
    self.retryAfter = retryAfter
    self.errno = errno
    self.cause = cause
  }

  /// True when the same request may succeed later. Whether it may be sent again is the operation's to say.
  package var isRetryable: Bool {
    switch code {
    case .slowDown, .serverError, .timeout, .unreachable, .invalidResponse, .checksumMismatch: true
    default: false
    }
  }
}

extension StoreError: CustomStringConvertible {
  package var description: String {
    var text = operation
    if let bucket { text += " s3://\(bucket)" + (key.map { "/\($0)" } ?? "") } else if let key { text += " \(key)" }
    text += ": \(message)"
    var facts: [String] = []
    if let serviceCode { facts.append(serviceCode) }
    if let httpStatus { facts.append("HTTP \(httpStatus)") }
    if let requestID { facts.append("request \(requestID)") }
    return facts.isEmpty ? text : text + " (" + facts.joined(separator: ", ") + ")"
  }
}
