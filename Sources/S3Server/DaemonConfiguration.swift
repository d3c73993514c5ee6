package import S3Protocol

/// How a daemon runs.
package struct DaemonConfiguration: Sendable {
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
  /// SIGTERM and SIGINT end the daemon in order; false leaves signals to the caller, who cancels the task instead.
  package var handlesSignals: Bool
  /// How long requests under way may take once the daemon is to end.
  package var drainSeconds: Int64
  /// How the store keeps what it is given.
  package var storage = StorageSettings()
  /// Called once, when connections are accepted, with the bound port.
  package var ready: @Sendable (Int) -> Void
  /// One line, without a line feed and never with a secret.
  package var log: @Sendable (String) -> Void

  package init(
    folder: String, host: String = "127.0.0.1", port: Int = 9000, region: String = "us-east-1", root: Credentials,
    allowsPlainNetwork: Bool = false, handlesSignals: Bool = true, drainSeconds: Int64 = 30,
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
    /// The address cannot be bound.
    case addressUnavailable
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
