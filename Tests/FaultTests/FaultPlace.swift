import Digests
import HTTPTransport
import ObjectStores
import S3Client
import S3Protocol
import S3Stub
import StorageModel
import Synchronization

/// A scripted endpoint and the client before it: no sleeps, chance that is always the same, credentials that a test
/// can change.
final class FaultPlace: Sendable {
  let stub: StubServer
  let service: S3Service
  let transport: CurlTransport

  /// `idle` ends an exchange in which nothing moves: short only in tests that stall, since a busy machine is slow.
  init(
    idle: Duration = .seconds(20), attempts: Int = 4, budget: Int = 1 << 20,
    source: (any CredentialsSource)? = nil,
    clock: (@Sendable () -> Timestamp)? = nil
  ) throws {
    stub = try StubServer()
    var configuration = TransportConfiguration()
    configuration.idleTimeout = idle
    configuration.continueTimeout = .milliseconds(20)
    configuration.proxy = .none
    transport = try CurlTransport(configuration)
    let record = SleepRecord()
    sleepRecord = record
    let environment = ClientEnvironment(
      variable: { _ in nil }, homeDirectory: nil, readFile: { _ in nil }, now: clock ?? systemTime,
      uptime: { .zero }, sleep: { record.add($0) }, random: { 1 << 63 },
      runProgram: { _ in throw EnvironmentFailure("no programs here") })
    var retry = RetryPolicy()
    retry.maximumAttempts = attempts
    retry.budget = budget
    let endpoint = try Endpoint(url: stub.endpoint)
    let fixed = FixedCredentials(Credentials(accessKeyID: "AKIATEST", secretAccessKey: "secret"))
    service = S3Service(
      S3ClientSettings(endpoint: endpoint, region: "us-east-1"),
      credentials: CredentialsProvider(source ?? fixed, now: environment.now), sender: transport,
      environment: environment, retry: retry)
  }

  deinit { stub.stop() }

  private let sleepRecord: SleepRecord

  /// What the client would have waited, in order.
  var waits: [Duration] { sleepRecord.all }

  /// Requests are repeated by the policy.
  var store: some MultipartStore { service.store(bucket) }

  /// Every request is sent once.
  var plain: S3Store { service.bucket(bucket) }

  let bucket: BucketName = {
    guard let name = BucketName("bucket") else { preconditionFailure("a valid name") }
    return name
  }()

  var contents: [ObjectKey: [UInt8]] { stub.withModel { $0.contents(of: "bucket") } }

  func put(_ body: [UInt8], at key: String) { stub.withModel { $0.put(body, at: key, in: "bucket") } }

  /// Every key of the bucket, page by page.
  func listAll(_ store: some ObjectStore) async throws -> [ObjectKey] {
    var keys: [ObjectKey] = []
    var request = ListRequest()
    while true {
      let page = try await store.list(request)
      keys += page.objects.map(\.key)
      guard let next = page.nextToken else { return keys }
      request.token = next
    }
  }
}

private final class SleepRecord: Sendable {
  private let durations = Mutex<[Duration]>([])
  func add(_ duration: Duration) { durations.withLock { $0.append(duration) } }
  var all: [Duration] { durations.withLock { $0 } }
}

@Sendable private func systemTime() -> Timestamp { ClientEnvironment.system().now() }
