import HTTPTransport
import StorageModel
import Testing

@Suite struct CancellationTests {
  private func transport(connections: Int = 8) throws -> CurlTransport {
    var configuration = TransportConfiguration.patient
    configuration.maximumConnections = connections
    return try CurlTransport(configuration)
  }

  private func expectCancelled(_ task: Task<HTTPResponse, any Error>) async {
    await #expect { () async throws in _ = try await task.value } throws: {
      ($0 as? TransportError)?.code == .cancelled
    }
  }

  @Test func beforeTheStart() async throws {
    let server = try LoopbackServer { $0.readUntilClosed() }
    defer { server.stop() }
    let transport = try transport()
    let url = server.url
    let gate = Signal<Bool>()
    let task = Task { () async throws -> HTTPResponse in
      _ = await gate.wait()
      return try await transport.send(HTTPRequest(method: .get, url: url), into: .memory(limitBytes: 1))
    }
    task.cancel()
    gate.set(true)
    await expectCancelled(task)
    #expect(server.connectionCount == 0)
  }

  @Test func inTheMiddleOfABody() async throws {
    let begun = Signal<Bool>()
    let closed = Signal<Bool>()
    let server = try LoopbackServer { connection in
      guard connection.readHead() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
      begun.set(true)
      connection.readUntilClosed()
      closed.set(true)
    }
    defer { server.stop() }
    let transport = try transport()
    let url = server.url
    let task = Task { () async throws -> HTTPResponse in
      try await transport.send(HTTPRequest(method: .get, url: url), into: .memory(limitBytes: 1000))
    }
    _ = await begun.wait()
    task.cancel()
    await expectCancelled(task)
    #expect(await closed.wait())
    #expect(transport.counters.failures == 1)
  }

  @Test func whileWaitingForAConnection() async throws {
    let begun = Signal<Bool>()
    let server = try LoopbackServer { connection in
      guard connection.readHead() != nil else { return }
      begun.set(true)
      connection.readUntilClosed()
    }
    defer { server.stop() }
    let transport = try transport(connections: 1)
    let url = server.url
    let first = Task { () async throws -> HTTPResponse in
      try await transport.send(HTTPRequest(method: .get, url: url), into: .memory(limitBytes: 1))
    }
    _ = await begun.wait()
    let second = Task { () async throws -> HTTPResponse in
      try await transport.send(HTTPRequest(method: .get, url: url), into: .memory(limitBytes: 1))
    }
    await Task.yield()
    second.cancel()
    await expectCancelled(second)
    #expect(server.connectionCount == 1)
    first.cancel()
    await expectCancelled(first)
  }

  @Test func aStreamWhoseSourceNeverAnswers() async throws {
    let begun = Signal<Bool>()
    let server = try LoopbackServer { connection in
      guard connection.readHead() != nil else { return }
      begun.set(true)
      connection.readUntilClosed()
    }
    defer { server.stop() }
    let transport = try transport()
    let url = server.url
    let task = Task { () async throws -> HTTPResponse in
      try await transport.send(
        HTTPRequest(method: .put, url: url, body: .stream(SilentReader(), lengthBytes: 5)), into: .memory(limitBytes: 1)
      )
    }
    _ = await begun.wait()
    task.cancel()
    await expectCancelled(task)
  }
}

/// Answers nothing until its task is cancelled.
private struct SilentReader: ByteReader {
  func read(limit: Int) async throws -> [UInt8] {
    let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
    defer { continuation.finish() }
    for await piece in stream { return piece }
    throw PlannedFailure()
  }
}
