internal import HTTPTransport
internal import JSON
internal import S3Protocol
internal import StorageModel

/// The credentials endpoint of ECS and EKS: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `…_FULL_URI`, with the token in
/// `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` or `AWS_CONTAINER_AUTHORIZATION_TOKEN`
/// (AWS SDKs and Tools Reference Guide, "Container credential provider").
struct ContainerCredentials: CredentialsSource {
  let exchange: CredentialsExchange

  private var environment: ClientEnvironment { exchange.environment }

  func fetch() async throws(StoreError) -> Credentials? {
    guard let url = try url() else { return nil }
    var fields = HTTPFields([("Accept", "application/json")])
    fields["Authorization"] = try token()
    let request = HTTPRequest(method: .get, url: url, fields: fields, deadline: .seconds(5), usesProxy: false)
    let response = try await exchange.sendPatiently(request, to: "the container's credentials endpoint")
    guard response.isSuccess else {
      throw .credentials("the container's credentials endpoint answers with HTTP status \(response.status)")
    }
    guard let document = JSONReader.read(response.body), let credentials = Credentials(document: document) else {
      throw .credentials("the container's credentials endpoint gives no credentials")
    }
    return credentials
  }

  /// nil when no container is announced.
  private func url() throws(StoreError) -> String? {
    if let path = environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      return "http://169.254.170.2" + (path.hasPrefix("/") ? "" : "/") + path
    }
    guard let url = environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
    let origin = url.split(separator: "?", maxSplits: 1).first.map(String.init) ?? url
    let endpoint = try Endpoint(url: origin)
    guard endpoint.scheme == .https || Self.isTrusted(endpoint.host) else {
      throw .credentials(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or name this machine or a container host: it gets a token")
    }
    return url
  }

  private func token() throws(StoreError) -> String? {
    guard let path = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
      return environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }
    do {
      guard let bytes = try environment.readFile(path) else {
        throw EnvironmentFailure("\(path) does not exist")
      }
      return String(trim(String(decoding: bytes, as: UTF8.self)[...]))
    } catch {
      throw .credentials("the file of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: \(error)", cause: error)
    }
  }

  /// Loopback, and the addresses that ECS and EKS use.
  private static func isTrusted(_ host: String) -> Bool {
    let isLoopback =
      host.hasPrefix("127.") && host.split(separator: ".").count == 4
      && host.split(separator: ".").allSatisfy { UInt8($0) != nil }
    return isLoopback
      || ["localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"].contains(host)
  }
}
