/// The parts of `AWS4-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`, each there exactly once, in any order.
struct AuthorizationHeader {
  let credential: String
  let signedHeaders: String
  let signature: String

  init(_ value: String) throws(SignatureFailure) {
    let algorithm = "AWS4-HMAC-SHA256"
    guard value.utf8.count > algorithm.utf8.count, value.hasPrefix(algorithm + " ") else {
      if value.hasPrefix("AWS ") || value.hasPrefix("AWS4-ECDSA") { throw unsupportedVersion }
      throw SignatureFailure(.invalidArgument, "Unsupported authorization type.")
    }
    var parts: [String: String] = [:]
    for piece in value.dropFirst(algorithm.utf8.count + 1).split(separator: ",", omittingEmptySubsequences: false) {
      let trimmed = piece.drop { $0 == " " }
      guard let equals = trimmed.firstIndex(of: "=") else { throw Self.malformed }
      var text = trimmed[trimmed.index(after: equals)...]
      while text.last == " " { text.removeLast() }
      guard parts.updateValue(String(text), forKey: String(trimmed[..<equals])) == nil else { throw Self.malformed }
    }
    guard parts.count == 3, let credential = parts["Credential"], let signedHeaders = parts["SignedHeaders"],
      let signature = parts["Signature"]
    else { throw Self.malformed }
    self.credential = credential
    self.signedHeaders = signedHeaders
    self.signature = signature
  }

  private static let malformed = SignatureFailure(
    .authorizationHeaderMalformed, "The Authorization header must have Credential, SignedHeaders and Signature once.")
}
