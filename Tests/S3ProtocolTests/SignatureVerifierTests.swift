import Digests
import S3Protocol
import StorageModel
import Testing

/// What must be refused although its signature may be right.
@Suite struct SignatureVerifierTests {
  private let now = SigningExample.now

  private func after(_ seconds: Int64) -> Timestamp { Timestamp(seconds: now.seconds + seconds) }

  @Test func aRequestWithoutSignatureIsAnonymous() throws {
    let request = try SigningExample.verify(SigningExample.head("GET", "/k"))
    #expect(request.accessKeyID == nil)
    guard case .unsigned = request.payload else {
      Issue.record("nothing was said of the body")
      return
    }
  }

  @Test func anonymousBodiesAreCheckedAsAnnounced() throws {
    let digest = hexadecimal(sha256([1]))
    let announced = SigningExample.head("PUT", "/k", [(name: "x-amz-content-sha256", value: digest)])
    guard case .sha256(sha256([1])) = try SigningExample.verify(announced).payload else {
      Issue.record("the digest is not checked")
      return
    }
    let signedChunks = SigningExample.head(
      "PUT", "/k",
      [
        (name: "x-amz-content-sha256", value: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        (name: "x-amz-decoded-content-length", value: "1"),
      ])
    #expect(SigningExample.refusal(signedChunks) == .accessDenied)
  }

  @Test func unknownKeyAndWrongSecret() throws {
    let head = try SigningExample.signed("GET", "/k")
    let other = Credentials(accessKeyID: "AKIDOTHER", secretAccessKey: "x")
    #expect(SigningExample.refusal(head, knowing: other) == .invalidAccessKeyID)
    let wrong = Credentials(accessKeyID: SigningExample.credentials.accessKeyID, secretAccessKey: "x")
    #expect(SigningExample.refusal(head, knowing: wrong) == .signatureDoesNotMatch)
  }

  @Test func fifteenMinutesOfSkewAndNoMore() throws {
    let head = try SigningExample.signed("GET", "/k")
    #expect(SigningExample.refusal(head, at: after(900)) == nil)
    #expect(SigningExample.refusal(head, at: after(-900)) == nil)
    #expect(SigningExample.refusal(head, at: after(901)) == .requestTimeTooSkewed)
    #expect(SigningExample.refusal(head, at: after(-901)) == .requestTimeTooSkewed)
  }

  @Test func scopeRegionServiceAndDate() throws {
    let head = try SigningExample.signed("GET", "/k")
    let elsewhere = SignatureVerifier(region: "eu-central-1")
    #expect(SigningExample.refusal(head, with: elsewhere) == .authorizationHeaderMalformed)
    do {
      _ = try SigningExample.verify(head, with: elsewhere)
    } catch { #expect(error.expectedRegion == "eu-central-1") }
    let otherService = SignatureVerifier(region: "us-east-1", service: "iam")
    #expect(SigningExample.refusal(head, with: otherService) == .authorizationHeaderMalformed)
    let authorization = head.headers["authorization"]?.replacing("/20130524/", with: "/20130523/")
    #expect(SigningExample.refusal(head.setting("authorization", authorization)) == .authorizationHeaderMalformed)
  }

  @Test func theDateMayStandInTheDateHeader() throws {
    let date = "Fri, 24 May 2013 00:00:00 GMT"
    let head = try SigningExample.signed("GET", "/k", [(name: "Date", value: date)])
    #expect(SigningExample.refusal(head.setting("x-amz-date", nil)) == .signatureDoesNotMatch)
    #expect(SigningExample.refusal(head.setting("x-amz-date", nil).setting("date", nil)) == .accessDenied)
    #expect(SigningExample.refusal(head.setting("x-amz-date", "garbage")) == .accessDenied)
  }

  @Test func contentDigestMustBeThereAndSigned() throws {
    let head = try SigningExample.signed("PUT", "/k", payload: .unsigned)
    #expect(SigningExample.refusal(head.setting("x-amz-content-sha256", nil)) == .missingSecurityHeader)
    let names = head.headers["authorization"]?.replacing("x-amz-content-sha256;", with: "")
    #expect(SigningExample.refusal(head.setting("authorization", names)) == .accessDenied)
    for text in ["", "unsigned-payload", "abc", PayloadHash.empty.headerValue.uppercased()] {
      #expect(SigningExample.refusal(head.setting("x-amz-content-sha256", text)) == .invalidArgument, "\(text)")
    }
    let ecdsa = head.setting("x-amz-content-sha256", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")
    #expect(SigningExample.refusal(ecdsa) == .notImplemented)
  }

  @Test(arguments: ["x-amz-copy-source", "X-Amz-Acl", "x-amz-meta-a", "x-amz-tagging", "x-amz-security-token"])
  func everyAmzHeaderMustBeSigned(name: String) throws {
    let head = try SigningExample.signed("PUT", "/k")
    #expect(SigningExample.refusal(head.adding(name, "/b/secret")) == .accessDenied)
    let presigned = try presign("PUT")
    #expect(SigningExample.refusal(presigned) == nil)
    #expect(SigningExample.refusal(presigned.adding(name, "/b/secret")) == .accessDenied)
  }

  @Test func hostMustBeSigned() throws {
    let head = try SigningExample.signed("GET", "/k")
    let names = head.headers["authorization"]?.replacing("SignedHeaders=host;", with: "SignedHeaders=")
    #expect(SigningExample.refusal(head.setting("authorization", names)) == .accessDenied)
    #expect(SigningExample.refusal(head.setting("host", nil)) == .accessDenied)
    #expect(SigningExample.refusal(head.setting("host", "evil.example")) == .signatureDoesNotMatch)
  }

  /// `a,b` in one field and `a` and `b` in two have the same canonical form.
  @Test func aSignedHeaderStandsOnce() throws {
    let head = try SigningExample.signed("PUT", "/k", [(name: "x-amz-copy-source", value: "/b/x,y")])
    #expect(SigningExample.refusal(head) == nil)
    let split = head.setting("x-amz-copy-source", "/b/x").adding("x-amz-copy-source", "y")
    #expect(SigningExample.refusal(split) == .invalidRequest)
  }

  @Test func thePathIsNotNormalised() throws {
    for path in ["/b/../k", "/b//k", "/b/./k", "/b/%2E%2E/k"] {
      let head = try SigningExample.signed("GET", path)
      #expect(SigningExample.refusal(head) == nil, "\(path)")
      var short = head
      short.rawPath = "/k"
      #expect(SigningExample.refusal(short) == .signatureDoesNotMatch, "\(path)")
    }
    #expect(try SigningExample.verify(SigningExample.signed("GET", "/b/../k")).target.path == Array("/b/../k".utf8))
  }

  @Test func otherSpellingsOfAPathAreThatPath() throws {
    let head = try SigningExample.signed("GET", "/b/(k)%20!")
    var other = head
    other.rawPath = "/b/%28k%29%20%21"
    #expect(SigningExample.refusal(other) == nil)
    #expect(try SigningExample.verify(other).target == SigningExample.verify(head).target)
  }

  @Test func headerAndQueryTogetherAreRefused() throws {
    let presigned = try presign("GET")
    let header = try SigningExample.signed("GET", "/k").headers["authorization"]
    #expect(SigningExample.refusal(presigned.setting("authorization", header)) == .invalidArgument)
    let signed = try SigningExample.signed("GET", "/k?X-Amz-Signature=00")
    #expect(SigningExample.refusal(signed) == .invalidArgument)
    let twice = try SigningExample.signed("GET", "/k")
    #expect(SigningExample.refusal(twice.adding("authorization", header ?? "")) == .invalidArgument)
  }

  @Test(arguments: [
    ("AWS AKID:abc=", SignatureFailure.Code.invalidRequest), ("Basic abc", .invalidArgument), ("", .invalidArgument),
    ("AWS4-HMAC-SHA256", .invalidArgument), ("AWS4-HMAC-SHA256 ", .authorizationHeaderMalformed),
    ("AWS4-HMAC-SHA256 Credential=a,SignedHeaders=host", .authorizationHeaderMalformed),
    ("AWS4-HMAC-SHA256 Credential=a,Credential=a,SignedHeaders=host,Signature=0", .authorizationHeaderMalformed),
    (
      "AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=00",
      .authorizationHeaderMalformed
    ),
    ("AWS4-HMAC-SHA256 Credential=A,SignedHeaders=host,Signature=00", .authorizationHeaderMalformed),
  ])
  func malformedAuthorization(value: String, code: SignatureFailure.Code) throws {
    let head = try SigningExample.signed("GET", "/k")
    #expect(SigningExample.refusal(head.setting("authorization", value)) == code)
  }

  @Test(arguments: ["x-amz-date;host", "host;host", "Host", "", "host;", "host; x-amz-date"])
  func signedHeadersMustBeLowerCaseAndAscend(names: String) throws {
    let head = try SigningExample.signed("GET", "/k")
    let value = head.headers["authorization"]?
      .replacing("SignedHeaders=host;x-amz-content-sha256;x-amz-date", with: "SignedHeaders=\(names)")
    #expect(SigningExample.refusal(head.setting("authorization", value)) == .authorizationHeaderMalformed)
  }

  @Test func spacesAfterTheCommasAreFine() throws {
    let head = try SigningExample.signed("GET", "/k")
    let value = head.headers["authorization"]?.replacing(",", with: ", ")
    #expect(SigningExample.refusal(head.setting("authorization", value)) == nil)
  }

  @Test func sessionTokens() throws {
    let session = Credentials(
      accessKeyID: "ASIA", secretAccessKey: "s", sessionToken: "token", expiration: after(60))
    let head = try SigningExample.signed("GET", "/k", by: session)
    #expect(SigningExample.refusal(head, knowing: session) == nil)
    #expect(SigningExample.refusal(head, at: after(60), knowing: session) == .expiredToken)
    let other = Credentials(accessKeyID: "ASIA", secretAccessKey: "s", sessionToken: "tokem")
    #expect(SigningExample.refusal(head, knowing: other) == .invalidToken)
    let without = Credentials(accessKeyID: "ASIA", secretAccessKey: "s")
    #expect(SigningExample.refusal(head, knowing: without) == .invalidToken)
    let bare = try SigningExample.signed("GET", "/k", by: without)
    #expect(SigningExample.refusal(bare, knowing: session) == .invalidToken)
    let presigned = try presign("GET", by: session)
    #expect(SigningExample.refusal(presigned, knowing: session) == nil)
    #expect(SigningExample.refusal(presigned, knowing: other) == .invalidToken)
  }

  @Test func anAccessKeyIDMayContainSlashes() throws {
    let odd = Credentials(accessKeyID: "team/key", secretAccessKey: "s")
    let head = try SigningExample.signed("GET", "/k", by: odd)
    #expect(try SigningExample.verify(head, knowing: odd).accessKeyID == "team/key")
  }

  @Test func badEscapesAreInvalidURIs() {
    #expect(SigningExample.refusal(SigningExample.head("GET", "/%zz")) == .invalidURI)
    #expect(SigningExample.refusal(SigningExample.head("GET", "/k?a=%2")) == .invalidURI)
  }

  private func presign(
    _ method: String, by credentials: Credentials = SigningExample.credentials
  ) throws -> S3RequestHead {
    try SigningExample.signer.presign(
      SigningExample.head(method, "/k"), credentials: credentials, now: now, lifetimeSeconds: 60)
  }
}
