internal import NIOCore
internal import S3Protocol
internal import StorageModel
internal import Synchronization

/// What every connection of a daemon shares.
final class ConnectionServices: Sendable {
  let gate: RequestGate
  let context: ServerContext
  let administration: Administration
  /// Counts and logs what was answered.
  let monitor: Monitor
  /// Where everything that may block runs.
  let workers: WorkerPools
  let identity: RequestIdentity
  let registry: ConnectionRegistry
  let limits: ConnectionLimits
  /// nil for plain HTTP.
  let tls: TLSIdentity?
  let keyLoad: KeyLoad
  /// One for each event loop.
  private let places: [ObjectIdentifier: LoopPlace]
  let now: @Sendable () -> Timestamp
  private let date = Mutex((seconds: Int64.min, text: ""))

  init(
    gate: RequestGate, context: ServerContext, administration: Administration, monitor: Monitor, workers: WorkerPools,
    identity: RequestIdentity,
    registry: ConnectionRegistry, limits: ConnectionLimits, tls: TLSIdentity? = nil,
    places: [ObjectIdentifier: LoopPlace],
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.gate = gate
    self.context = context
    self.administration = administration
    self.monitor = monitor
    self.workers = workers
    self.identity = identity
    self.registry = registry
    self.limits = limits
    keyLoad = KeyLoad(limit: limits.requestsPerKey)
    self.tls = tls
    self.places = places
    self.now = now
  }

  /// nil for a loop that is not the daemon's.
  func place(of loop: any EventLoop) -> LoopPlace? { places[ObjectIdentifier(loop)] }

  /// The value of the Date header, made once a second.
  func dateText() -> String {
    let time = now()
    return date.withLock { cached in
      if cached.seconds != time.seconds { cached = (time.seconds, time.httpDate) }
      return cached.text
    }
  }
}
