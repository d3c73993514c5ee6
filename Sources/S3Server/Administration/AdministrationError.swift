/// A refusal of the services for identities and tokens (IAM and STS API References, "Common errors").
package struct AdministrationError: Error, Sendable {
  package enum Code: String, Sendable {
    case accessDenied = "AccessDenied"
    case entityAlreadyExists = "EntityAlreadyExists"
    case deleteConflict = "DeleteConflict"
    case noSuchEntity = "NoSuchEntity"
    case limitExceeded = "LimitExceeded"
    case malformedPolicyDocument = "MalformedPolicyDocument"
    case packedPolicyTooLarge = "PackedPolicyTooLarge"
    case validationError = "ValidationError"
    case invalidAction = "InvalidAction"
    case invalidInput = "InvalidInput"
    case serviceFailure = "ServiceFailure"
    case signatureDoesNotMatch = "SignatureDoesNotMatch"
    case invalidClientTokenId = "InvalidClientTokenId"
    case expiredToken = "ExpiredToken"
    case incompleteSignature = "IncompleteSignature"
    case missingAuthenticationToken = "MissingAuthenticationToken"
  }

  package var code: Code
  package var message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  var httpStatus: Int {
    switch code {
    case .accessDenied, .signatureDoesNotMatch, .invalidClientTokenId, .expiredToken, .missingAuthenticationToken: 403
    case .noSuchEntity: 404
    case .entityAlreadyExists, .deleteConflict, .limitExceeded: 409
    case .serviceFailure: 500
    default: 400
    }
  }
}
