internal import BlobStorage
internal import Digests
internal import S3Protocol
internal import StorageModel

/// The three headers with which a client brings a key of its own (S3 User Guide, "server-side encryption with
/// customer-provided keys").
struct CustomerKeyHeaders: Sendable {
  static let object = "x-amz-server-side-encryption-customer-"
  static let copySource = "x-amz-copy-source-server-side-encryption-customer-"

  let key: CustomerKey
  /// As the client sent it, for the answer.
  let md5: String

  /// nil when none of the three is there. Throws InvalidArgument unless all are, and belong together.
  static func read(_ headers: HTTPFields, _ prefix: String = object) throws(S3Error) -> CustomerKeyHeaders? {
    guard headers.fields.contains(where: { startsIgnoringCase($0.name, prefix) }) else { return nil }
    let algorithm = headers[prefix + "algorithm"]
    let keyText = headers[prefix + "key"]
    let md5Text = headers[prefix + "key-md5"]
    guard algorithm != nil || keyText != nil || md5Text != nil else { return nil }
    guard let algorithm else {
      throw refusal(prefix + "algorithm", "must provide a valid encryption algorithm.")
    }
    guard algorithm == "AES256" else { throw S3Error(.invalidEncryptionAlgorithm) }
    guard let keyText else { throw refusal(prefix + "key", "must provide an appropriate secret key.") }
    guard let bytes = base64Decoded(keyText), let key = CustomerKey(bytes) else {
      throw .invalidArgument(prefix + "key", "", "The secret key was invalid for the specified algorithm.")
    }
    guard let md5Text else {
      throw refusal(prefix + "key-MD5", "must provide the client calculated MD5 of the secret key.")
    }
    guard base64Decoded(md5Text) == Digests.md5(bytes) else {
      throw .invalidArgument(
        prefix + "key-MD5", md5Text, "The calculated MD5 hash of the key did not match the hash that was provided.")
    }
    return CustomerKeyHeaders(key: key, md5: md5Text)
  }

  /// What every answer about such an object repeats.
  func append(to headers: inout HTTPFields, algorithm: Bool = true) {
    if algorithm { headers.append(Self.object + "algorithm", "AES256") }
    headers.append("x-amz-server-side-encryption-customer-key-MD5", md5)
  }

  private static func refusal(_ name: String, _ rest: String) -> S3Error {
    .invalidArgument(
      name, "", "Requests specifying Server Side Encryption with Customer provided keys " + rest)
  }
}
