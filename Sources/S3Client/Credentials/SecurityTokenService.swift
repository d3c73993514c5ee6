internal import Digests
internal import HTTPTransport
internal import S3Protocol
internal import StorageModel

/// AWS STS: temporary credentials for a role (AWS STS API Reference, AssumeRole and AssumeRoleWithWebIdentity).
struct SecurityTokenService: Sendable {
  let exchange: CredentialsExchange
  let region: String
  /// nil takes Amazon's regional one.
  let endpointURL: String?

  /// What a role is assumed with.
  struct Role: Sendable {
    var arn: String
    var sessionName: String
    var externalID: String?
    /// Of the new credentials, in seconds.
    var durationSeconds: String?
  }

  func assume(_ role: Role, with credentials: Credentials) async throws(StoreError) -> Credentials {
    try await call("AssumeRole", role, extra: [("ExternalId", role.externalID)], credentials)
  }

  /// Not signed: the token proves who asks.
  func assume(_ role: Role, webIdentityToken: String) async throws(StoreError) -> Credentials {
    try await call("AssumeRoleWithWebIdentity", role, extra: [("WebIdentityToken", webIdentityToken)], nil)
  }

  private func call(
    _ action: String, _ role: Role, extra: [(String, String?)], _ credentials: Credentials?
  ) async throws(StoreError) -> Credentials {
    let fields: [(String, String?)] =
      [
        ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role.arn), ("RoleSessionName", role.sessionName),
        ("DurationSeconds", role.durationSeconds),
      ] + extra
    let form = QueryParameter.encode(fields.compactMap { name, value in value.map { QueryParameter(name, $0) } })
    let response = try await exchange.sendPatiently(
      try request(Array(form.utf8), credentials), to: "the security token service (\(action))")
    let values = elements(of: response.body)
    guard response.isSuccess, let id = values["AccessKeyId"], let secret = values["SecretAccessKey"],
      let token = values["SessionToken"]
    else {
      let reason = values["Message"] ?? values["message"] ?? "HTTP status \(response.status)"
      throw .credentials("\(action) of \(role.arn) failed: \(reason)")
    }
    return Credentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: token,
      expiration: values["Expiration"].flatMap { Timestamp(iso8601: $0) })
  }

  private func request(_ body: [UInt8], _ credentials: Credentials?) throws(StoreError) -> HTTPRequest {
    let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    let endpoint = try Endpoint(url: endpointURL ?? "https://sts.\(region).\(suffix)")
    var head = S3RequestHead(
      method: "POST", rawPath: endpoint.basePath + "/",
      headers: HTTPFields([
        ("Host", endpoint.authority), ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
      ]))
    if let credentials {
      do {
        let signer = RequestSigner(region: region, service: "sts")
        try signer.sign(
          &head, payload: .signed(sha256(body)), credentials: credentials, now: exchange.environment.now())
      } catch {
        throw .credentials("the request to the security token service cannot be signed: \(error)", cause: error)
      }
    }
    head.headers["Host"] = nil
    return HTTPRequest(
      method: .post, url: "\(endpoint.scheme.rawValue)://\(endpoint.authority)\(head.rawTarget)", fields: head.headers,
      body: .bytes(body), deadline: .seconds(30))
  }

  /// The text of every leaf of the answer by its name: no name stands twice in these documents.
  private func elements(of document: [UInt8]) -> [String: String] {
    var values: [String: String] = [:]
    func collect(_ reader: inout XMLReader) throws(XMLError) {
      while let name = try reader.nextChild() {
        let name = name.text
        if try reader.hasChildren() {
          try collect(&reader)
        } else {
          values[name] = try reader.readString()
        }
      }
    }
    // A damaged document leaves out what is needed, and that is the error that the caller reports.
    try? XMLReader.read(document, limitBytes: 1 << 20) { (reader) throws(XMLError) in
      _ = try reader.root()
      try collect(&reader)
    }
    return values
  }
}
