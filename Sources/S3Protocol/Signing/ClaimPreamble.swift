/// What an Authorization header says beside the signature.
struct ClaimPreamble: Sendable {
  let credential: CredentialScope
  /// Lower case, ascending.
  let signedNames: [String]

  /// Reads a header: what it says, and the text of its signature, which has not been looked at. Throws for one that is
  /// malformed; only what is well-formed is remembered.
  static func read(
    _ value: String, _ cache: SigningKeyCache
  ) throws(SignatureFailure) -> (preamble: ClaimPreamble, signature: String) {
    // The usual order: the signature is the last thing, and the text before it that of the request before.
    let hasUsualLength = (signatureBytes..<lengthLimit).contains(value.utf8.count)
    let split = hasUsualLength ? value.utf8.index(value.utf8.endIndex, offsetBy: -signatureBytes) : nil
    let before = split.map { String(value[..<$0]) }
    if let split, let before, let known = cache.preamble(before) { return (known, String(value[split...])) }
    let fields = try AuthorizationHeader(value)
    guard let parsed = CredentialScope(fields.credential) else {
      throw SignatureFailure(.authorizationHeaderMalformed, "The credential in the Authorization header is malformed.")
    }
    guard let names = SignatureClaim.signedNames(fields.signedHeaders) else {
      throw SignatureFailure(.authorizationHeaderMalformed, "SignedHeaders must be lower case, ascending and unique.")
    }
    let preamble = ClaimPreamble(credential: parsed, signedNames: names)
    if let before, before.hasSuffix("Signature="), fields.signature.utf8.count == signatureBytes {
      cache.remember(preamble, for: before)
    }
    return (preamble, fields.signature)
  }

  private static let signatureBytes = 64
  /// Longer ones are read anew each time: what is remembered has a bound.
  private static let lengthLimit = 1_024
}
