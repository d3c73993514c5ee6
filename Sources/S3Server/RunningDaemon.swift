internal import AccessControl
internal import BlobStorage
internal import Digests
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
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
  private let lifecycle: LifecycleSchedule
  private let monitoring: MonitoringListener?
  private let monitor: Monitor
  private let tls: TLSIdentity?

  static func start(_ configuration: DaemonConfiguration) async throws -> RunningDaemon {
    let address = try ListenAddress.resolve(configuration)
    let tls = try configuration.tls.map { (files) throws(DaemonError) in try TLSIdentity(files) }
    let monitor = Monitor(
      metrics: configuration.metricsAddress.map { _ in Metrics() },
      accessLog: try configuration.accessLogPath.map { (path) throws(DaemonError) in try AccessLog(path) })
    OpenFileLimit.raise()
    let stops = StopSignal()
    let store = try openStore(configuration, stops)
    try refuseTakenName(store, configuration)
    try startScrub(store, configuration)
    for name in store.recovery.missingBlobs { configuration.log("damage: the blob \(name) is missing") }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: min(4, max(1, System.coreCount)))
    let workers = WorkerPools()
    workers.start()
    let limits = configuration.limits
    let registry = ConnectionRegistry(limit: limits.connections)
    let identities = try Identities(store: store, root: configuration.root)
    let tokens = try SessionTokens(store: store)
    let gate = RequestGate(
      region: configuration.region, identities: identities, tokens: tokens,
      authorizer: Authorizer(store: store, heedsLists: configuration.heedsLists),
      router: Router(RouteTable.routes, readOnly: configuration.readOnlyBucket), domains: configuration.domains)
    let configurations = BucketConfigurations(store, log: configuration.log)
    let services = ConnectionServices(
      gate: gate,
      context: ServerContext(
        store: store, region: configuration.region, owner: identities.owner(id: Principal.root.id),
        identities: identities,
        configurations: configurations, heedsLists: configuration.heedsLists,
        readOnlyBucket: configuration.readOnlyBucket, signer: { gate.signer($0, $1) },
        log: configuration.log),
      administration: Administration(region: configuration.region, identities: identities, tokens: tokens),
      monitor: monitor, workers: workers, identity: RequestIdentity(seed: randomBytes(count: 12)), registry: registry,
      limits: limits,
      tls: tls, places: try loopPlaces(group, store), now: systemNow)
    do {
      let monitoring = try await startMonitoring(configuration, group, monitor.metrics, registry, store)
      let listener = try await bind(group, services, address)
      let lifecycle = LifecycleSchedule(
        store, configurations, daySeconds: configuration.lifecycleDaySeconds, now: systemNow, log: configuration.log)
      lifecycle.start()
      StartupPages.release()
      return RunningDaemon(
        configuration: configuration, store: store, group: group, workers: workers, registry: registry,
        listener: listener, stops: stops, lifecycle: lifecycle, monitoring: monitoring, monitor: monitor, tls: tls)
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
    let hangUps = configuration.reloadsOnHangUp ? HangUpWatch { reload() } : nil
    // Who reads that it is ready may send a signal at once.
    configuration.ready(listener.localAddress?.port ?? configuration.port)
    let failure = await stops.wait()
    signals?.cancel()
    hangUps?.cancel()
    // An answer may be on its way that was true when it was made; after a failed disk nothing new is accepted either
    // way.
    try await listener.close()
    try await lifecycle.stop()
    registry.drain()
    let deadline = NIODeadline.now() + .seconds(failure == nil ? configuration.drainSeconds : 1)
    while registry.count > 0, NIODeadline.now() < deadline { await pause() }
    registry.closeAll()
    try await monitoring?.close()
    // The loops last: jobs and changes report to them.
    try await workers.shutdownGracefully()
    let storeFailure = store.close()
    try await group.shutdownGracefully()
    monitor.accessLog?.drain()
    if let failure { throw failure }
    if let storeFailure {
      throw DaemonError(.storageFailed, "the disk under \(configuration.folder) failed: \(storeFailure)")
    }
  }

  /// Takes a renewed certificate and a fresh access log; what cannot be used leaves the old one in place.
  private func reload() {
    do throws(DaemonError) {
      try tls?.reload()
      try monitor.accessLog?.reopen()
      configuration.log("reloaded")
    } catch {
      configuration.log("not reloaded: \(error.message)")
    }
  }

  private static func startMonitoring(
    _ configuration: DaemonConfiguration, _ group: MultiThreadedEventLoopGroup, _ metrics: Metrics?,
    _ registry: ConnectionRegistry, _ store: BlobStore
  ) async throws -> MonitoringListener? {
    guard let (host, port) = configuration.metricsAddress, let metrics else { return nil }
    let folder = configuration.folder
    let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
    let listener = try await MonitoringListener.start(group, address) { path in
      switch path {
      case "/metrics": (200, metrics.text(connections: registry.count, folder: folder, scrub: store.scrubState))
      case "/healthz": (200, "ok\n")
      // Before the daemon can serve this port does not answer at all.
      case "/readyz": registry.isDraining ? (503, "draining\n") : (200, "ready\n")
      default: nil
      }
    }
    configuration.metricsReady(listener.port)
    return listener
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
        case .damaged: .storageDamaged
        default: .storageFailed
        }
      throw DaemonError(code, error.message)
    }
  }

  private static func loopPlaces(
    _ group: MultiThreadedEventLoopGroup, _ store: BlobStore
  ) throws(DaemonError) -> [ObjectIdentifier: LoopPlace] {
    var places: [ObjectIdentifier: LoopPlace] = [:]
    do throws(BlobStorageError) {
      for loop in group.makeIterator() { places[ObjectIdentifier(loop)] = try LoopPlace(loop, store) }
    } catch {
      throw DaemonError(.storageFailed, error.message)
    }
    return places
  }

  private static func refuseTakenName(_ store: BlobStore, _ configuration: DaemonConfiguration) throws {
    guard let name = configuration.readOnlyBucket?.name else { return }
    let isTaken: Bool
    do throws(BlobStorageError) { isTaken = try store.buckets().contains { $0.name == name } } catch {
      store.close()
      throw DaemonError(.storageFailed, error.message)
    }
    if isTaken {
      store.close()
      throw DaemonError(.badConfiguration, "the store has a bucket '\(name.text)' of its own")
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
          guard let place = services.place(of: channel.eventLoop) else {
            throw ChannelError.inappropriateOperationForState
          }
          var limits = NIOHTTPDecoderLimitConfiguration()
          limits.maxHeaderFieldSize = services.limits.headerBytes
          limits.maxHeaderListSize = services.limits.headerBytes
          limits.maxHeaderFieldCount = services.limits.headerFields
          if let tls = services.tls {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.current))
          }
          let arrival = ByteArrival()
          try channel.pipeline.syncOperations.addHandler(arrival)
          try channel.pipeline.syncOperations.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)))
          try channel.pipeline.syncOperations.addHandler(ConnectionHandler(services, place: place, arrival: arrival))
        }
      }
      .bind(to: address).get()
  }
}
