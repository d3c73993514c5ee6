internal import Digests
internal import S3Protocol
internal import StorageModel

/// Who signed a form: the policy, as it stands in its field, is what is signed.
///
/// Two kinds: Signature Version 4 (S3 API Reference, "Authenticating Requests: Browser-Based Uploads Using POST"), and
/// the older HMAC-SHA-1 of the policy, which forms of much software still carry.
struct FormSignature: Sendable {
  private enum Kind: Sendable {
    case version4(CredentialScope)
    case version2
  }

  let accessKeyID: String
  let token: String?
  private let kind: Kind
  private let signature: [UInt8]
  private let policy: String

  /// nil for a form that says nothing of who sends it. Throws InvalidArgument for one that says half of it.
  init?(_ form: PostForm, region: String) throws(S3Error) {
    token = form["x-amz-security-token"]
    let isVersion4 = form["x-amz-signature"] != nil || form["x-amz-credential"] != nil
    guard isVersion4 || form["awsaccesskeyid"] != nil || form["signature"] != nil || form["policy"] != nil else {
      return nil
    }
    guard let policy = form["policy"] else { throw Self.missing("policy") }
    self.policy = policy
    guard isVersion4 else {
      guard let key = form["awsaccesskeyid"] else { throw Self.missing("AWSAccessKeyId") }
      guard let text = form["signature"] else { throw Self.missing("signature") }
      accessKeyID = key
      signature = base64Decoded(text) ?? []
      kind = .version2
      return
    }
    guard form["x-amz-algorithm"] == "AWS4-HMAC-SHA256" else { throw Self.missing("X-Amz-Algorithm") }
    guard let credential = form["x-amz-credential"] else { throw Self.missing("X-Amz-Credential") }
    guard let text = form["x-amz-signature"] else { throw Self.missing("X-Amz-Signature") }
    guard let date = form["x-amz-date"] else { throw Self.missing("X-Amz-Date") }
    guard let claim = CredentialScope(credential), claim.scope.region == region, claim.scope.service == "s3",
      CivilTime(basic: date)?.dateStamp == claim.scope.date
    else {
      throw .invalidArgument("X-Amz-Credential", credential, "The credential is not for this region, service and day.")
    }
    accessKeyID = claim.accessKeyID
    signature = hexadecimalDecoded(text) ?? []
    kind = .version4(claim)
  }

  /// True when the secret made the signature.
  func isValid(secretAccessKey: String) -> Bool {
    let expected: [UInt8]
    switch kind {
    case .version4(let claim):
      expected = SigningKey(secretAccessKey: secretAccessKey, scope: claim.scope).signature(of: Array(policy.utf8))
    case .version2: expected = Self.hmacSHA1(Array(policy.utf8), key: Array(secretAccessKey.utf8))
    }
    guard signature.count == expected.count else { return false }
    // Every byte is looked at, so that the time tells nothing.
    return zip(signature, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// RFC 2104 over SHA-1.
  private static func hmacSHA1(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var block = key.count > 64 ? sha1(key) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    return sha1(block.map { $0 ^ 0x5c } + sha1(block.map { $0 ^ 0x36 } + message))
  }

  private static func missing(_ name: String) -> S3Error {
    .invalidArgument(name, "", "Bucket POST must contain a field named '\(name)'.")
  }
}
