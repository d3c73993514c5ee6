internal import S3Protocol
internal import StorageModel
internal import Synchronization

/// What every connection of a daemon shares.
final class ConnectionServices: Sendable {
  let gate: RequestGate
  let context: ServerContext
  /// Where everything that may block runs.
  let workers: WorkerPools
  let identity: RequestIdentity
  let registry: ConnectionRegistry
  let limits: ConnectionLimits
  /// Connections are TLS.
  let isSecure: Bool
  let now: @Sendable () -> Timestamp
  private let date = Mutex((seconds: Int64.min, text: ""))

  init(
    gate: RequestGate, context: ServerContext, workers: WorkerPools, identity: RequestIdentity,
    registry: ConnectionRegistry, limits: ConnectionLimits, isSecure: Bool = false,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.gate = gate
    self.context = context
    self.workers = workers
    self.identity = identity
    self.registry = registry
    self.limits = limits
    self.isSecure = isSecure
    self.now = now
  }

  /// The value of the Date header, made once a second.
  func dateText() -> String {
    let time = now()
    return date.withLock { cached in
      if cached.seconds != time.seconds { cached = (time.seconds, time.httpDate) }
      return cached.text
    }
  }
}

/// What one connection may hold and how long it may take. Slow or idle peers cost a descriptor, never a thread.
struct ConnectionLimits: Sendable {
  var connections = 2_048
  var headerBytes = 64 << 10
  var headerFields = 100
  /// From the first byte of a head (of a connection, from accept) to its last.
  var headSeconds: Int64 = 10
  var idleSeconds: Int64 = 60
  /// How long a body may make no progress, or an answer not be read.
  var stallSeconds: Int64 = 60
  /// Average rate of a body, counted from this many seconds on.
  var bodyGraceSeconds: Int64 = 30
  var bodyBytesPerSecond: Int64 = 1 << 10
  /// A body up to this size is taken as a whole before any work starts: one job in place of three.
  var smallBodyBytes = 64 << 10
  /// The longest document of who did not sign: enough to delete a thousand keys of usual length.
  var anonymousDocumentBytes = 1 << 20
  /// Bytes of a body that are handed to a job at once, and how many wait while a job runs.
  var batchBytes = 256 << 10
  var pendingBytes = 512 << 10
  /// The next window of an answer is read while no more than this is in the channel: with it, a reader that does not
  /// read holds a MiB.
  var sendBytes = 512 << 10
  /// What is read and dropped after an answer that came before the end of a body.
  var discardBytes: Int64 = 64 << 20
  var discardSeconds: Int64 = 5
  /// A rest of a body up to this size is dropped and the connection goes on.
  var discardKeepAliveBytes: Int64 = 1 << 20
}
