import Digests
import Glibc
import S3Protocol
import StorageModel
import Testing

@Suite struct AuthenticationTests {
  @Test func whoDoesNotSignRightIsRefused() async throws {
    try await TestDaemon.with { daemon in
      let anonymous = try daemon.connect()
      try anonymous.write("GET /bucket HTTP/1.1\r\nHost: x\r\n\r\n")
      let refused = try anonymous.readAnswer()
      #expect(refused.status == 403 && refused.code == "AccessDenied")
      let wrongSecret = Credentials(accessKeyID: "AKTEST", secretAccessKey: "another-secret")
      #expect(try send(daemon, credentials: wrongSecret).code == "SignatureDoesNotMatch")
      let unknown = Credentials(accessKeyID: "AKNOBODY", secretAccessKey: "secret-of-the-tests")
      #expect(try send(daemon, credentials: unknown).code == "InvalidAccessKeyId")
      #expect(try send(daemon, shift: 1000).code == "RequestTimeTooSkewed")
      #expect(try send(daemon, shift: -1000).code == "RequestTimeTooSkewed")
      #expect(try send(daemon, region: "eu-west-1").code == "AuthorizationHeaderMalformed")
      #expect(try send(daemon).status == 200)
    }
  }

  /// A header that the signature does not cover must not turn a PUT into a copy, and none may choose the verifier.
  @Test func unsignedHeadersDoNotCount() async throws {
    try await TestDaemon.with { daemon in
      _ = try daemon.send("PUT", "/bucket/secret", body: [1])
      for extra in [("x-amz-copy-source", "bucket/secret"), ("x-amz-meta-a", "b")] {
        let connection = try daemon.connect()
        var head = try TestConnection.signed("PUT", "/bucket/copy", payload: .empty)
        head.headers.append(extra.0, extra.1)
        head.headers.append("Content-Length", "0")
        try connection.write(TestConnection.bytes(head))
        #expect(try connection.readAnswer().status == 403)
      }
      #expect(try daemon.send("HEAD", "/bucket/copy").status == 404)
    }
  }

  @Test func theSignedPayloadHashIsCompared() async throws {
    try await TestDaemon.with { daemon in
      for size in [4, 200_000] {
        let connection = try daemon.connect()
        var head = try TestConnection.signed("PUT", "/bucket/k", payload: .signed(sha256(Array("good".utf8))))
        head.headers.append("Content-Length", String(size))
        try connection.write(TestConnection.bytes(head) + [UInt8](repeating: 1, count: size))
        #expect(try connection.readAnswer().code == "XAmzContentSHA256Mismatch")
      }
      #expect(try daemon.send("HEAD", "/bucket/k").status == 404)
    }
  }

  @Test(arguments: [PayloadHash.streamingSigned, .streamingSignedTrailer, .streamingUnsignedTrailer])
  func chunkedBodies(_ payload: PayloadHash) async throws {
    try await TestDaemon.with { daemon in
      let body = (0..<150_000).map { UInt8(truncatingIfNeeded: $0) }
      let sum = checksum(.crc32, of: body)
      #expect(try sendChunked(daemon, body, payload, trailer: sum).status == 200)
      let stored = try daemon.send("GET", "/bucket/chunked")
      #expect(stored.body == body && stored.headers["content-encoding"] == nil)
      #expect(try daemon.send("DELETE", "/bucket/chunked").status == 204)
      let flipped = try sendChunked(daemon, body, payload, trailer: sum, flipping: 70_000)
      let wanted = payload == .streamingUnsignedTrailer ? "BadDigest" : "SignatureDoesNotMatch"
      #expect(flipped.code == wanted)
      if payload != .streamingSigned {
        #expect(try sendChunked(daemon, body, payload, trailer: checksum(.crc32, of: [1])).code == "BadDigest")
      }
      #expect(try daemon.send("HEAD", "/bucket/chunked").status == 404)
    }
  }

