internal import S3Protocol
internal import StorageModel

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_CREDENTIAL_EXPIRATION`.
struct EnvironmentCredentials: CredentialsSource {
  let environment: ClientEnvironment

  func fetch() async throws(StoreError) -> Credentials? {
    let id = environment.variable("AWS_ACCESS_KEY_ID")
    let secret = environment.variable("AWS_SECRET_ACCESS_KEY")
    guard let id, let secret else {
      guard id == nil, secret == nil else {
        throw .credentials("of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set: set both, or neither")
      }
      return nil
    }
    let token = environment.variable("AWS_SESSION_TOKEN") ?? environment.variable("AWS_SECURITY_TOKEN")
    let expiration = environment.variable("AWS_CREDENTIAL_EXPIRATION").flatMap { Timestamp(iso8601: $0) }
    return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: expiration)
  }
}
