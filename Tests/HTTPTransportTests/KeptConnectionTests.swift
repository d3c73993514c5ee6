import Glibc
import HTTPTransport
import StorageModel
import Synchronization
import Testing

/// Kept connections on which something waits before a request goes out.
@Suite struct KeptConnectionTests {
  /// A server whose first connections can be written to between two requests, and a client with one connection each.
  private final class Bed: Sendable {
    let server: LoopbackServer
    let transport: CurlTransport
    private let accepted = Accepted()

    init() throws {
      let accepted = self.accepted
      server = try LoopbackServer { connection in
        accepted.descriptors.withLock { $0.append(connection.descriptor) }
        defer { accepted.descriptors.withLock { $0.removeAll { $0 == connection.descriptor } } }
        while let head = connection.readHead() {
          let name = head.split(separator: " ")[1].dropFirst()
          if head.hasPrefix("PUT") { _ = connection.read(3) }
          let body = head.hasPrefix("GET") ? Array("body of \(name)".utf8) : []
          connection.answer(headers: "X-For: \(name)\r\n", body: body)
        }
      }
      var configuration = TransportConfiguration.patient
      configuration.maximumConnections = 8
      transport = try CurlTransport(configuration)
    }

    deinit { server.stop() }

    /// Writes to every connection there is. Over loopback the bytes wait at the client when this returns.
    func write(_ text: String) {
      // None is closed meanwhile: its number would soon be that of another test's socket.
      accepted.descriptors.withLock { descriptors in
        for descriptor in descriptors { _ = text.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) } }
      }
    }

    func ask(_ method: HTTPMethod, _ name: String) async throws -> String {
      let body: BodySource? = method == .put ? .bytes([1, 2, 3]) : nil
      let response = try await transport.send(
        HTTPRequest(method: method, url: "\(server.url)/\(name)", body: body), into: .memory(limitBytes: 1000))
      return response.fields["x-for"] ?? "nothing"
    }
  }

  private final class Accepted: Sendable {
    let descriptors = Mutex<[Int32]>([])
  }

  /// libcurl sends a request again by itself when a kept connection ends before the answer begins.
  @Test func aRequestThatWentOutTwiceSaysSo() async throws {
    let hasLost = Atomic(false)
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() {
        if head.hasPrefix("PUT") { _ = connection.read(3) }
        if head.contains("/lost"), !hasLost.exchange(true, ordering: .sequentiallyConsistent) { return }
        connection.answer(headers: "", body: [])
      }
    }
    defer { server.stop() }
    var configuration = TransportConfiguration()
    configuration.proxy = .none
    let transport = try CurlTransport(configuration)
    for (name, isTwice) in [("one", false), ("lost", true), ("lost", false)] {
      let response = try await transport.send(
        HTTPRequest(method: .put, url: "\(server.url)/\(name)", body: .bytes([1, 2, 3])), into: .memory(limitBytes: 9))
      #expect(response.status == 200 && response.wasSentAgain == isTwice, "\(name)")
    }
  }

  @Test(arguments: [HTTPMethod.get, .head, .put, .delete], [HTTPMethod.get, .head, .put])
  func aWaitingAnswerIsNotTaken(_ first: HTTPMethod, _ second: HTTPMethod) async throws {
    let bed = try Bed()
    #expect(try await bed.ask(first, "one") == "one")
    bed.write("HTTP/1.1 200 OK\r\nX-For: wrong\r\nContent-Length: 0\r\n\r\n")
    #expect(try await bed.ask(second, "two") == "two")
    #expect(try await bed.ask(second, "three") == "three")
    #expect(bed.server.connectionCount == 2)
    #expect(bed.transport.counters.requests == 3)
    #expect(bed.transport.counters.failures == 0)
  }

  @Test(arguments: ["H", "HTTP/1.1 100 Continue\r\n\r\n", "\r\n", "\u{1}"])
  func anyByteThatWaitsEndsAConnection(_ text: String) async throws {
    let bed = try Bed()
    #expect(try await bed.ask(.put, "one") == "one")
    bed.write(text)
    #expect(try await bed.ask(.put, "two") == "two")
    #expect(bed.server.connectionCount == 2)
  }

  /// Many connections at once, over and over: each is told apart from the others.
  @Test func onlyTheConnectionsThatHaveSomethingWaitingGo() async throws {
    let bed = try Bed()
    for round in 0..<5 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          let name = "\(round)-\(number)"
          group.addTask {
            let answered = try await bed.ask(.head, name)
            #expect(answered == name)
          }
        }
        try await group.waitForAll()
      }
      bed.write("HTTP/1.1 200 OK\r\nX-For: wrong\r\nContent-Length: 0\r\n\r\n")
    }
    #expect(try await bed.ask(.head, "last") == "last")
    #expect(bed.server.connectionCount <= 41)
  }
}