  @Test func presignedRequests() async throws {
    try await TestDaemon.with { daemon in
      let put = try presign("PUT", "/bucket/k", lifetimeSeconds: 60)
      #expect(try raw(daemon, put, body: Array("abc".utf8)).status == 200)
      let get = try presign("GET", "/bucket/k?response-content-type=text%2Fcsv", lifetimeSeconds: 60)
      let answer = try raw(daemon, get)
      #expect(answer.text == "abc" && answer.headers["content-type"] == "text/csv")
      #expect(try raw(daemon, presign("GET", "/bucket/k", lifetimeSeconds: 60, shift: -61)).code == "AccessDenied")
      var longer = get
      longer.rawQuery = longer.rawQuery.replacingFirst("X-Amz-Expires=60", "X-Amz-Expires=600")
      #expect(try raw(daemon, longer).code == "SignatureDoesNotMatch")
      var twice = get
      twice.rawQuery += "&X-Amz-Expires=60"
      #expect(try raw(daemon, twice).status >= 400)
      var other = get
      other.rawPath = "/bucket/other"
      #expect(try raw(daemon, other).code == "SignatureDoesNotMatch")
      let breaking = try presign("GET", "/bucket/k?response-content-type=a%0D%0Ab", lifetimeSeconds: 60)
      #expect(try raw(daemon, breaking).code == "InvalidArgument")
    }
  }

  private func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec)
  }

  private func send(
    _ daemon: TestDaemon, credentials: Credentials = TestDaemon.credentials, region: String = TestDaemon.region,
    shift: Int64 = 0
  ) throws -> TestAnswer {
    var head = S3RequestHead(method: "GET", rawTarget: "/bucket", headers: HTTPFields([("Host", "localhost")]))
    try RequestSigner(region: region).sign(
      &head, payload: .empty, credentials: credentials, now: Timestamp(seconds: now() + shift))
    return try raw(daemon, head)
  }

  private func presign(
    _ method: String, _ target: String, lifetimeSeconds: Int, shift: Int64 = 0
  ) throws -> S3RequestHead {
    try RequestSigner(region: TestDaemon.region).presign(
      S3RequestHead(method: method, rawTarget: target, headers: HTTPFields([("Host", "localhost")])),
      credentials: TestDaemon.credentials, now: Timestamp(seconds: now() + shift), lifetimeSeconds: lifetimeSeconds)
  }

  private func raw(_ daemon: TestDaemon, _ head: S3RequestHead, body: [UInt8] = []) throws -> TestAnswer {
    var head = head
    if !body.isEmpty { head.headers.append("Content-Length", String(body.count)) }
    let connection = try daemon.connect()
    try connection.write(TestConnection.bytes(head) + body)
    return try connection.readAnswer(isHead: head.method == "HEAD")
  }

  private func sendChunked(
    _ daemon: TestDaemon, _ body: [UInt8], _ payload: PayloadHash, trailer: Checksum, flipping position: Int? = nil
  ) throws -> TestAnswer {
    let hasTrailer = payload != .streamingSigned
    var head = S3RequestHead(method: "PUT", rawTarget: "/bucket/chunked", headers: HTTPFields([("Host", "localhost")]))
    head.headers.append("Content-Encoding", "aws-chunked")
    head.headers.append("x-amz-decoded-content-length", String(body.count))
    if hasTrailer { head.headers.append("x-amz-trailer", trailer.algorithm.headerName) }
    let signer = try RequestSigner(region: TestDaemon.region).sign(
      &head, payload: payload, credentials: TestDaemon.credentials, now: Timestamp(seconds: now()))
    var encoder = ChunkedPayloadEncoder(signer: payload == .streamingUnsignedTrailer ? nil : signer)
    var wire: [UInt8] = []
    for start in stride(from: 0, to: body.count, by: 65_536) {
      let end = min(start + 65_536, body.count)
      var piece = Array(body[start..<end])
      wire += piece.withUnsafeBytes { encoder.chunkHead($0) }
      if let position, (start..<end).contains(position) { piece[position - start] ^= 1 }
      wire += piece + ChunkedPayloadEncoder.chunkTail
    }
    let fields = hasTrailer ? [(trailer.algorithm.headerName, trailer.headerValue)] : []
    wire += encoder.end(trailer: HTTPFields(fields))
    head.headers.append("Content-Length", String(wire.count))
    let connection = try daemon.connect()
    try connection.write(TestConnection.bytes(head) + wire)
    return try connection.readAnswer()
  }
}

extension String {
  fileprivate func replacingFirst(_ old: String, _ new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return replacingCharacters(in: range, with: new)
  }

  private func firstRange(of text: String) -> Range<String.Index>? {
    indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
  }

  private func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
