internal import Glibc

/// Tells the service manager how the daemon is (sd_notify(3)): a datagram to the socket that NOTIFY_SOCKET names.
package enum ServiceNotification {
  /// Sends `state` (`READY=1`, `STOPPING=1`). Does nothing where `socketPath` is nil. A manager that cannot be reached
  /// cannot be told so either: false then.
  @discardableResult
  package static func send(_ state: String, to socketPath: String?) -> Bool {
    guard let socketPath, !socketPath.isEmpty else { return false }
    var name = Array(socketPath.utf8)
    var address = sockaddr_un()
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    // A leading @ stands for the abstract namespace, which begins with a zero byte.
    if name[0] == UInt8(ascii: "@") { name[0] = 0 }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length = MemoryLayout<sa_family_t>.size + name.count
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let bytes = Array(state.utf8)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, socklen_t(length)) == bytes.count
      }
    }
  }
}
