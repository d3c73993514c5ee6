import Digests
import Glibc
import S3Protocol
import StorageModel
import Testing

/// A form, signed or not.
private struct Form {
  var fields: [(String, String)] = []
  var policy: String?
  var secret = TestDaemon.credentials.secretAccessKey
  var file: [UInt8] = Array("hello".utf8)
  var fileName = "cat.jpg"
  var ends = true

  static let boundary = "----form-boundary"

  /// The usual fields, all of which the policy names.
  init(key: String = "user/${filename}", conditions: String = "[\"content-length-range\", 0, 100000000]") {
    fields = [("key", key), ("Content-Type", "text/plain")]
    policy = Self.policy(
      "{\"bucket\": \"bucket\"}, [\"starts-with\", \"$key\", \"user/\"], [\"starts-with\", \"$Content-Type\", \"\"],"
        + conditions)
  }

  static func policy(_ conditions: String, expiration: String = "2100-01-01T00:00:00Z") -> String {
    let signature =
      "[\"starts-with\", \"$x-amz-algorithm\", \"\"], [\"starts-with\", \"$x-amz-credential\", \"\"],"
      + "[\"starts-with\", \"$x-amz-date\", \"\"]"
    return "{\"expiration\": \"\(expiration)\", \"conditions\": [\(conditions), \(signature)]}"
  }

  func body(version2: Bool = false) -> [UInt8] {
    var all = fields
    if let policy {
      let encoded = base64Encoded(Array(policy.utf8))
      let day = CivilTime(Timestamp(seconds: 1_772_361_000))
      let scope = SigningScope(date: day.dateStamp, region: TestDaemon.region)
      let key = SigningKey(secretAccessKey: secret, scope: scope)
      all += [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("x-amz-credential", "\(TestDaemon.credentials.accessKeyID)/\(scope.text)"), ("X-Amz-Date", day.basic),
        ("pOLICY", encoded), ("X-Amz-Signature", hexadecimal(key.signature(of: Array(encoded.utf8)))),
      ]
    }
    var bytes: [UInt8] = []
    for (name, value) in all {
      bytes += Array("--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"\(fileName)\"\r\nContent-Type: image/jpeg"
    bytes += Array("--\(Self.boundary)\r\n\(head)\r\n\r\n".utf8) + file
    return bytes + (ends ? Array("\r\n--\(Self.boundary)--\r\n".utf8) : [])
  }
}

@Suite struct PostObjectTests {
  private func post(_ daemon: TestDaemon, _ form: Form, _ target: String = "/bucket") throws -> TestAnswer {
    let body = form.body()
    let connection = try daemon.connect()
    try connection.write(
      "POST \(target) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n"
        + "Content-Type: multipart/form-data; boundary=\(Form.boundary)\r\n\r\n")
    try connection.write(body)
    return try connection.readAnswer()
  }

  @Test func aSignedFormUploads() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      var form = Form(
        conditions: "{\"x-amz-meta-who\": \"me\"}, [\"starts-with\", \"$tagging\", \"\"], "
          + "{\"success_action_status\": \"201\"}")
      form.fields += [
        ("x-amz-meta-who", "me"), ("success_action_status", "201"), ("x-ignore-this", "!"),
        ("tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"),
      ]
      let answer = try post(daemon, form)
      #expect(answer.status == 201, "\(answer.text)")
      #expect(answer.text.contains("<Key>user/cat.jpg</Key>"))
      let found = try daemon.send("GET", "/bucket/user/cat.jpg")
      #expect(found.body == Array("hello".utf8))
      #expect(found.headers["content-type"] == "text/plain")
      #expect(found.headers["x-amz-meta-who"] == "me")
      #expect(found.headers["x-amz-tagging-count"] == "1")
      #expect(try post(daemon, Form()).status == 204)
      #expect(try post(daemon, Form(), "/nothing").code == "NoSuchBucket")
    }
  }

