internal import HTTPTransport
internal import JSON
internal import S3Protocol
internal import StorageModel

/// The metadata service of an EC2 instance, version 2 (EC2 User Guide, "Use the Instance Metadata Service").
/// `AWS_EC2_METADATA_DISABLED`, `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `AWS_METADATA_SERVICE_TIMEOUT`.
///
/// Differs from the AWS CLI: version 1, which has no token, is never asked.
struct InstanceCredentials: CredentialsSource {
  let exchange: CredentialsExchange

  /// nil outside of EC2 and for an instance without a role.
  func fetch() async throws(StoreError) -> Credentials? {
    guard exchange.environment.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else { return nil }
    guard let token = try await text(.put, "/latest/api/token", ("x-aws-ec2-metadata-token-ttl-seconds", "21600"))
    else {
      return nil
    }
    let path = "/latest/meta-data/iam/security-credentials/"
    let proof = ("x-aws-ec2-metadata-token", token)
    guard let roles = try await text(.get, path, proof), let role = roles.split(whereSeparator: \.isNewline).first
    else {
      return nil
    }
    let address = path + PercentCoding.encodeComponent(Array(role.utf8))
    guard let answer = try await text(.get, address, proof), let document = JSONReader.read(Array(answer.utf8)),
      let credentials = Credentials(document: document)
    else { throw .credentials("the instance metadata service gives no credentials for the role \(role)") }
    return credentials
  }

  /// nil when nothing answers, or not with success: then this machine is no instance, or has no role.
  private func text(
    _ method: HTTPMethod, _ path: String, _ field: (String, String)
  ) async throws(StoreError) -> String? {
    let environment = exchange.environment
    let base = environment.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
    let seconds = environment.variable("AWS_METADATA_SERVICE_TIMEOUT").flatMap { Int($0) } ?? 1
    let request = HTTPRequest(
      method: method, url: (base.hasSuffix("/") ? String(base.dropLast()) : base) + path, fields: HTTPFields([field]),
      deadline: .seconds(min(max(seconds, 1), 60)), usesProxy: false)
    do throws(StoreError) {
      let response = try await exchange.send(request, to: "the instance metadata service")
      return response.isSuccess ? String(decoding: response.body, as: UTF8.self) : nil
    } catch {
      if error.code == .cancelled { throw error }
      return nil
    }
  }
}
