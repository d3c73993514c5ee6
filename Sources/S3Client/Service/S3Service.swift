package import HTTPTransport
internal import S3Protocol
package import StorageModel

/// One S3 endpoint with one set of credentials: signs, sends and decodes operations, and corrects what can be
/// corrected at once (region, clock, expired credentials). Retries are ``RetryingStore``'s.
package final class S3Service: Sendable {
  package let settings: S3ClientSettings
  package let retrier: Retrier
  let sender: any HTTPSender
  let credentials: CredentialsProvider
  let environment: ClientEnvironment
  let facts: LearnedFacts
  let meter = UsageMeter()
  let notify: @Sendable (ServiceNotice) -> Void
  private let signingKeys = SigningKeyCache()

  /// `notify` is told once of each thing learned, from any thread.
  package init(
    _ settings: S3ClientSettings, credentials: CredentialsProvider, sender: any HTTPSender,
    environment: ClientEnvironment, retry: RetryPolicy = RetryPolicy(), checksumCapability: ChecksumCapability? = nil,
    notify: @escaping @Sendable (ServiceNotice) -> Void = { _ in }
  ) {
    self.settings = settings
    self.credentials = credentials
    self.sender = sender
    self.environment = environment
    self.notify = notify
    var policy = retry
    if let attempts = settings.maximumAttempts { policy.maximumAttempts = attempts }
    retrier = Retrier(policy, environment)
    facts = LearnedFacts(capability: settings.sendsChecksums ? checksumCapability ?? .crc64nvme : .none)
  }

  /// The service that options, environment and AWS's configuration files describe, over `sender`.
  package convenience init(
    _ options: S3ClientOptions, environment: ClientEnvironment = .system(), sender: any HTTPSender,
    notify: @escaping @Sendable (ServiceNotice) -> Void = { _ in }
  ) throws(StoreError) {
    let settings = try S3ClientSettings(options, environment)
    let chain =
      options.isAnonymous ? nil : try CredentialsChain(options, settings, environment, sender: sender)
    self.init(
      settings, credentials: CredentialsProvider(chain, now: environment.now), sender: sender,
      environment: environment, retry: options.retry, checksumCapability: options.checksumCapability, notify: notify)
  }

  /// What the endpoint takes, as far as it is known by now; worth keeping for the next run.
  package var checksumCapability: ChecksumCapability { facts.capability }

  /// What was sent and received so far.
  package var usage: RequestUsage { meter.value }

  /// One bucket, every call sent once.
  package func bucket(_ name: BucketName) -> S3Store { S3Store(service: self, bucket: name) }

  /// One bucket, calls repeated by the policy.
  package func store(_ name: BucketName) -> RetryingStore<S3Store> {
    RetryingStore(bucket(name), retrier: retrier)
  }

  /// The region that requests for `bucket` are signed for.
  func region(of bucket: BucketName?) -> String { facts.region(of: bucket) ?? settings.region }

  func signer(region: String) -> RequestSigner { RequestSigner(region: region, keys: signingKeys) }

  /// Our time, put right by what the server said.
  var serverTime: Timestamp {
    let now = environment.now()
    let offset = facts.clockOffsetSeconds
    return offset == 0 ? now : Timestamp(seconds: now.seconds &+ offset, nanoseconds: now.subsecondNanoseconds)
  }
}
