import HTTPTransport
import ObjectStores
import S3Client
import S3Protocol
import StorageModel
import Transfers

/// An endpoint reached over HTTP.
struct S3Endpoint: EndpointService {
  /// Connections kept at most: transfers at once grow with latency up to here.
  private static let connections = 256

  let identity: String
  private let service: S3Service
  private let transport: CurlTransport
  private let memory: EndpointMemory

  /// Reads AWS's configuration files and variables; sends nothing.
  init(_ settings: EndpointSettings, _ context: CommandContext) throws {
    var environment = ClientEnvironment.system()
    environment.variable = { context.variable($0) }
    environment.homeDirectory = context.variable("HOME") ?? environment.homeDirectory
    environment.now = context.now
    var options = S3ClientOptions()
    options.profile = settings.profile
    options.region = settings.region
    options.endpointURL = settings.endpointURL
    options.addressing = AddressingStyle(rawValue: settings.addressing.rawValue)
    options.isAnonymous = settings.noSignRequest
    var client = try S3ClientSettings(options, environment)
    if let attempts = settings.maxAttempts { client.maximumAttempts = attempts }
    var configuration = TransportConfiguration()
    configuration.maximumConnections = min(256, settings.connections.map { $0 + 4 } ?? Self.connections)
    configuration.caBundlePath = settings.caBundle ?? client.caBundlePath
    configuration.userAgent = "cairn/\(Cairn.version)"
    do { transport = try CurlTransport(configuration) } catch {
      throw CommandError(.someFailed, "the HTTP client could not be started: \(error.message)")
    }
    let chain =
      settings.noSignRequest ? nil : try CredentialsChain(options, client, environment, sender: transport)
    let memory = EndpointMemory(url: client.endpoint.url, context)
    self.memory = memory
    client.known = memory.profile
    service = S3Service(
      client, credentials: CredentialsProvider(chain, now: environment.now), sender: transport,
      environment: environment, retry: options.retry, checksumCapability: client.known.checksumCapability,
      notify: { memory.note($0) })
    identity = client.endpoint.url
  }

  var listsByFolder: Bool { memory.listsByFolder }

  func noteFolderOrder() { memory.noteFolderOrder() }

  var requestCount: Int64 { transport.counters.requests }

  var client: S3Service? { service }

  func bucket(_ name: BucketName, gate: ConcurrencyGate?) -> any MultipartStore {
    guard let gate else { return service.store(name) }
    return RetryingStore(GatedStore(service.bucket(name), gate: gate), retrier: service.retrier)
  }

  func listBuckets() async throws(StoreError) -> [BucketFacts] {
    try await service.listBuckets().map { BucketFacts(name: $0.name, created: $0.created) }
  }

  func createBucket(_ name: BucketName) async throws(StoreError) { try await service.createBucket(name) }

  func removeBucket(_ name: BucketName) async throws(StoreError) { try await service.deleteBucket(name) }

  func presign(_ request: PresignRequest) async throws(StoreError) -> String {
    let seconds = Int(request.lifetime.components.seconds)
    switch request.method {
    case .get:
      return try await service.presignedGet(
        request.bucket, request.key, lifetimeSeconds: seconds, versionID: request.versionID)
    case .put:
      return try await service.presignedPut(
        request.bucket, request.key, lifetimeSeconds: seconds, contentType: request.contentType)
    }
  }
}
