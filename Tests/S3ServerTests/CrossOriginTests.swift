import S3Protocol
import StorageModel
import Testing

@Suite struct CrossOriginTests {
  private static func rule(_ inner: String) -> String { "<CORSRule>\(inner)</CORSRule>" }

  private static let document =
    "<CORSConfiguration>"
    + rule(
      "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>http://*.example.com</AllowedOrigin>"
        + "<AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>99</MaxAgeSeconds>")
    + rule("<AllowedMethod>PUT</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedOrigin>*</AllowedOrigin>")
    + "</CORSConfiguration>"

  /// Sends without a signature.
  private func ask(
    _ daemon: TestDaemon, _ method: String, _ target: String, _ headers: [(String, String)]
  ) throws -> TestAnswer {
    let connection = try daemon.connect()
    let lines = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
    try connection.write("\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(lines)\r\n")
    return try connection.readAnswer(isHead: method == "HEAD")
  }

  @Test func preflightsAreAnsweredWithoutASignature() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      let good = [("Origin", "http://a.example.com"), ("Access-Control-Request-Method", "GET")]
      #expect(try ask(daemon, "OPTIONS", "/bucket/k", good).code == "AccessForbidden")
      #expect(try daemon.send("PUT", "/bucket?cors", body: Array(Self.document.utf8)).status == 200)
      for target in ["/bucket/k", "/bucket", "/bucket/k?X-Amz-Signature=00&X-Amz-Algorithm=AWS4-HMAC-SHA256"] {
        let answer = try ask(
          daemon, "OPTIONS", target, good + [("Access-Control-Request-Headers", "X-Amz-Date, x-amz-meta-a")])
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.headers["access-control-allow-origin"] == "http://a.example.com")
        #expect(answer.headers["access-control-allow-methods"] == "GET")
        #expect(answer.headers["access-control-allow-headers"] == "x-amz-date, x-amz-meta-a")
        #expect(answer.headers["access-control-expose-headers"] == "ETag")
        #expect(answer.headers["access-control-max-age"] == "99")
        #expect(answer.headers["access-control-allow-credentials"] == "true")
        #expect(answer.headers["vary"]?.contains("Origin") == true)
      }
      let all = [("Origin", "https://b"), ("Access-Control-Request-Method", "PUT")]
      let open = try ask(daemon, "OPTIONS", "/bucket/k", all)
      #expect(open.headers["access-control-allow-origin"] == "*")
      #expect(open.headers["access-control-allow-methods"] == "PUT, HEAD")
      #expect(open.headers["access-control-allow-credentials"] == nil)
      #expect(try ask(daemon, "OPTIONS", "/nothing/k", all).code == "NoSuchBucket")
    }
  }

  @Test func whatNoRuleAllowsIsForbidden() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      #expect(try daemon.send("PUT", "/bucket?cors", body: Array(Self.document.utf8)).status == 200)
      func code(_ headers: [(String, String)]) throws -> String? {
        try ask(daemon, "OPTIONS", "/bucket/k", headers).code
      }
      let (origin, method) = (("Origin", "http://a.example.com"), ("Access-Control-Request-Method", "GET"))
      #expect(try code([]) == "BadRequest")
      #expect(try code([method]) == "BadRequest")
      #expect(try code([origin]) == "BadRequest")
      #expect(try code([origin, ("Access-Control-Request-Method", "PATCH")]) == "BadRequest")
      #expect(try code([origin, ("Access-Control-Request-Method", "DELETE")]) == "AccessForbidden")
      #expect(try code([("Origin", "http://example.com"), method]) == "AccessForbidden")
      #expect(try code([origin, method, ("Access-Control-Request-Headers", "content-type")]) == "AccessForbidden")
    }
  }

  @Test func whoAsksForAMethodOutsideOfAPreflightMustBeAllowedIt() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      func put(_ method: String) throws -> TestAnswer {
        let asked = [("Origin", "http://a.example.com"), ("Access-Control-Request-Method", method)]
        return try daemon.send("PUT", "/bucket/k", headers: asked, body: [1])
      }
      #expect(try put("DELETE").status == 200)
      #expect(try daemon.send("PUT", "/bucket?cors", body: Array(Self.document.utf8)).status == 200)
      #expect(try put("DELETE").code == "AccessForbidden")
      #expect(try put("PUT").status == 200)
    }
  }

  @Test func answersSayWhatAScriptMayRead() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      #expect(try daemon.send("PUT", "/bucket?cors", body: Array(Self.document.utf8)).status == 200)
      #expect(try daemon.send("PUT", "/bucket/k", body: [1]).headers["access-control-allow-origin"] == nil)
      let origin = [("Origin", "http://a.example.com")]
      let found = try daemon.send("GET", "/bucket/k", headers: origin)
      #expect(found.status == 200 && found.body == [1])
      #expect(found.headers["access-control-allow-origin"] == "http://a.example.com")
      #expect(try daemon.send("GET", "/bucket/none", headers: origin).headers["access-control-allow-methods"] == "GET")
      #expect(
        try daemon.send("PUT", "/bucket/k", headers: origin, body: [2]).headers["access-control-allow-origin"] == "*")
      #expect(try daemon.send("DELETE", "/bucket/k", headers: origin).headers["access-control-allow-origin"] == nil)
      let refused = try ask(daemon, "GET", "/bucket/k", origin)
      #expect(refused.code == "AccessDenied")
      #expect(refused.headers["access-control-allow-origin"] == "http://a.example.com")
      let unknown = [("Origin", "http://other")]
      #expect(try daemon.send("GET", "/bucket/k", headers: unknown).headers["access-control-allow-origin"] == nil)
    }
  }
}