  @Test func aLargeFileStreamsThrough() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      var form = Form()
      // Pieces of the boundary inside of the file are content.
      let piece = Array("\r\n--\(Form.boundary.dropLast())x\r\n\r\n--".utf8)
      form.file = Array(repeatElement(piece, count: 60_000).joined())
      #expect(try post(daemon, form).status == 204)
      #expect(sha256(try daemon.send("GET", "/bucket/user/cat.jpg").body) == sha256(form.file))
      form.file = []
      #expect(try post(daemon, form).status == 204)
      #expect(try daemon.send("GET", "/bucket/user/cat.jpg").body == [])
    }
  }

  @Test func redirectsOnSuccess() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      var form = Form(conditions: "[\"starts-with\", \"$success_action_redirect\", \"http://\"]")
      form.fields.append(("success_action_redirect", "http://example.com/done"))
      let answer = try post(daemon, form)
      #expect(answer.status == 303)
      let place = try #require(answer.headers["location"])
      #expect(place.hasPrefix("http://example.com/done?bucket=bucket&key=user%2Fcat.jpg&etag=%22"))
    }
  }

  @Test func aPolicyHoldsOrRefuses() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      func code(_ change: (inout Form) -> Void) throws -> String? {
        var form = Form()
        change(&form)
        return try post(daemon, form).code
      }
      let key = "[\"starts-with\", \"$key\", \"user/\"], [\"starts-with\", \"$Content-Type\", \"\"]"
      let bucket = "{\"bucket\": \"bucket\"}"
      #expect(try code { $0.secret = "other" } == "SignatureDoesNotMatch")
      #expect(try code { $0.fields[0].1 = "other/key" } == "AccessDenied")
      #expect(try code { $0.fields.append(("x-amz-meta-extra", "1")) } == "AccessDenied")
      #expect(try code { $0.policy = nil } == "AccessDenied")
      #expect(try code { $0.policy = Form.policy(key) } == "AccessDenied")
      #expect(try code { $0.policy = Form.policy("{\"bucket\": \"other\"}, \(key)") } == "AccessDenied")
      let old = Form.policy("\(bucket), \(key)", expiration: "2000-01-01T00:00:00Z")
      #expect(try code { $0.policy = old } == "AccessDenied")
      for conditions in [
        "{}", "[\"content-length-range\", 0]", "[\"content-length-range\", -1, 0]", "[\"like\", \"$a\", \"b\"]",
      ] {
        #expect(try code { $0.policy = Form.policy("\(bucket), \(key), \(conditions)") } == "InvalidPolicyDocument")
      }
      #expect(try code { $0.policy = "{\"conditions\": []}" } == "InvalidPolicyDocument")
      #expect(try code { $0.policy = "{\"expiration\": \"2100-01-01T00:00:00Z\"}" } == "InvalidPolicyDocument")
      let named = "\(bucket), \(key), [\"starts-with\", \"$x-amz-meta-none\", \"a\"]"
      #expect(try code { $0.policy = Form.policy(named) } == "AccessDenied")
      let range = Form.policy("\(bucket), \(key), [\"content-length-range\", 6, 10]")
      #expect(try code { $0.policy = range } == "EntityTooSmall")
      #expect(
        try code {
          $0.policy = range
          $0.file = [UInt8](repeating: 1, count: 11)
        } == "EntityTooLarge")
      #expect(try daemon.send("GET", "/bucket?list-type=2").text.contains("<KeyCount>0</KeyCount>"))
    }
  }

  @Test func aMalformedFormIsRefused() async throws {
    try await TestDaemon.with { (daemon: TestDaemon) throws in
      func code(_ change: (inout Form) -> Void) throws -> String? {
        var form = Form()
        change(&form)
        return try post(daemon, form).code
      }
      #expect(try code { $0.ends = false } == "MalformedPOSTRequest")
      #expect(try code { $0.fields.removeFirst() } == "InvalidArgument")
      #expect(try code { $0.fields.append($0.fields[0]) } == "InvalidArgument")
      #expect(try code { $0.fields.append(("a", String(repeating: "x", count: 30_000))) } == "MalformedPOSTRequest")
      #expect(try daemon.send("POST", "/bucket", body: [1]).code == "PreconditionFailed")
    }
  }
}
