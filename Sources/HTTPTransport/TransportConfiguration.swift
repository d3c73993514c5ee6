/// How connections are made and what bounds hold for every exchange.
package struct TransportConfiguration: Sendable {
  /// Which proxy requests go through.
  package enum Proxy: Hashable, Sendable {
    /// `HTTPS_PROXY`, `http_proxy`, `ALL_PROXY` and `NO_PROXY`, as curl reads them.
    case fromEnvironment
    case none
    case url(String)
  }

  /// Threads that run libcurl: 1 to 4. One moves about 3 GB/s over loopback.
  package var engineThreads = 1
  /// Connections open at once, and kept for reuse: 1 to 256 over all threads. Further requests wait in line.
  package var maximumConnections = 64
  package var connectTimeout: Duration = .seconds(10)
  /// No byte in either direction for so long ends an exchange; time spent waiting for a body's source or sink does not
  /// count. 60 seconds, as the AWS CLI's read timeout.
  package var idleTimeout: Duration = .seconds(60)
  /// For a whole exchange; nil for none. A large body on a slow line may take hours, so none is the default.
  package var deadline: Duration?
  /// How long a request with a large body waits for `100 Continue` before it sends the body all the same.
  package var continueTimeout: Duration = .seconds(1)
  package var proxy: Proxy = .fromEnvironment
  /// A file of certificates in PEM; nil takes the system's.
  package var caBundlePath: String?
  /// Accepts any certificate. Only on the user's explicit word.
  package var allowsInsecureTLS = false
  package var userAgent = "cairn"
  package var headerLimitBytes = 64 << 10
  /// So much of an error's body is kept; the connection is closed over a longer one.
  package var errorBodyLimitBytes = 64 << 10

  package init() {}
}
