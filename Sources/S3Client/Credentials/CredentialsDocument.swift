internal import JSON
internal import S3Protocol
internal import StorageModel

extension Credentials {
  /// From the document of a credentials service: `AccessKeyId`, `SecretAccessKey`, `Token` or `SessionToken`,
  /// `Expiration` (metadata service, containers, credential_process). nil when one of the keys is missing.
  init?(document: JSONValue) {
    guard let id = document["AccessKeyId"]?.text, let secret = document["SecretAccessKey"]?.text else { return nil }
    let token = document["SessionToken"]?.text ?? document["Token"]?.text
    let expiration = document["Expiration"]?.text.flatMap { Timestamp(iso8601: $0) }
    self.init(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: expiration)
  }
}
