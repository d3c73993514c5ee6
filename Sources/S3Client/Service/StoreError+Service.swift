internal import HTTPTransport
internal import S3Protocol
internal import StorageModel

extension StoreError {
  /// What an answer that brought no result means.
  init(
    _ failure: ResponseFailure, response: HTTPResponse, operation: String, target: OperationTarget, endpoint: Endpoint
  ) {
    let id = response.fields["x-amz-request-id"]
    switch failure {
    case .service(let document, let status):
      let code = Self.code(document, status: status, operation: operation)
      self.init(
        code, operation: operation, bucket: target.bucket?.text, key: target.key, httpStatus: status,
        serviceCode: document.codeName.isEmpty ? nil : document.codeName, requestID: document.requestID ?? id,
        message: Self.message(document, code, operation, status: status, response, endpoint),
        retryAfter: Self.retryAfter(response.fields))
    case .invalid(let invalid):
      let isPage = Self.isWebPage(response.body)
      self.init(
        .invalidResponse, operation: operation, bucket: target.bucket?.text, key: target.key,
        httpStatus: response.status, requestID: id,
        message: isPage ? "\(endpoint.authority) answers with a web page: is it an S3 endpoint?" : invalid.reason)
    }
  }

  /// A refusal that stands inside a successful answer, as those of DeleteObjects.
  init(codeName: String, message: String, operation: String, target: OperationTarget) {
    let document = S3ErrorDocument(codeName: codeName, message: message)
    self.init(
      Self.code(document, status: document.code?.httpStatus ?? 400, operation: operation), operation: operation,
      bucket: target.bucket?.text, key: target.key, serviceCode: codeName, message: message)
  }

  static func code(_ document: S3ErrorDocument, status: Int, operation: String) -> Code {
    guard let code = document.code else { return self.code(status: status, operation: operation) }
    switch code {
    case .noSuchKey, .noSuchVersion: return .noSuchKey
    case .noSuchBucket: return .noSuchBucket
    case .noSuchUpload: return .noSuchUpload
    case .preconditionFailed, .conditionalRequestConflict: return .preconditionFailed
    case .notModified: return .notModified
    case .accessDenied, .allAccessDisabled: return .accessDenied
    case .invalidAccessKeyId, .signatureDoesNotMatch, .invalidToken, .missingSecurityHeader,
      .missingAuthenticationToken, .credentialsNotSupported:
      return .invalidCredentials
    case .expiredToken: return .expiredCredentials
    case .requestTimeTooSkewed, .requestExpired: return .clockSkew
    case .slowDown, .tooManyRequests: return .slowDown
    case .requestTimeout: return .timeout
    // Another request about the same thing is under way; this one may be sent again.
    case .internalError, .serviceUnavailable, .operationAborted: return .serverError
    case .notImplemented, .methodNotAllowed: return .unsupported
    case .permanentRedirect, .temporaryRedirect, .authorizationHeaderMalformed, .illegalLocationConstraint:
      return .wrongRegion
    case .badDigest, .invalidDigest, .contentSHA256Mismatch, .incompleteBody: return .checksumMismatch
    case .bucketAlreadyExists, .bucketAlreadyOwnedByYou: return .bucketAlreadyExists
    case .bucketNotEmpty: return .bucketNotEmpty
    default: return self.code(status: status, operation: operation)
    }
  }

  /// For answers without a document (those to HEAD, those of proxies) and for codes that nobody knows.
  private static func code(status: Int, operation: String) -> Code {
    switch status {
    case 301, 302, 303, 307, 308: .wrongRegion
    case 304: .notModified
    case 401: .invalidCredentials
    case 403: .accessDenied
    case 404: operation == "HeadBucket" ? .noSuchBucket : operation == "HeadObject" ? .noSuchKey : .notFound
    case 405, 501: .unsupported
    case 408: .timeout
    case 412: .preconditionFailed
    case 429: .slowDown
    case 500...: .serverError
    default: .invalidRequest
    }
  }

  private static func message(
    _ document: S3ErrorDocument, _ code: Code, _ operation: String, status: Int, _ response: HTTPResponse,
    _ endpoint: Endpoint
  ) -> String {
    let said = document.message.isEmpty ? "\(endpoint.authority) refused the request" : bounded(document.message)
    switch document.code {
    case .invalidAccessKeyId:
      return "\(endpoint.authority) does not know the access key: check --profile or AWS_ACCESS_KEY_ID"
    case .signatureDoesNotMatch:
      return "the secret does not belong to the access key: check --profile or AWS_SECRET_ACCESS_KEY"
    case .expiredToken: return "the credentials have expired: renew them (for single sign-on: `aws sso login`)"
    default: break
    }
    switch code {
    case .wrongRegion:
      let place = document.region.map { "it belongs to the region \($0): pass --region \($0)" }
      let other = (document.endpoint ?? response.fields["location"]).map { "the endpoint points to \(bounded($0))" }
      return "\(said) (\(place ?? other ?? "check --region and --endpoint-url"))"
    case .clockSkew: return "\(said): set this machine's clock"
    default:
      let isBare = document.codeName.isEmpty && [404, 405].contains(status) && !operation.hasPrefix("Head")
      if isBare { return "\(endpoint.authority) answers \(status) without a word of S3: is it an S3 endpoint?" }
      let isPage = document.codeName.isEmpty && isWebPage(response.body)
      return isPage ? "\(endpoint.authority) answers \(status) with a web page: is it an S3 endpoint?" : said
    }
  }

  private static func bounded(_ text: String) -> String {
    text.utf8.count <= 500 ? text : String(decoding: Array(text.utf8.prefix(500)), as: UTF8.self) + "…"
  }

  static func isWebPage(_ body: [UInt8]) -> Bool {
    let start = String(decoding: body.prefix(256), as: UTF8.self).lowercased()
    return start.contains("<!doctype html") || start.contains("<html")
  }

  /// Seconds; a date is not worth reading here, since the schedule caps it anyway.
  private static func retryAfter(_ fields: HTTPFields) -> Duration? {
    fields["retry-after"].flatMap { Int64($0) }.map { .seconds(min(max($0, 0), 3600)) }
  }
}
