import Digests
import S3Protocol
import StorageModel
import Testing

@Suite struct PresignedRequestTests {
  private let now = SigningExample.now

  private func after(_ seconds: Int64) -> Timestamp { Timestamp(seconds: now.seconds + seconds) }

  private func presign(
    _ method: String = "GET", _ target: String = "/b/k", _ headers: [(name: String, value: String)] = [],
    lifetimeSeconds: Int = 60
  ) throws -> S3RequestHead {
    try SigningExample.signer.presign(
      SigningExample.head(method, target, headers), credentials: SigningExample.credentials, now: now,
      lifetimeSeconds: lifetimeSeconds)
  }

  private func replacing(_ text: String, with other: String, in head: S3RequestHead) -> S3RequestHead {
    var changed = head
    changed.rawQuery = head.rawQuery.replacing(text, with: other)
    #expect(changed.rawQuery != head.rawQuery)
    return changed
  }

  @Test func isGoodForItsLifetime() throws {
    let head = try presign()
    #expect(SigningExample.refusal(head, at: after(60)) == nil)
    #expect(SigningExample.refusal(head, at: after(61)) == .accessDenied)
    #expect(SigningExample.refusal(head, at: after(-900)) == nil)
    #expect(SigningExample.refusal(head, at: after(-901)) == .accessDenied)
    #expect(SigningExample.refusal(try presign(lifetimeSeconds: 604_800), at: after(604_800)) == nil)
  }

  @Test func lifetimeIsOneSecondToSevenDays() throws {
    for seconds in [-1, 0, 604_801] {
      #expect(throws: SigningError.badLifetime) { try presign(lifetimeSeconds: seconds) }
    }
    let head = try presign()
    let refusals: [(String, SignatureFailure.Code)] = [
      ("0", .accessDenied), ("604801", .accessDenied), ("-1", .accessDenied), ("", .authorizationQueryParametersError),
      ("6e1", .authorizationQueryParametersError),
      ("99999999999999999999", .authorizationQueryParametersError), ("%2B60", .authorizationQueryParametersError),
    ]
    for (value, code) in refusals {
      let changed = replacing("X-Amz-Expires=60", with: "X-Amz-Expires=\(value)", in: head)
      #expect(SigningExample.refusal(changed) == code, "\(value)")
    }
    let longer = replacing("X-Amz-Expires=60", with: "X-Amz-Expires=600", in: head)
    #expect(SigningExample.refusal(longer) == .signatureDoesNotMatch)
  }

  @Test(arguments: [
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
  ])
  func eachParameterStandsOnce(name: String) throws {
    let head = try presign()
    let target = try head.target()
    let value = try #require(try target.text(name))
    var twice = head
    twice.rawQuery += "&" + QueryParameter.encode([QueryParameter(name, value)])
    #expect(SigningExample.refusal(twice) == .authorizationQueryParametersError)
    var missing = head
    missing.rawQuery = QueryParameter.encode(target.parameters.filter { $0 != QueryParameter(name, value) })
    #expect(SigningExample.refusal(missing) == .authorizationQueryParametersError)
  }

  @Test func scopeIsChecked() throws {
    let head = try presign()
    let changes = [("us-east-1", "us-west-2"), ("%2Fs3%2F", "%2Fiam%2F"), ("%2F20130524%2F", "%2F20130523%2F")]
    for (text, other) in changes {
      #expect(
        SigningExample.refusal(replacing(text, with: other, in: head)) == .authorizationQueryParametersError, "\(other)"
      )
    }
    let algorithm = replacing("AWS4-HMAC-SHA256", with: "AWS4-HMAC-SHA1", in: head)
    #expect(SigningExample.refusal(algorithm) == .authorizationQueryParametersError)
  }

  @Test func otherParametersAreCovered() throws {
    let head = try presign("GET", "/b/k?versionId=1&response-content-type=a%2Fb")
    #expect(SigningExample.refusal(head) == nil)
    #expect(SigningExample.refusal(replacing("versionId=1", with: "versionId=2", in: head)) == .signatureDoesNotMatch)
    var more = head
    more.rawQuery += "&acl="
    #expect(SigningExample.refusal(more) == .signatureDoesNotMatch)
  }

  @Test func theOrderOfParametersDoesNotMatter() throws {
    let head = try presign("GET", "/b/k?b=2&a=1&a-=3")
    var reversed = head
    reversed.rawQuery = head.rawQuery.split(separator: "&").reversed().joined(separator: "&")
    #expect(SigningExample.refusal(reversed) == nil)
  }

  @Test func aSignedACLMustCome() throws {
    let head = try presign("PUT", "/b/k", [(name: "x-amz-acl", value: "public-read")])
    #expect(SigningExample.refusal(head) == nil)
    #expect(SigningExample.refusal(head.setting("x-amz-acl", nil)) == .signatureDoesNotMatch)
    #expect(SigningExample.refusal(head.setting("x-amz-acl", "private")) == .signatureDoesNotMatch)
  }

  @Test func theMethodIsCovered() throws {
    var head = try presign("GET")
    head.method = "DELETE"
    #expect(SigningExample.refusal(head) == .signatureDoesNotMatch)
  }

  @Test func bodiesAreCoveredWhereAHeaderSaysSo() throws {
    guard case .unsigned = try SigningExample.verify(try presign("PUT")).payload else {
      Issue.record("a presigned body is not covered")
      return
    }
    let head = try presign("PUT", "/b/k?X-Amz-Content-Sha256=UNSIGNED-PAYLOAD")
    #expect(SigningExample.refusal(head) == nil)
    let digest = hexadecimal(sha256([1]))
    let mixed = try presign(
      "PUT", "/b/k?X-Amz-Content-Sha256=UNSIGNED-PAYLOAD", [(name: "x-amz-content-sha256", value: digest)])
    #expect(SigningExample.refusal(mixed) == .invalidArgument)
  }

  @Test func signatureVersionTwoIsRefused() {
    let head = SigningExample.head("GET", "/b/k?AWSAccessKeyId=a&Expires=1&Signature=b")
    #expect(SigningExample.refusal(head) == .invalidRequest)
  }
}
