import S3Protocol
import S3Server
import StorageModel
import Testing

@Suite struct HostileLoadTests {
  private static let body = [UInt8](repeating: 7, count: 8 << 20)

  /// Limits that a test can wait for.
  private static var shortLimits: ConnectionLimits {
    var limits = ConnectionLimits()
    limits.headSeconds = 1
    limits.idleSeconds = 1
    limits.stallSeconds = 1
    limits.bodyGraceSeconds = 1
    return limits
  }

  @Test func offendersAreClosedAndOthersServed() async throws {
    try await TestDaemon.with(limits: Self.shortLimits) { daemon in
      #expect(try daemon.send("PUT", "/bucket/large", body: Self.body).status == 200)
      #expect(try daemon.send("PUT", "/bucket/small", body: [1, 2, 3]).status == 200)
      let silent = try (0..<40).map { _ in try daemon.connect() }
      let slowHeads = try (0..<10).map { _ in
        let connection = try daemon.connect()
        try connection.write("GET /bucket/small HTTP/1.1\r\nHo")
        return connection
      }
      let slowBodies = try (0..<5).map { _ in
        let connection = try daemon.connect()
        let head = try TestConnection.signed(
          "PUT", "/bucket/slow", headers: [("Content-Length", "300000")], payload: .unsigned)
        try connection.write(TestConnection.bytes(head) + [1, 2, 3])
        return connection
      }
      let slowReaders = try (0..<5).map { _ in
        let connection = try daemon.connect()
        try connection.write(TestConnection.bytes(try TestConnection.signed("GET", "/bucket/large", payload: .empty)))
        return connection
      }
      for _ in 0..<50 {
        #expect(try daemon.send("GET", "/bucket/small").body == [1, 2, 3])
      }
      for connection in silent + slowHeads + slowBodies { #expect(connection.isClosedByDaemon()) }
      // Each of these is closed a second after it came at the earliest, and then the time of the readers is over too.
      for _ in 0..<2 { #expect(try daemon.connect().isClosedByDaemon()) }
      // What they did not read in time does not come any more.
      for connection in slowReaders {
        #expect(connection.isClosedBeforeEndOf(bytes: Self.body.count))
      }
      #expect(try daemon.send("GET", "/bucket/slow").status == 404)
    }
  }

  @Test func connectionsBeyondTheLimitAreClosed() async throws {
    var limits = ConnectionLimits()
    limits.connections = 8
    try await TestDaemon.with(limits: limits) { daemon in
      #expect(try daemon.send("PUT", "/bucket/k", body: [1]).status == 200)
      let connections = try (0..<8).map { _ in try daemon.connect() }
      for connection in connections { #expect(try connection.send("GET", "/bucket/k").status == 200) }
      #expect(try daemon.connect().isClosedByDaemon())
      for connection in connections { #expect(try connection.send("GET", "/bucket/k").status == 200) }
    }
  }

  /// Each answer makes the HTTP handlers deliver the next request: thousands must not lie on the stack at a time.
  @Test func thousandsOfPipelinedRequestsAreAnsweredInOrder() async throws {
    try await TestDaemon.with { daemon in
      #expect(try daemon.send("PUT", "/bucket/k", body: [1, 2, 3]).status == 200)
      let refused = try daemon.connect()
      let bad = Array("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
      let count = 6000
      try refused.write((0..<count).flatMap { _ in bad })
      for _ in 0..<count { try #require(try refused.readAnswer().status == 400) }
      let served = try daemon.connect()
      let get = TestConnection.bytes(try TestConnection.signed("GET", "/bucket/k", payload: .empty))
      let head = TestConnection.bytes(try TestConnection.signed("HEAD", "/bucket/k", payload: .empty))
      try served.write((0..<200).flatMap { _ in get + head })
      for _ in 0..<200 {
        try #require(try served.readAnswer().body == [1, 2, 3])
        try #require(try served.readAnswer(isHead: true).headers["content-length"] == "3")
      }
    }
  }
}
