import Digests
import HTTPTransport
import S3Client
import S3Protocol
import S3Server
import StorageModel

/// The keys of a running daemon, asked for over its endpoint with root's credentials.
struct KeyService {
  private let endpoint: Endpoint
  private let region: String
  private let credentials: CredentialsProvider
  private let transport: CurlTransport
  private let now: @Sendable () -> Timestamp

  /// Reads AWS's configuration files and variables; sends nothing.
  init(_ connection: ConnectionOptions, _ context: CommandContext) throws {
    var environment = ClientEnvironment.system()
    environment.variable = { context.variable($0) }
    environment.now = context.now
    var options = S3ClientOptions()
    options.profile = connection.profile
    options.region = connection.region
    options.endpointURL = connection.endpointUrl
    let client = try S3ClientSettings(options, environment)
    guard client.endpoint.amazon == nil else {
      throw CommandError.usage("name the folder of a daemon, or a running one with --endpoint-url")
    }
    var configuration = TransportConfiguration()
    configuration.caBundlePath = connection.caBundle ?? client.caBundlePath
    configuration.userAgent = "cairn/\(Cairn.version)"
    do { transport = try CurlTransport(configuration) } catch {
      throw CommandError(.someFailed, "the HTTP client could not be started: \(error.message)")
    }
    endpoint = client.endpoint
    region = client.region
    now = context.now
    credentials = CredentialsProvider(
      try CredentialsChain(options, client, environment, sender: transport), now: context.now)
  }

  func add(_ scope: KeyScope, expires: Timestamp?) async throws -> Credentials {
    var form = [("Action", "CairnAddKey"), ("Prefix", scope.location), ("Allow", scope.permissionText)]
    if let expires { form.append(("Expires", String(expires.seconds))) }
    let values = try Self.groups(try await call(form), within: ["CairnAddKeyResult"]).first ?? [:]
    guard let id = values["AccessKeyId"], let secret = values["SecretAccessKey"] else { throw Self.unexpected() }
    return Credentials(accessKeyID: id, secretAccessKey: secret)
  }

  func list() async throws -> [ScopedKey] {
    let answer = try await call([("Action", "CairnListKeys")])
    return try Self.groups(answer, within: ["CairnListKeysResult", "Keys", "member"]).map { values in
      let words = (values["Allow"] ?? "").split(separator: ",").compactMap { KeyScope.Permission(rawValue: String($0)) }
      guard let id = values["AccessKeyId"],
        let scope = KeyScope(location: values["Prefix"] ?? "", permissions: Set(words))
      else { throw Self.unexpected() }
      return ScopedKey(
        accessKeyID: id, scope: scope, created: Timestamp(seconds: Int64(values["Created"] ?? "") ?? 0),
        expires: Int64(values["Expires"] ?? "").map { Timestamp(seconds: $0) })
    }
  }

  /// False when there is no such key.
  func remove(_ accessKeyID: String) async throws -> Bool {
    do {
      _ = try await call([("Action", "CairnRemoveKey"), ("AccessKeyId", accessKeyID)])
      return true
    } catch let error as CommandError where error.status == .notFound {
      return false
    }
  }

  private func call(_ form: [(String, String)]) async throws -> [UInt8] {
    let body = Array(QueryParameter.encode(form.map { QueryParameter($0.0, $0.1) }).utf8)
    var head = S3RequestHead(method: "POST", path: [UInt8(ascii: "/")])
    head.headers = HTTPFields([
      ("Host", endpoint.authority), ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
    ])
    guard let credentials = try await credentials.credentials() else {
      throw CommandError(.denied, "root's credentials are needed", next: "set AWS_ACCESS_KEY_ID and its secret")
    }
    try RequestSigner(region: region, service: "iam").sign(
      &head, payload: .signed(sha256(body)), credentials: credentials, now: now())
    head.headers["Host"] = nil
    let request = HTTPRequest(method: .post, url: endpoint.url + "/", fields: head.headers, body: .bytes(body))
    let response: HTTPResponse
    do {
      response = try await transport.send(request, into: .memory(limitBytes: 16 << 20))
    } catch {
      throw CommandError(.unreachable, "\(endpoint.url) does not answer: \(error.message)")
    }
    guard !response.isSuccess else { return response.body }
    let values = try Self.groups(response.body, within: ["Error"]).first ?? [:]
    let text = escapedForDisplay(Array((values["Message"] ?? "status \(response.status)").utf8))
    throw CommandError(response.status == 404 ? .notFound : response.status == 403 ? .denied : .someFailed, text)
  }

  /// The texts of each element that lies at `path` below the root.
  private static func groups(_ xml: [UInt8], within path: [String]) throws -> [[String: String]] {
    do {
      return try XMLReader.read(xml, limitBytes: 16 << 20) { (reader) throws(XMLError) in
        _ = try reader.root()
        return try groups(&reader, path[...])
      }
    } catch { throw unexpected() }
  }

  private static func groups(
    _ reader: inout XMLReader, _ path: ArraySlice<String>
  ) throws(XMLError) -> [[String: String]] {
    guard let wanted = path.first else {
      var values: [String: String] = [:]
      while let name = try reader.nextChild() {
        let key = name.text
        values[key] = try reader.readString()
      }
      return [values]
    }
    var found: [[String: String]] = []
    while let name = try reader.nextChild() {
      if name.text == wanted { found += try groups(&reader, path.dropFirst()) } else { try reader.skip() }
    }
    return found
  }

  private static func unexpected() -> CommandError {
    CommandError(.someFailed, "the answer is not one of cairn serve", next: "is --endpoint-url that of a cairn serve?")
  }
}
