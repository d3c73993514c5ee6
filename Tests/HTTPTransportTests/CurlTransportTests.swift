import HTTPTransport
import StorageModel
import Testing

@Suite struct CurlTransportTests {
  private func configuration() -> TransportConfiguration {
    .patient
  }

  @Test func keepsConnectionsAndCounts() async throws {
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() {
        connection.answer(body: Array(head.prefix { $0 != "\r\n" }.utf8))
      }
    }
    defer { server.stop() }
    let transport = try CurlTransport(configuration())
    for index in 0..<20 {
      let response = try await transport.send(
        HTTPRequest(method: .get, url: "\(server.url)/a/../b?i=\(index)"), into: .memory(limitBytes: 1000))
      #expect(response.status == 200)
      #expect(String(decoding: response.body, as: UTF8.self) == "GET /a/../b?i=\(index) HTTP/1.1")
    }
    #expect(server.connectionCount == 1)
    #expect(transport.counters.requests == 20)
    #expect(transport.counters.connectionsOpened == 1)
    #expect(transport.counters.receivedBytes > 400)
  }

  @Test func sendsMethodsHeadersAndBodies() async throws {
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() {
        let length = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
        let count = length.flatMap { Int($0.dropFirst(16)) } ?? 0
        let body = connection.read(count)
        if head.hasPrefix("HEAD") {
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 77\r\nX-Method: HEAD\r\n\r\n")
        } else {
          connection.answer(headers: "X-Head: \(head.split(separator: "\r\n").joined(separator: "|"))\r\n", body: body)
        }
      }
    }
    defer { server.stop() }
    let transport = try CurlTransport(configuration())
    let fields = HTTPFields([("X-Empty", ""), ("x-amz-meta-A", "b  c")])
    for method in [HTTPMethod.put, .post, .get, .delete, .put, .head, .get] {
      let body: BodySource? = method == .put || method == .post ? .bytes(pattern(3000)) : nil
      let response = try await transport.send(
        HTTPRequest(method: method, url: server.url + "/x", fields: fields, body: body), into: .memory(limitBytes: 9999)
      )
      if method == .head {
        #expect(response.fields["content-length"] == "77")
        continue
      }
      let head = try #require(response.fields["x-head"])
      #expect(head.hasPrefix("\(method.rawValue) /x HTTP/1.1|"))
      #expect(head.contains("|X-Empty:|"))
      #expect(head.contains("|x-amz-meta-A: b  c"))
      #expect(!head.contains("Expect"))
      #expect(response.body == (body == nil ? [] : pattern(3000)))
    }
    let empty = try await transport.send(
      HTTPRequest(method: .post, url: server.url + "/x?uploads"), into: .memory(limitBytes: 9999))
    #expect(try #require(empty.fields["x-head"]).contains("|Content-Length: 0"))
    #expect(server.connectionCount == 1)
  }

  @Test func refusesHeadersThatWouldSplit() async throws {
    let transport = try CurlTransport(configuration())
    for fields in [[("A", "b\r\nC: d")], [("A b", "c")], [("A", "b\0")], [("", "b")]] {
      await #expect { () async throws in
        _ = try await transport.send(
          HTTPRequest(method: .get, url: "http://127.0.0.1:1/", fields: HTTPFields(fields)),
          into: .memory(limitBytes: 9))
      } throws: { ($0 as? TransportError)?.code == .invalidRequest }
    }
    await #expect { () async throws in
      let request = HTTPRequest(method: .get, url: "http://127.0.0.1:1/ä")
      _ = try await transport.send(request, into: .memory(limitBytes: 9))
    } throws: { ($0 as? TransportError)?.code == .invalidRequest }
  }

  @Test func boundsErrorBodiesAndKeepsThemFromTheSink() async throws {
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() {
        if head.hasPrefix("GET /small") {
          connection.answer("404 Not Found", body: Array("<Error/>".utf8))
        } else {
          connection.answer("500 Oops", body: [UInt8](repeating: 65, count: 3 << 20))
        }
      }
    }
    defer { server.stop() }
    let transport = try CurlTransport(configuration())
    let file = ScratchFile(pattern(10))
    let small = try await transport.send(
      HTTPRequest(method: .get, url: server.url + "/small"), into: .file(file.region(0, 10)))
    #expect(small.status == 404 && small.body == Array("<Error/>".utf8) && !small.isBodyTruncated)
    let large = try await transport.send(
      HTTPRequest(method: .get, url: server.url + "/large"), into: .file(file.region(0, 10)))
    #expect(large.status == 500 && large.body.count == 64 << 10 && large.isBodyTruncated)
    #expect(file.contents(0, 10) == pattern(10))
  }

  @Test func doesNotFollowRedirects() async throws {
    let server = try LoopbackServer { connection in
      while connection.readHead() != nil {
        connection.answer("307 Temporary Redirect", headers: "Location: http://127.0.0.1:1/\r\n")
      }
    }
    defer { server.stop() }
    let transport = try CurlTransport(configuration())
    let response = try await transport.send(HTTPRequest(method: .get, url: server.url), into: .memory(limitBytes: 1))
    #expect(response.status == 307 && response.fields["location"] == "http://127.0.0.1:1/")
  }

  @Test func neverDecompresses() async throws {
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() {
        #expect(!head.lowercased().contains("accept-encoding"))
        connection.answer(headers: "Content-Encoding: gzip\r\n", body: [1, 2, 3])
      }
    }
    defer { server.stop() }
    let transport = try CurlTransport(configuration())
    let response = try await transport.send(HTTPRequest(method: .get, url: server.url), into: .memory(limitBytes: 9))
    #expect(response.body == [1, 2, 3])
  }

  @Test func runsManyAtOnceOverFewConnections() async throws {
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() { connection.answer(body: Array(head.prefix(20).utf8)) }
    }
    defer { server.stop() }
    var configuration = configuration()
    configuration.maximumConnections = 4
    configuration.engineThreads = 2
    let transport = try CurlTransport(configuration)
    let url = server.url
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<500 {
        group.addTask {
          try await transport.send(HTTPRequest(method: .get, url: url), into: .memory(limitBytes: 99)).status
        }
      }
      for try await status in group { #expect(status == 200) }
    }
    #expect(server.connectionCount <= 4)
    #expect(transport.counters.requests == 500)
  }
}
