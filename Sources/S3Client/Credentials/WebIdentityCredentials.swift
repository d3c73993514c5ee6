internal import S3Protocol
internal import StorageModel

/// A role for whoever holds the token in a file, as Kubernetes mounts one: the profile's `web_identity_token_file`,
/// or `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`. The file is read for each fetch,
/// because its owner replaces it.
struct WebIdentityCredentials: CredentialsSource {
  let tokenPath: String
  let role: SecurityTokenService.Role
  let service: SecurityTokenService
  let environment: ClientEnvironment

  func fetch() async throws(StoreError) -> Credentials? {
    let path = environment.expand(tokenPath)
    let bytes: [UInt8]?
    do {
      bytes = try environment.readFile(path)
    } catch {
      throw .credentials("the web identity token: \(error)", cause: error)
    }
    guard let bytes else { throw .credentials("the web identity token \(path) does not exist") }
    let token = String(trim(String(decoding: bytes, as: UTF8.self)[...]))
    return try await service.assume(role, webIdentityToken: token)
  }
}
