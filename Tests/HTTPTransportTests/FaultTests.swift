import HTTPTransport
import StorageModel
import Synchronization
import Testing

/// Servers that misbehave.
@Suite struct FaultTests {
  private func send(
    _ method: HTTPMethod = .get, body: BodySource? = nil, idle: Duration = .seconds(20), deadline: Duration? = nil,
    to script: @escaping LoopbackServer.Script
  ) async throws -> Result<HTTPResponse, TransportError> {
    let server = try LoopbackServer(script)
    defer { server.stop() }
    var configuration = TransportConfiguration()
    configuration.proxy = .none
    configuration.idleTimeout = idle
    let transport = try CurlTransport(configuration)
    do throws(TransportError) {
      return .success(
        try await transport.send(
          HTTPRequest(method: method, url: server.url + "/x", body: body, deadline: deadline),
          into: .memory(limitBytes: 1 << 20)))
    } catch {
      return .failure(error)
    }
  }

  private func failure(_ result: Result<HTTPResponse, TransportError>) -> TransportError.Code? {
    if case .failure(let error) = result { return error.code }
    return nil
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"])
  func aStalledServerMeetsTheIdleTimeout(prefix: String) async throws {
    let result = try await send(idle: .milliseconds(200)) { connection in
      guard connection.readHead() != nil else { return }
      connection.write(prefix)
      connection.readUntilClosed()
    }
    #expect(failure(result) == .idleTimeout)
  }

  @Test func aSlowExchangeMeetsItsDeadline() async throws {
    let result = try await send(deadline: .milliseconds(200)) { connection in
      guard connection.readHead() != nil else { return }
      connection.readUntilClosed()
    }
    #expect(failure(result) == .deadline)
  }

  @Test func aShortBodyIsNeverAccepted() async throws {
    for cut in 0..<10 {
      let result = try await send { connection in
        guard connection.readHead() != nil else { return }
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + String("0123456789".prefix(cut)))
      }
      #expect(failure(result) == .shortBody)
    }
    let chunked = try await send { connection in
      guard connection.readHead() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")
    }
    #expect(failure(chunked) != nil)
  }

  @Test func everyCutOfAHeaderFails() async throws {
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"
    for cut in 0..<whole.utf8.count {
      let result = try await send { connection in
        guard connection.readHead() != nil else { return }
        connection.write(Array(whole.utf8.prefix(cut)))
      }
      #expect(failure(result) != nil, "cut at \(cut)")
    }
  }

  @Test func aResetIsToldApart() async throws {
    let result = try await send { connection in
      guard connection.readHead() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12")
      connection.reset()
    }
    #expect(failure(result) == .reset || failure(result) == .shortBody)
    // After the request was read: a reset at once may come before curl has seen that it is connected.
    let early = try await send { connection in
      guard connection.readHead() != nil else { return }
      connection.reset()
    }
    #expect(failure(early) == .reset)
  }

  @Test func nobodyListening() async throws {
    let server = try LoopbackServer { _ in }
    let url = server.url
    server.stop()
    let transport = try CurlTransport(.patient)
    await #expect { () async throws in
      for _ in 0..<50 {
        _ = try await transport.send(HTTPRequest(method: .get, url: url), into: .memory(limitBytes: 1))
      }
    } throws: { error in [.connect, .reset].contains((error as? TransportError)?.code) }
    await #expect { () async throws in
      _ = try await transport.send(
        HTTPRequest(method: .get, url: "http://no-such-host.invalid/"), into: .memory(limitBytes: 1))
    } throws: { ($0 as? TransportError)?.code == .nameResolution }
  }

  @Test func plainTextOnATLSPort() async throws {
    let server = try LoopbackServer { connection in
      connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
      connection.readUntilClosed()
    }
    defer { server.stop() }
    let transport = try CurlTransport()
    await #expect { () async throws in
      _ = try await transport.send(
        HTTPRequest(method: .get, url: "https://127.0.0.1:\(server.port)/"), into: .memory(limitBytes: 1))
    } throws: { ($0 as? TransportError)?.code == .tls }
  }

  @Test func boundsHeaders() async throws {
    let result = try await send { connection in
      guard connection.readHead() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n")
      for index in 0..<2000 { connection.write("X-\(index): \(String(repeating: "a", count: 60))\r\n") }
      connection.write("\r\n")
    }
    #expect(failure(result) == .headersTooLarge)
    let storm = try await send { connection in
      guard connection.readHead() != nil else { return }
      while connection.write("HTTP/1.1 102 Processing\r\nA: b\r\n\r\n") {}
    }
    #expect(failure(storm) == .headersTooLarge)
  }

  @Test(arguments: [
    "SMTP ready\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
  ])
  func anAnswerThatIsNoHTTP(text: String) async throws {
    let result = try await send { connection in
      guard connection.readHead() != nil else { return }
      connection.write(text)
    }
    #expect(failure(result) != nil)
  }

  @Test func refusedContinueSendsNoBody() async throws {
    let received = Mutex(0)
    let result = try await send(.put, body: .bytes(pattern(4 << 20))) { connection in
      guard let head = connection.readHead() else { return }
      #expect(head.contains("Expect: 100-continue"))
      connection.answer("403 Forbidden", headers: "Connection: close\r\n", body: Array("no".utf8))
      received.withLock { $0 = connection.read(4 << 20).count }
    }
    #expect(try result.get().status == 403)
    #expect(received.withLock { $0 } == 0)
  }

  @Test func expectationFailedIsSentAgainWithout() async throws {
    let result = try await send(.put, body: .bytes(pattern(2 << 20))) { connection in
      while let head = connection.readHead() {
        if head.contains("Expect:") {
          connection.answer("417 Expectation Failed")
        } else {
          connection.answer(headers: "X-Got: \(connection.read(2 << 20).count)\r\n")
        }
      }
    }
    #expect(try result.get().fields["x-got"] == "\(2 << 20)")
  }

  @Test func ignoredContinueSendsTheBodyAfterAWhile() async throws {
    let result = try await send(.put, body: .bytes(pattern(2 << 20))) { connection in
      guard connection.readHead() != nil else { return }
      connection.answer(headers: "X-Got: \(connection.read(2 << 20).count)\r\n")
    }
    #expect(try result.get().fields["x-got"] == "\(2 << 20)")
  }

  @Test func aDeadKeptConnectionIsReplaced() async throws {
    let server = try LoopbackServer { connection in
      guard connection.readHead() != nil else { return }
      connection.answer(body: connection.read(5))
      // The next request on this connection is read and dropped.
      if connection.index == 0 { _ = connection.readHead() }
    }
    defer { server.stop() }
    let transport = try CurlTransport(.patient)
    for _ in 0..<2 {
      let response = try await transport.send(
        HTTPRequest(method: .put, url: server.url, body: .bytes(Array("hello".utf8))), into: .memory(limitBytes: 9))
      #expect(response.body == Array("hello".utf8))
    }
    #expect(server.connectionCount == 2)
  }
}
