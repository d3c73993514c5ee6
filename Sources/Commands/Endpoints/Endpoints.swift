import Mirroring
import ObjectStores
import S3Client
import StorageModel
import Synchronization
import Transfers

/// Opens the buckets that a command line names. Locations of one endpoint share its connections.
final class Endpoints: Sendable {
  private let options: ConnectionOptions
  private let context: CommandContext
  private let configuration: ConfigurationFile
  private let connections: Int?
  private let opened = Mutex<[EndpointSettings: any EndpointService]>([:])

  /// Reads the configuration file.
  convenience init(_ options: ConnectionOptions, _ context: CommandContext, connections: Int? = nil) throws {
    let configuration = try ConfigurationFile.find(named: options.config, context: context)
    self.init(options, context, configuration, connections: connections)
  }

  init(
    _ options: ConnectionOptions, _ context: CommandContext, _ configuration: ConfigurationFile, connections: Int? = nil
  ) {
    self.options = options
    self.context = context
    self.configuration = configuration
    self.connections = connections
  }

  /// Requests sent to all endpoints so far.
  var requestCount: Int64 { opened.withLock { $0.values.reduce(0) { $0 + $1.requestCount } } }

  /// What was sent to and received from all endpoints so far, by what it costs.
  var usage: RequestUsage { opened.withLock { $0.values.compactMap { $0.client?.usage }.reduce(RequestUsage(), +) } }

  /// `--prices`
  var namedPrices: String? { options.prices }

  /// The endpoint that `location` names.
  func service(_ location: BucketLocation) throws -> any EndpointService {
    let settings = try settings(for: location)
    return try opened.withLock { opened in
      if let service = opened[settings] { return service }
      let service = try context.openEndpoint(settings, context)
      opened[settings] = service
      return service
    }
  }

  /// The bucket that `location` names. Sends nothing.
  func store(_ location: BucketLocation) throws -> any MultipartStore {
    let bucket = try location.requireBucket()
    return try service(location).bucket(bucket)
  }

  /// The bucket that `location` names as it was, for reading; nil for now.
  func store(_ location: BucketLocation, at view: PastView?) throws -> any MultipartStore {
    let store = try store(location)
    guard let view else { return store }
    return try past(view, location, store)
  }

  /// As ``place(_:gate:)``, of the past. It counts as an endpoint of its own: a copy inside the real one would take the
  /// latest version.
  func place(_ location: BucketLocation, gate: ConcurrencyGate, at view: PastView) throws -> BucketPlace {
    let now = try place(location, gate: gate)
    return BucketPlace(
      store: try past(view, location, now.store), bucket: now.bucket, prefix: now.prefix,
      endpointIdentity: "\(now.endpointIdentity)@\(view.text)")
  }

  private func past(
    _ view: PastView, _ location: BucketLocation, _ store: any MultipartStore
  ) throws -> any MultipartStore {
    let bucket = try location.requireBucket()
    switch view {
    case .time(let time):
      return PastStore(service: try service(location).requireClient(), bucket: bucket, store: store, at: time)
    case .pin(let name): return PinnedStore(name, bucket: bucket, store: store)
    }
  }

  /// The bucket that `location` names, as one side of a mirror: the key is its prefix. Sends nothing.
  func place(_ location: BucketLocation, gate: ConcurrencyGate? = nil) throws -> BucketPlace {
    let bucket = try location.requireBucket()
    let service = try service(location)
    var place = BucketPlace(
      store: service.bucket(bucket, gate: gate), bucket: bucket, prefix: location.folderPrefix,
      endpointIdentity: service.identity)
    place.listsByFolder = service.listsByFolder
    return place
  }

  /// Keeps for later runs that the endpoint of this identity lists folder by folder.
  func noteFolderOrder(of identity: String) {
    for service in opened.withLock({ Array($0.values) }) where service.identity == identity {
      service.noteFolderOrder()
    }
  }

  /// The table called `name`, or the built-in one; a usage error when there is none.
  func configuredPrices(_ name: String) throws -> Prices {
    if let prices = configuration.prices[name] ?? Prices.builtIn[name] { return prices }
    let known = (Array(configuration.prices.keys) + Prices.builtIn.keys).sorted().joined(separator: ", ")
    throw CommandError.usage(
      "no prices '\(name)', only \(known)", next: "add [prices.\(name)] to the configuration file")
  }

  /// The jobs of the configuration file.
  var jobs: [String: JobSettings] { configuration.jobs }

  /// The prices of the remote that `location` names.
  func remote(_ location: BucketLocation) throws -> RemoteSettings? {
    try location.remote.map { try configuration.remote($0) }
  }

  /// A flag (or its environment variable, which stands for it) goes before the remote's setting.
  private func settings(for location: BucketLocation) throws -> EndpointSettings {
    let remote = try location.remote.map { try configuration.remote($0) } ?? RemoteSettings()
    var settings = EndpointSettings()
    settings.endpointURL = options.endpointUrl ?? remote.endpointURL
    settings.region = options.region ?? remote.region
    settings.profile = options.profile ?? remote.profile
    settings.addressing = options.addressing ?? remote.addressing ?? .auto
    settings.caBundle = options.caBundle ?? remote.caBundle
    settings.noSignRequest = options.noSignRequest || remote.noSignRequest ?? false
    settings.maxAttempts = options.maxAttempts
    settings.connections = connections
    return settings
  }
}
