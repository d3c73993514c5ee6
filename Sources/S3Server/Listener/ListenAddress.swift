internal import Glibc
internal import NIOCore
internal import StorageModel

/// Where to listen.
enum ListenAddress {
  /// Throws ``DaemonError`` for an address that cannot be resolved, and for one that others reach while that is not
  /// allowed.
  static func resolve(_ configuration: DaemonConfiguration) throws(DaemonError) -> SocketAddress {
    let address: SocketAddress
    do {
      address = try SocketAddress.makeAddressResolvingHost(configuration.host, port: configuration.port)
    } catch {
      throw DaemonError(.addressUnavailable, "cannot resolve \(configuration.host): \(error)")
    }
    guard isLoopback(address) || configuration.allowsPlainNetwork || configuration.tls != nil else {
      throw DaemonError(
        .plainNetworkRefused,
        "\(configuration.host) can be reached by others: give --tls-certificate and --tls-key, listen on 127.0.0.1 "
          + "behind a proxy that speaks TLS, or allow plain HTTP explicitly")
    }
    return address
  }

  static func isLoopback(_ address: SocketAddress) -> Bool {
    guard let text = address.ipAddress else { return false }
    return text.hasPrefix("127.") || text == "::1"
  }
}

/// The system's clock: an edge.
func systemNow() -> Timestamp {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
}

/// Monotonic time since an arbitrary point: an edge.
func systemElapsed() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
}
