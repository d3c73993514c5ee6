internal import AccessControl
internal import Digests
internal import S3Protocol
internal import StorageModel

/// The services for identities and tokens: `POST /` with a form, signed for `iam` or `sts`
/// (AWS Identity and Access Management API Reference; AWS Security Token Service API Reference).
struct Administration: Sendable {
  /// The longest form: a role's policy and trust, percent-encoded.
  static let maximumFormBytes = 256 << 10

  let identities: Identities
  let tokens: SessionTokens
  private let verifiers: [AdministrationService: SignatureVerifier]

  init(region: String, identities: Identities, tokens: SessionTokens) {
    self.identities = identities
    self.tokens = tokens
    verifiers = Dictionary(
      uniqueKeysWithValues: AdministrationService.allCases.map { service in
        // Clients sign for the one region that these services have in Amazon's cloud.
        (service, SignatureVerifier(region: region, alsoAccepting: ["us-east-1"], service: service.rawValue))
      })
  }

  /// True for what is meant for these services and not for S3, which has no POST to `/`.
  static func takes(_ head: S3RequestHead) -> Bool { head.method == "POST" && head.rawPath == "/" }

  /// Authenticates, authorises and carries out a call. May block.
  func answer(
    _ head: S3RequestHead, body: [UInt8], connection: ConnectionFacts, now: Timestamp, requestID: String
  ) -> Answer {
    let service = Self.service(of: head, body)
    do throws(AdministrationError) {
      let call = try admit(head, body, service, connection, now)
      let actions = service == .iam ? Self.iamActions : Self.stsActions
      guard let carryOut = actions[call.action] else {
        throw AdministrationError(.invalidAction, "The action \(call.action.prefix(64)) is not known here.")
      }
      return Answer(call.action, service, result: try carryOut(self, call), requestID: requestID)
    } catch {
      return Answer(error, service, requestID: requestID)
    }
  }

  typealias Action = @Sendable (Administration, AdministrationCall) throws(AdministrationError) -> [ServiceElement]?

  /// The one that the signature is for; without one, the one whose version the form names.
  private static func service(of head: S3RequestHead, _ body: [UInt8]) -> AdministrationService {
    let authorization = head.headers["authorization"] ?? ""
    if authorization.contains("/sts/aws4_request") { return .sts }
    if authorization.contains("/iam/aws4_request") { return .iam }
    return String(decoding: body, as: UTF8.self).contains(AdministrationService.iam.version) ? .iam : .sts
  }

  private func admit(
    _ head: S3RequestHead, _ body: [UInt8], _ service: AdministrationService, _ connection: ConnectionFacts,
    _ now: Timestamp
  ) throws(AdministrationError) -> AdministrationCall {
    var found: Identities.Signer?
    guard let verifier = verifiers[service] else { throw AdministrationError(.serviceFailure, "No such service.") }
    do throws(SignatureFailure) {
      let verified = try verifier.verify(head, now: now, bodyDigest: sha256(body)) { accessKeyID, token in
        found = tokens.signer(accessKeyID, token, identities)
        return found?.credentials
      }
      guard verified.accessKeyID != nil else { found = nil; throw SignatureFailure(.accessDenied, "Sign the request.") }
    } catch {
      throw AdministrationError(error)
    }
    guard let found else { throw AdministrationError(.missingAuthenticationToken, "The request is not signed.") }
    let parameters = try Self.parameters(body)
    let wire = WireRequest("POST", headers: head.headers)
    return AdministrationCall(
      action: parameters["Action"] ?? "", parameters: parameters, subject: found.subject,
      credentials: found.credentials,
      facts: RequestFacts(
        wire: wire, principal: found.subject.principal, connection: connection, now: now,
        authenticationType: "REST-HEADER"),
      now: now)
  }

  /// A form as HTML sends it: a plus is a space.
  private static func parameters(_ body: [UInt8]) throws(AdministrationError) -> [String: String] {
    let spaced = body.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
    var found: [String: String] = [:]
    for pair in spaced.split(separator: UInt8(ascii: "&")) {
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let texts = halves.compactMap { decoded($0) }
      guard texts.count == halves.count, let name = texts.first else {
        throw AdministrationError(.validationError, "The form is not validly encoded.")
      }
      guard found.updateValue(texts.count == 2 ? texts[1] : "", forKey: name) == nil else {
        throw AdministrationError(.validationError, "The parameter \(name.prefix(64)) stands twice.")
      }
    }
    return found
  }

  private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
    do throws(RequestTargetError) {
      return String(validating: try PercentCoding.decode(text), as: UTF8.self)
    } catch {
      return nil
    }
  }
}

extension AdministrationError {
  /// What a failed verification is called by these services.
  init(_ failure: SignatureFailure) {
    let code: Code =
      switch failure.code {
      case .invalidAccessKeyID, .invalidToken: .invalidClientTokenId
      case .expiredToken: .expiredToken
      case .signatureDoesNotMatch, .requestTimeTooSkewed: .signatureDoesNotMatch
      case .accessDenied: .missingAuthenticationToken
      default: .incompleteSignature
      }
    self.init(code, failure.message)
  }
}
