internal import AccessControl
internal import BlobStorage
internal import Digests
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import S3Protocol
internal import StorageModel

/// A daemon that accepts connections: the store, the threads and the listening socket.
struct RunningDaemon: Sendable {
  private let configuration: DaemonConfiguration
  private let store: BlobStore
  private let group: MultiThreadedEventLoopGroup
  private let workers: WorkerPools
  private let registry: ConnectionRegistry
  private let listener: any Channel
  private let stops: StopSignal

  static func start(_ configuration: DaemonConfiguration) async throws -> RunningDaemon {
    let address = try ListenAddress.resolve(configuration)
    OpenFileLimit.raise()
    let stops = StopSignal()
    let store = try openStore(configuration, stops)
    try startScrub(store, configuration)
    for name in store.recovery.missingBlobs { configuration.log("damage: the blob \(name) is missing") }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: min(4, max(1, System.coreCount)))
    let workers = WorkerPools()
    workers.start()
    let limits = ConnectionLimits()
    let registry = ConnectionRegistry(limit: limits.connections)
    let identities = try Identities(store: store, root: configuration.root)
    let gate = RequestGate(
      region: configuration.region, identities: identities, tokens: try SessionTokens(store: store),
      authorizer: Authorizer(store: store), router: Router(RouteTable.routes))
    let services = ConnectionServices(
      gate: gate,
      context: ServerContext(
        store: store, region: configuration.region, owner: identities.owner(id: Principal.root.id),
        identities: identities,
        configurations: BucketConfigurations(store, log: configuration.log), log: configuration.log),
      workers: workers, identity: RequestIdentity(seed: randomBytes(count: 12)), registry: registry, limits: limits,
      now: systemNow)
    do {
      let listener = try await bind(group, services, address)
      configuration.ready(listener.localAddress?.port ?? configuration.port)
      return RunningDaemon(
        configuration: configuration, store: store, group: group, workers: workers, registry: registry,
        listener: listener, stops: stops)
    } catch {
      try await workers.shutdownGracefully()
      try await group.shutdownGracefully()
      store.close()
      throw DaemonError(
        .addressUnavailable, "cannot listen on \(configuration.host) port \(configuration.port): \(error)")
    }
  }

  /// Returns after an orderly end; throws when the disk failed.
  func runUntilStopped() async throws {
    let signals = configuration.handlesSignals ? SignalWatch(stops) : nil
    let failure = await stops.wait()
    signals?.cancel()
    // An answer may be on its way that was true when it was made; after a failed disk nothing new is accepted either
    // way.
    try await listener.close()
    registry.drain()
    let deadline = NIODeadline.now() + .seconds(failure == nil ? configuration.drainSeconds : 1)
    while registry.count > 0, NIODeadline.now() < deadline { await pause() }
    registry.closeAll()
    try await group.shutdownGracefully()
    try await workers.shutdownGracefully()
    store.close()
    if let failure { throw failure }
  }

  /// Waits a little without a thread; ends early, and so does the draining, when the task is cancelled a second time.
  private func pause() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      group.any().scheduleTask(in: .milliseconds(20)) { continuation.resume() }
    }
  }

  private static func startScrub(_ store: BlobStore, _ configuration: DaemonConfiguration) throws {
    guard let rate = configuration.storage.scrubBytesPerSecond else { return }
    let log = configuration.log
    do throws(BlobStorageError) {
      try store.startScrub(bytesPerSecond: rate, elapsed: { systemElapsed() }) { finding in
        let owners = finding.owners.map { "\($0.bucket)/\($0.key)" }.joined(separator: ", ")
        let word = finding.isDamage ? "damage" : "scrub"
        log("\(word): blob \(finding.blob): \(finding.message)\(owners.isEmpty ? "" : ": " + owners)")
      }
    } catch {
      store.close()
      throw DaemonError(.storageFailed, error.message)
    }
  }

  private static func openStore(_ configuration: DaemonConfiguration, _ stops: StopSignal) throws -> BlobStore {
    do throws(BlobStorageError) {
      var options = BlobStore.Options()
      options.keyring = configuration.storage.keyring
      options.volumes = configuration.storage.volumes
      return try BlobStore(path: configuration.folder, options: options, now: systemNow) { error in
        stops.stop(
          DaemonError(
            .storageFailed, "the disk under \(configuration.folder) failed; nothing was acknowledged since: \(error)"))
      }
    } catch {
      let code: DaemonError.Code =
        switch error.code {
        case .locked: .folderLocked
        case .newerFormat, .notAStore: .folderUnusable
        default: .storageFailed
        }
      throw DaemonError(code, error.message)
    }
  }

  private static func bind(
    _ group: MultiThreadedEventLoopGroup, _ services: ConnectionServices, _ address: SocketAddress
  ) async throws -> any Channel {
    try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 8192, maximum: 256 << 10)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          var limits = NIOHTTPDecoderLimitConfiguration()
          limits.maxHeaderFieldSize = services.limits.headerBytes
          limits.maxHeaderListSize = services.limits.headerBytes
          limits.maxHeaderFieldCount = services.limits.headerFields
          let arrival = ByteArrival()
          try channel.pipeline.syncOperations.addHandler(arrival)
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withPipeliningAssistance: true, withErrorHandling: false, withOutboundHeaderValidation: true,
            withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
            withDecoderLimitConfiguration: limits)
          try channel.pipeline.syncOperations.addHandler(ConnectionHandler(services, arrival: arrival))
        }
      }
      .bind(to: address).get()
  }
}
