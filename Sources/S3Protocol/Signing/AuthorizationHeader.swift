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
    var credential: String?
    var signedHeaders: String?
    var signature: String?
    // By bytes: splitting a String by its characters takes ten times as long.
    for piece in value.utf8.dropFirst(algorithm.utf8.count + 1).split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    {
      let trimmed = Self.trimmed(piece)
      guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else { throw Self.malformed }
      let name = trimmed[..<equals]
      let text = String(Substring(trimmed[trimmed.index(after: equals)...]))
      if name.elementsEqual("Credential".utf8), credential == nil {
        credential = text
      } else if name.elementsEqual("SignedHeaders".utf8), signedHeaders == nil {
        signedHeaders = text
      } else if name.elementsEqual("Signature".utf8), signature == nil {
        signature = text
      } else {
        throw Self.malformed
      }
    }
    guard let credential, let signedHeaders, let signature else { throw Self.malformed }
    self.credential = credential
    self.signedHeaders = signedHeaders
    self.signature = signature
  }

  private static func trimmed(_ piece: Substring.UTF8View) -> Substring.UTF8View {
    var piece = piece.drop { $0 == UInt8(ascii: " ") }
    while piece.last == UInt8(ascii: " ") { piece.removeLast() }
    return piece
  }

  private static let malformed = SignatureFailure(
    .authorizationHeaderMalformed, "The Authorization header must have Credential, SignedHeaders and Signature once.")
}
