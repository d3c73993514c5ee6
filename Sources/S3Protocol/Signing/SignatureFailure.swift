/// Why a request, or a chunk of its body, was not accepted as authentic.
package struct SignatureFailure: Error, Hashable, Sendable {
  /// The raw value is the code of the error document (S3 API reference, "Error responses").
  package enum Code: String, Hashable, Sendable, CaseIterable {
    case accessDenied = "AccessDenied"
    case authorizationHeaderMalformed = "AuthorizationHeaderMalformed"
    case authorizationQueryParametersError = "AuthorizationQueryParametersError"
    case expiredToken = "ExpiredToken"
    case incompleteBody = "IncompleteBody"
    case invalidAccessKeyID = "InvalidAccessKeyId"
    case invalidArgument = "InvalidArgument"
    case invalidRequest = "InvalidRequest"
    case invalidToken = "InvalidToken"
    case invalidURI = "InvalidURI"
    case malformedTrailerError = "MalformedTrailerError"
    case missingContentLength = "MissingContentLength"
    case missingSecurityHeader = "MissingSecurityHeader"
    case notImplemented = "NotImplemented"
    case requestTimeTooSkewed = "RequestTimeTooSkewed"
    case signatureDoesNotMatch = "SignatureDoesNotMatch"
  }

  package let code: Code
  /// One sentence for the error document; never a secret, a signature or a string to sign.
  package let message: String
  /// The region that the request should have been signed for, where that was the mistake.
  package let expectedRegion: String?

  package init(_ code: Code, _ message: String, expectedRegion: String? = nil) {
    self.code = code
    self.message = message
    self.expectedRegion = expectedRegion
  }
}
