import HTTPTransport
import StorageModel
import Testing

/// Bodies from and to files and streams.
@Suite struct BodyTests {
  private func transport() throws -> CurlTransport {
    try CurlTransport(.patient)
  }

  /// Answers each request with the body it came with.
  private func echo() throws -> LoopbackServer {
    try LoopbackServer { connection in
      while let head = connection.readHead() {
        let length = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
        let count = length.flatMap { Int($0.dropFirst(16)) } ?? 0
        if head.contains("Expect: 100-continue") { connection.write("HTTP/1.1 100 Continue\r\n\r\n") }
        connection.answer(headers: "X-Expect: \(head.contains("Expect:"))\r\n", body: connection.read(count))
      }
    }
  }

  @Test(arguments: [1, 70_000, 3 << 20]) func carriesFiles(count: Int) async throws {
    let server = try echo()
    defer { server.stop() }
    let source = ScratchFile([9, 9, 9] + pattern(count) + [8, 8])
    let target = ScratchFile([7])
    let response = try await transport().send(
      HTTPRequest(method: .put, url: server.url, body: .file(source.region(3, count))),
      into: .file(target.region(1, count)))
    #expect(response.receivedBytes == Int64(count) && response.body.isEmpty)
    #expect(response.fields["x-expect"] == (count >= 1 << 20 ? "true" : "false"))
    #expect(target.contents(0, count + 9) == [7] + pattern(count))
  }

  @Test func carriesStreamsBothWaysWithBackpressure() async throws {
    let server = try echo()
    defer { server.stop() }
    let bytes = pattern(5 << 20)
    let writer = GatedWriter(isOpen: false)
    let transport = try transport()
    let url = server.url
    async let sent = transport.send(
      HTTPRequest(
        method: .put, url: url,
        body: .stream(PieceReader(bytes, pieceBytes: 100_001), lengthBytes: Int64(bytes.count))), into: .stream(writer))
    await writer.open()
    let response = try await sent
    #expect(response.receivedBytes == Int64(bytes.count))
    #expect(await writer.bytes == bytes)
  }

  @Test func aClosedWriterHoldsTheServerBack() async throws {
    let total = 64 << 20
    let progress = Signal<Int>()
    let server = try LoopbackServer { connection in
      guard connection.readHead() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
      var sent = 0
      while sent < total, connection.write([UInt8](repeating: 1, count: 64 << 10)) { sent += 64 << 10 }
      progress.set(sent)
    }
    defer { server.stop() }
    let writer = GatedWriter(isOpen: false)
    let transport = try transport()
    let url = server.url
    let task = Task { try await transport.send(HTTPRequest(method: .get, url: url), into: .stream(writer)) }
    // The writer never takes anything: only what fits into the sockets and one pipe can have left the server when the
    // cancellation closes the connection.
    task.cancel()
    await writer.open()
    await #expect { () async throws in _ = try await task.value } throws: {
      ($0 as? TransportError)?.code == .cancelled
    }
    if server.connectionCount > 0 { #expect(await writer.bytes.count < total) }
  }

  @Test func aSourceThatIsTooShortFails() async throws {
    let server = try echo()
    defer { server.stop() }
    let file = ScratchFile(pattern(100))
    for body in [
      BodySource.file(file.region(0, 200)), .stream(PieceReader(pattern(100), pieceBytes: 30), lengthBytes: 200),
    ] {
      await #expect { () async throws in
        _ = try await transport().send(
          HTTPRequest(method: .put, url: server.url, body: body), into: .memory(limitBytes: 999))
      } throws: { ($0 as? TransportError)?.code == .source }
    }
  }

  @Test func errorsOfThisMachineAreToldApart() async throws {
    let server = try echo()
    defer { server.stop() }
    let transport = try transport()
    let body = BodySource.bytes(pattern(100))
    func code(_ body: BodySource, _ sink: BodySink) async -> TransportError? {
      do {
        _ = try await transport.send(HTTPRequest(method: .put, url: server.url, body: body), into: sink)
        return nil
      } catch { return error }
    }
    let badFile = FileRegion(descriptor: -1, offset: 0, lengthBytes: 100)
    #expect(await code(.file(badFile), .memory(limitBytes: 99))?.errno == 9)
    #expect(await code(.file(badFile), .memory(limitBytes: 99))?.code == .source)
    #expect(await code(body, .file(badFile))?.code == .sink)
    #expect(await code(body, .file(badFile))?.errno == 9)
    #expect(await code(body, .memory(limitBytes: 99))?.code == .bodyTooLarge)
    #expect(await code(body, .file(ScratchFile().region(0, 99)))?.code == .bodyTooLarge)
    let failing = PieceReader(pattern(50), pieceBytes: 25, failure: PlannedFailure())
    #expect(await code(.stream(failing, lengthBytes: 100), .memory(limitBytes: 999))?.cause is PlannedFailure)
    let sink = await code(body, .stream(GatedWriter(failure: PlannedFailure())))
    #expect(sink?.code == .sink && sink?.cause is PlannedFailure)
    #expect(await code(body, .memory(limitBytes: 100)) == nil)
  }
}
