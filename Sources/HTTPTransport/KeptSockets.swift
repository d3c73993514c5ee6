internal import CCurl
internal import Glibc

/// The sockets of one engine's connections, and whether something waits on one that was used before.
///
/// HTTP/1.1 answers do not say which request they belong to (RFC 9112, section 9.2: their order does). Between two
/// exchanges a server has nothing to say, so what waits then is a second answer, the rest of one, or the connection's
/// end. libcurl (7.88) only asks whether a kept connection is broken and would take a waiting answer for that of the
/// next request; it is therefore asked about here, right before a request goes out. Bytes that arrive after the
/// request are beyond any client's power to tell apart.
///
/// Cost: one poll(2) a request. Unchecked: only the engine's thread uses it.
final class KeptSockets: @unchecked Sendable {
  /// Both ends of a connection. Two connections may share them when they lead to two addresses: both are asked then.
  private struct Ports: Hashable {
    var local: Int32
    var remote: Int32
  }

  /// Opened, but no request went over them yet.
  private var unused: [Int32] = []
  private var used: [Ports: [Int32]] = [:]
  private var ports: [Int32: Ports] = [:]

  init() {}

  func opened(_ socket: Int32) { unused.append(socket) }

  func closed(_ socket: Int32) {
    unused.removeAll { $0 == socket }
    guard let place = ports.removeValue(forKey: socket) else { return }
    used[place]?.removeAll { $0 == socket }
    if used[place]?.isEmpty == true { used[place] = nil }
  }

  /// A request is about to go out. True when the connection was used before and something waits on it. On a new one
  /// bytes may wait that belong to its beginning, as the session tickets of TLS 1.3 do.
  func mustAvoid(localPort: Int32, remotePort: Int32) -> Bool {
    let place = Ports(local: localPort, remote: remotePort)
    if let index = unused.firstIndex(where: { Self.localPort(of: $0) == localPort }) {
      let socket = unused.remove(at: index)
      used[place, default: []].append(socket)
      ports[socket] = place
      return false
    }
    return used[place]?.contains(where: Self.isReadable) ?? false
  }

  private static func isReadable(_ socket: Int32) -> Bool {
    var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  private static func localPort(of socket: Int32) -> Int32? {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &address) { bytes -> Int32? in
      guard let start = bytes.baseAddress else { return nil }
      guard getsockname(socket, start.assumingMemoryBound(to: sockaddr.self), &length) == 0 else { return nil }
      // sin_port and sin6_port stand at the same place, in network byte order.
      return Int32(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
    }
  }
}

/// CURLOPT_OPENSOCKETFUNCTION: a socket that child processes do not inherit.
func curlOpensSocket(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let context, let address = address?.pointee else { return CURL_SOCKET_BAD }
  let socket = Glibc.socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
  if socket >= 0 { Unmanaged<KeptSockets>.fromOpaque(context).takeUnretainedValue().opened(socket) }
  return socket
}

/// CURLOPT_CLOSESOCKETFUNCTION.
func curlClosesSocket(_ context: UnsafeMutableRawPointer?, _ socket: curl_socket_t) -> Int32 {
  if let context { Unmanaged<KeptSockets>.fromOpaque(context).takeUnretainedValue().closed(socket) }
  return close(socket)
}

/// CURLOPT_PREREQFUNCTION; the context is the ``EasyHandle``.
func curlIsReadyToSend(
  _ context: UnsafeMutableRawPointer?, _ remoteAddress: UnsafeMutablePointer<CChar>?,
  _ localAddress: UnsafeMutablePointer<CChar>?, _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
  guard let context else { return CURL_PREREQFUNC_OK }
  return Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue().connected(localPort, remotePort)
}
