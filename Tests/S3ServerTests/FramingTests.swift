import S3Protocol
import StorageModel
import Testing

@Suite struct FramingTests {
  @Test func requestsThatTwoReadersCouldTakeDifferentlyAreRefused() async throws {
    try await TestDaemon.with { daemon in
      let bad = [
        "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\nabc",
        "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "GET /bucket/k HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        "GET http://other/bucket/k HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /bucket/\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /bucket/k HTTP/1.1\r\nHost: x\r\nX: \u{0}\r\n\r\n",
        "nonsense\r\n\r\n",
      ]
      for text in bad {
        let connection = try daemon.connect()
        try connection.write(text)
        let answer = try connection.readAnswer()
        #expect((400..<500).contains(answer.status), "\(text.debugDescription)")
      }
      let latin = try daemon.connect()
      try latin.write(Array("GET /bucket/k HTTP/1.1\r\nHost: x\r\nX-Name: ".utf8) + [0xe9] + Array("\r\n\r\n".utf8))
      #expect(try latin.readAnswer().status == 400)
    }
  }

  @Test func headersHaveLimits() async throws {
    try await TestDaemon.with { daemon in
      let many = (0..<150).map { "X-\($0): 1\r\n" }.joined()
      let long = "X-Long: " + String(repeating: "a", count: 70_000) + "\r\n"
      for headers in [many, long] {
        let connection = try daemon.connect()
        try connection.write("GET / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n")
        let answer = try connection.readAnswer()
        #expect(answer.status == 400 && answer.code == "RequestHeaderSectionTooLarge")
        #expect(connection.isClosedByDaemon())
      }
    }
  }

  @Test func continueComesAfterAuthentication() async throws {
    try await TestDaemon.with { daemon in
      let body = [UInt8](repeating: 7, count: 100_000)
      let waiting = [("Expect", "100-continue"), ("Content-Length", "100000")]
      let good = try daemon.connect()
      let head = try TestConnection.signed("PUT", "/bucket/k", headers: waiting, payload: .unsigned)
      try good.write(TestConnection.bytes(head))
      #expect(try good.readAnswer().status == 100)
      try good.write(body)
      #expect(try good.readAnswer().status == 200)
      #expect(try good.send("GET", "/bucket/k").body == body)

      let noBucket = try daemon.connect()
      let other = try TestConnection.signed("PUT", "/no-bucket/k", headers: waiting, payload: .unsigned)
      try noBucket.write(TestConnection.bytes(other))
      let refused = try noBucket.readAnswer()
      #expect(refused.status == 404 && refused.code == "NoSuchBucket")
      let anonymous = try daemon.connect()
      try anonymous.write("PUT /bucket/k HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
      #expect(try anonymous.readAnswer().status == 403)
    }
  }

  @Test func bodiesMayBeChunkedAndRequestsPipelined() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let put = try TestConnection.signed(
        "PUT", "/bucket/k", headers: [("Transfer-Encoding", "chunked")], payload: .unsigned)
      let get = try TestConnection.signed("GET", "/bucket/k", payload: .empty)
      let chunks = Array("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n".utf8)
      try connection.write(TestConnection.bytes(put) + chunks + TestConnection.bytes(get) + TestConnection.bytes(get))
      #expect(try connection.readAnswer().status == 200)
      #expect(try connection.readAnswer().text == "abcdefg")
      #expect(try connection.readAnswer().text == "abcdefg")
      let bare = try TestConnection.signed("PUT", "/bucket/k", payload: .empty)
      try connection.write(TestConnection.bytes(bare))
      let answer = try connection.readAnswer()
      #expect(answer.status == 411 && answer.code == "MissingContentLength")
    }
  }

  @Test func aConnectionOutlivesARefusedBody() async throws {
    try await TestDaemon.with { daemon in
      let connection = try daemon.connect()
      let body = [UInt8](repeating: 7, count: 200_000)
      #expect(try connection.send("PUT", "/no-bucket/k", body: body).code == "NoSuchBucket")
      #expect(try connection.send("PUT", "/bucket/k", body: body).status == 200)
    }
  }

  @Test func aBodyThatEndsEarlyLeavesNothing() async throws {
    try await TestDaemon.with { daemon in
      do {
        let connection = try daemon.connect()
        let head = try TestConnection.signed(
          "PUT", "/bucket/k", headers: [("Content-Length", "300000")], payload: .unsigned)
        try connection.write(TestConnection.bytes(head) + [UInt8](repeating: 1, count: 290_000))
      }
      #expect(try daemon.send("GET", "/bucket/k").status == 404)
    }
  }

  @Test func aBodyOverTheLimitIsRefusedBeforeItComes() async throws {
    try await TestDaemon.with { daemon in
      for (size, wanted) in [(5_368_709_121, "EntityTooLarge"), (99_999_999_999_999, "EntityTooLarge")] {
        let connection = try daemon.connect()
        let head = try TestConnection.signed(
          "PUT", "/bucket/k", headers: [("Content-Length", String(size))], payload: .unsigned)
        try connection.write(TestConnection.bytes(head))
        let answer = try connection.readAnswer()
        #expect(answer.status == 400 && answer.code == wanted)
        #expect(answer.headers["connection"] == "close")
      }
      let document = try daemon.connect()
      let head = try TestConnection.signed(
        "POST", "/bucket?delete", headers: [("Content-Length", "99999999")], payload: .unsigned)
      try document.write(TestConnection.bytes(head))
      #expect(try document.readAnswer().code == "MaxMessageLengthExceeded")
    }
  }
}
