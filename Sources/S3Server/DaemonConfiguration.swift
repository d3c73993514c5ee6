package import S3Protocol

/// How a daemon runs.
package struct DaemonConfiguration: Sendable {
  /// A certificate chain and its key, both PEM.
  package struct TLSFiles: Sendable, Hashable {
    package var certificatePath: String
    package var keyPath: String

    package init(certificatePath: String, keyPath: String) {
      self.certificatePath = certificatePath
      self.keyPath = keyPath
    }
  }

  /// The store's folder; made when it is missing.
  package var folder: String
  /// A numeric address or a name of this machine.
  package var host: String
  /// 0 takes a free one, which `ready` reports.
  package var port: Int
  package var region: String
  /// May do everything.
  package var root: Credentials
  /// Allows an address other than a loopback one although the daemon speaks no TLS: put a proxy that does in front of
  /// it.
  package var allowsPlainNetwork: Bool
  /// nil for plain HTTP.
  package var tls: TLSFiles?
  /// Names below which the host's first part is a bucket, in lower case.
  package var domains: [String] = []
  /// Where metrics are served; nil for nowhere.
  package var metricsAddress: (host: String, port: Int)?
  /// A file, or `-` for standard output; nil for no access log.
  package var accessLogPath: String?
  /// SIGHUP reads the certificate anew and reopens the access log, in place of what it did before.
  package var reloadsOnHangUp = false
  /// Called once, before `ready`, with the port where metrics are served.
  package var metricsReady: @Sendable (Int) -> Void = { _ in }
  /// What connections may hold and take; tests take less.
  package var limits = ConnectionLimits()
  /// SIGTERM and SIGINT end the daemon in order; false leaves signals to the caller, who cancels the task instead.
  package var handlesSignals: Bool
  /// How long requests under way may take once the daemon is to end.
  package var drainSeconds: Int64
  /// Length of the day that lifecycle rules count in; nil for calendar days. Shorter days are for tests.
  package var lifecycleDaySeconds: Int64?
  /// Access control lists grant what they say, in buckets whose owner is not enforced; where that was not said either
  /// way, writers own their objects.
  package var heedsLists = false
  /// How the store keeps what it is given.
  package var storage = StorageSettings()
  /// A bucket that is served beside those of the store; the store must have none of its name.
  package var readOnlyBucket: (any ReadOnlyBucket)?
  /// Called once, when connections are accepted, with the bound port.
  package var ready: @Sendable (Int) -> Void
  /// One line, without a line feed and never with a secret.
  package var log: @Sendable (String) -> Void

  package init(
    folder: String, host: String = "127.0.0.1", port: Int = 9000, region: String = "us-east-1", root: Credentials,
    allowsPlainNetwork: Bool = false, handlesSignals: Bool = true, drainSeconds: Int64 = 30,
    lifecycleDaySeconds: Int64? = nil,
    ready: @escaping @Sendable (Int) -> Void = { _ in }, log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.folder = folder
    self.host = host
    self.port = port
    self.region = region
    self.root = root
    self.allowsPlainNetwork = allowsPlainNetwork
    self.handlesSignals = handlesSignals
    self.drainSeconds = drainSeconds
    self.lifecycleDaySeconds = lifecycleDaySeconds
    self.ready = ready
    self.log = log
  }
}

/// Why a daemon did not start, or ended other than in order.
package struct DaemonError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The address is not a loopback one and `allowsPlainNetwork` is not set.
    case plainNetworkRefused
    /// Another process has the folder.
    case folderLocked
    /// The folder cannot be used: it has other things in it, or a newer format.
    case folderUnusable
    /// The disk is full, failed, or an fsync failed: nothing was acknowledged after that.
    case storageFailed
    /// What is stored contradicts itself, or a part of it is missing.
    case storageDamaged
    /// The address cannot be bound.
    case addressUnavailable
    /// A file that the configuration names cannot be used.
    case badConfiguration
    /// The root credentials cannot be read, or are not usable.
    case badCredentials
  }

  package var code: Code
  package var message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
