import Digests
import S3Protocol
import StorageModel
import Testing

@Suite struct RequestSignerTests {
  @Test func signingAgainReplacesTheFirstSignature() throws {
    let session = Credentials(accessKeyID: "A", secretAccessKey: "s", sessionToken: "t")
    var head = try SigningExample.signed("GET", "/k", by: session, at: Timestamp(seconds: 1_000_000_000))
    try SigningExample.signer.sign(
      &head, payload: .unsigned, credentials: SigningExample.credentials, now: SigningExample.now)
    for name in ["authorization", "x-amz-date", "x-amz-content-sha256"] {
      #expect(head.headers.values(name).count == 1, "\(name)")
    }
    #expect(head.headers["x-amz-security-token"] == nil)
    #expect(SigningExample.refusal(head) == nil)
  }

  @Test func withoutHostThereIsNoSignature() {
    var head = S3RequestHead(method: "GET", rawPath: "/")
    #expect(throws: SigningError.noHost) {
      try SigningExample.signer.sign(
        &head, payload: .empty, credentials: SigningExample.credentials, now: SigningExample.now)
    }
  }

  @Test func headersThatOthersTouchAreNotSigned() throws {
    let head = try SigningExample.signed(
      "PUT", "/k",
      [
        (name: "User-Agent", value: "cairn"), (name: "Expect", value: "100-continue"),
        (name: "Connection", value: "keep-alive"), (name: "Accept-Encoding", value: "gzip"),
        (name: "If-None-Match", value: "*"),
      ])
    let value = try #require(head.headers["authorization"])
    #expect(value.contains("SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date,"))
    #expect(SigningExample.refusal(head.setting("user-agent", "other").setting("expect", nil)) == nil)
  }

  @Test func whiteSpaceInValuesIsFolded() throws {
    let head = try SigningExample.signed("PUT", "/k", [(name: "x-amz-meta-a", value: "  a   b \t")])
    #expect(SigningExample.refusal(head.setting("x-amz-meta-a", "a b")) == nil)
    #expect(SigningExample.refusal(head.setting("x-amz-meta-a", "ab")) == .signatureDoesNotMatch)
  }

  @Test func namesAreSortedWhateverTheirCase() throws {
    let first = try SigningExample.signed(
      "PUT", "/k", [(name: "X-Amz-Acl", value: "a"), (name: "Content-MD5", value: "b")])
    let second = try SigningExample.signed(
      "PUT", "/k", [(name: "content-md5", value: "b"), (name: "x-amz-acl", value: "a")])
    #expect(first.headers["authorization"] == second.headers["authorization"])
  }

  @Test func nothingThatIsPrintedShowsASecret() {
    let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: "SECRETTEXT", sessionToken: "TOKENTEXT")
    let scope = SigningScope(date: "20130524", region: "r")
    let key = SigningKey(secretAccessKey: "SECRETTEXT", scope: scope)
    var dumped = ""
    dump(credentials, to: &dumped)
    dump(key, to: &dumped)
    dump([credentials], to: &dumped)
    let text = "\(credentials) \([credentials]) \(String(reflecting: credentials)) \(key) \([key]) " + dumped
    #expect(text.contains("AKID"))
    #expect(!text.contains("SECRETTEXT") && !text.contains("TOKENTEXT"))
    #expect(!text.contains("UInt8"))
  }

  @Test func keysAreKeptPerSecretAndScope() {
    let cache = SigningKeyCache(limit: 2)
    let scopes = ["20130524", "20130525", "20130526"].map { SigningScope(date: $0, region: "r") }
    for secret in ["a", "b"] {
      for scope in scopes + scopes {
        let key = cache.key(secretAccessKey: secret, scope: scope)
        let fresh = SigningKey(secretAccessKey: secret, scope: scope)
        #expect(key.signature(of: [1]) == fresh.signature(of: [1]))
      }
    }
  }

  /// "Deriving a signing key", the example of the IAM User Guide.
  @Test func publishedSigningKeyGivesThePublishedSignature() throws {
    let key = SigningKey(
      secretAccessKey: SigningExample.credentials.secretAccessKey,
      scope: SigningScope(date: "20130524", region: "us-east-1"))
    let text = """
      AWS4-HMAC-SHA256
      20130524T000000Z
      20130524/us-east-1/s3/aws4_request
      7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972
      """
    #expect(
      hexadecimal(key.signature(of: Array(text.utf8)))
        == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
  }

  @Test(arguments: ["a=1&b=2", "b=2&a=1", "a=2&a=1", "a-b=1&a=2&A=3", "x=%2F&x=%20&x=a", "k", "k=", "%C3%BC=1&z"])
  func queriesInAnyOrderVerify(query: String) throws {
    let head = try SigningExample.signed("GET", "/b?" + query)
    #expect(SigningExample.refusal(head) == nil)
    var reversed = head
    reversed.rawQuery = query.split(separator: "&").reversed().joined(separator: "&")
    #expect(SigningExample.refusal(reversed) == nil)
  }
}
