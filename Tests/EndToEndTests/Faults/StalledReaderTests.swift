import FolderFixtures
import Glibc
import Testing

/// Clients that ask for large objects and do not read them.
@Suite struct StalledReaderTests {
  private static let readers = 24
  private static let objectBytes = 24 << 20

  @Test func eachHoldsAMebibyteAtMost() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let file = place.temporary.path + "/large"
    try writeFile(Array(file.utf8), [UInt8](repeating: 7, count: Self.objectBytes))
    let up = try await place.cairn("cp", file, "s3://bucket/large", "-q")
    #expect(up.exit == 0, "\(up.transcript)")
    let signed = try await place.cairn("presign", "get", "s3://bucket/large")
    let url = try #require(signed.output.split(separator: "\n").first)
    try #require(url.hasPrefix(place.endpoint + "/"), "\(url)")
    let path = url.dropFirst(place.endpoint.count)
    let before = try server.residentMebibytes()
    let stalled = try (0..<Self.readers).map { _ in try StalledReader(server.port, String(path)) }
    // The daemon has got on with them for as long as it took to serve these.
    for _ in 0..<10 {
      let listed = try await place.cairn("ls", "s3://bucket")
      #expect(listed.exit == 0, "\(listed.transcript)")
    }
    let grown = try server.residentMebibytes() - before
    // And what serving others takes; all of it in memory would be 576 MiB.
    #expect(grown < Self.readers + 12, "\(grown) MiB for \(Self.readers) readers")
    withExtendedLifetime(stalled) {}
  }
}

/// A connection that sends a request and reads only the first bytes of the answer.
private final class StalledReader {
  private let socket: Int32

  init(_ port: Int, _ target: String) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var room: Int32 = 4096
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0)
    let request = Array("GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
    try #require(Glibc.send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
    var start = [UInt8](repeating: 0, count: 12)
    try #require(recv(socket, &start, start.count, Int32(MSG_WAITALL)) == start.count)
    #expect(String(decoding: start, as: UTF8.self) == "HTTP/1.1 200")
  }

  deinit { close(socket) }
}

extension ServerProcess {
  fileprivate func residentMebibytes() throws -> Int {
    let status = String(decoding: try readBytes("/proc/\(program.pid)/status"), as: UTF8.self)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first) / 1024
  }
}
