internal import Digests
internal import HTTPTransport
internal import JSON
internal import S3Protocol
internal import StorageModel

/// Credentials of an AWS IAM Identity Center role from the token that `aws sso login` left in `~/.aws/sso/cache`
/// (AWS CLI User Guide, "Configure IAM Identity Center authentication"; SSO Portal API Reference, GetRoleCredentials).
struct SingleSignOnCredentials: Sendable {
  let exchange: CredentialsExchange
  let shared: SharedConfiguration
  let profileName: String

  /// `profile` has `sso_account_id` and `sso_role_name`, and `sso_session` or `sso_start_url` and `sso_region`.
  func fetch(_ profile: ConfigurationFile.Section) async throws(StoreError) -> Credentials {
    let session = profile.values["sso_session"].flatMap { shared.session($0) }
    guard let account = profile.values["sso_account_id"], let role = profile.values["sso_role_name"],
      let region = session?.values["sso_region"] ?? profile.values["sso_region"], isRegionName(region),
      let cacheName = profile.values["sso_session"] ?? profile.values["sso_start_url"]
    else { throw .credentials("the single sign-on settings of the profile \(profileName) are not complete") }
    let token = try accessToken(cacheName)
    let query = QueryParameter.encode([QueryParameter("role_name", role), QueryParameter("account_id", account)])
    let response = try await exchange.sendPatiently(
      HTTPRequest(
        method: .get, url: "https://portal.sso.\(region).amazonaws.com/federation/credentials?\(query)",
        fields: HTTPFields([("x-amz-sso_bearer_token", token)]), deadline: .seconds(30)), to: "single sign-on")
    guard response.status != 401 else { throw loginNeeded }
    guard response.isSuccess, let answer = JSONReader.read(response.body)?["roleCredentials"],
      let id = answer["accessKeyId"]?.text, let secret = answer["secretAccessKey"]?.text
    else {
      throw .credentials("single sign-on gives no credentials for the role \(role): HTTP status \(response.status)")
    }
    let expiration = answer["expiration"]?.integer.map { Timestamp(seconds: $0 / 1000) }
    return Credentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: answer["sessionToken"]?.text, expiration: expiration)
  }

  private func accessToken(_ cacheName: String) throws(StoreError) -> String {
    let environment = exchange.environment
    let file = hexadecimal(sha1(Array(cacheName.utf8))) + ".json"
    let bytes: [UInt8]?
    do {
      bytes = try environment.inHome(".aws/sso/cache/" + file).flatMap { try environment.readFile($0) }
    } catch {
      throw .credentials("the token of single sign-on: \(error)", cause: error)
    }
    guard let document = bytes.flatMap({ JSONReader.read($0) }), let token = document["accessToken"]?.text,
      let expiration = document["expiresAt"]?.text.flatMap({ Timestamp(iso8601: $0) }), expiration > environment.now()
    else { throw loginNeeded }
    return token
  }

  private var loginNeeded: StoreError {
    .credentials("the single sign-on session has ended: run `aws sso login --profile \(profileName)`")
  }
}
