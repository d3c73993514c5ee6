import AccessControl
import StorageModel
import Testing

@Suite struct ConditionTests {
  /// Whether a statement with this condition holds.
  private func holds(_ condition: String, _ context: [String: [String]]) throws -> Bool {
    let policy = try PolicyDocument(
      Array(
        (#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":"# + condition
          + "}}").utf8), for: .identity)
    let question = AccessQuestion(
      principal: Principal(kind: .user, id: "U", name: "u"), action: "s3:GetObject", resource: Array("r".utf8),
      context: ConditionContext(context))
    return policy.verdict(question) == .allowed
  }

  @Test(arguments: [
    (#"{"StringEquals":{"s3:prefix":["a","b"]}}"#, ["b"], true),
    (#"{"StringEquals":{"s3:prefix":"a*"}}"#, ["ab"], false),
    (#"{"StringLike":{"S3:Prefix":"a*"}}"#, ["ab"], true),
    (#"{"StringNotEquals":{"s3:prefix":["a","b"]}}"#, ["b"], false),
    (#"{"StringNotLike":{"s3:prefix":"a*"}}"#, ["b"], true),
    (#"{"StringEqualsIgnoreCase":{"s3:prefix":"AB"}}"#, ["aB"], true),
    (#"{"StringEquals":{"s3:prefix":"caf\u00e9"}}"#, ["cafe\u{301}"], false),
    (#"{"NumericLessThanEquals":{"s3:prefix":10}}"#, ["10"], true),
    (#"{"NumericGreaterThan":{"s3:prefix":"10"}}"#, ["9.5"], false),
    (#"{"DateGreaterThan":{"s3:prefix":"2026-01-01T00:00:00Z"}}"#, ["2026-01-01T00:00:01Z"], true),
    (#"{"DateLessThan":{"s3:prefix":"1767225600"}}"#, ["2026-01-01T00:00:01Z"], false),
    (#"{"Bool":{"s3:prefix":true}}"#, ["true"], true), (#"{"Bool":{"s3:prefix":"false"}}"#, ["true"], false),
    (#"{"IpAddress":{"s3:prefix":"10.1.0.0/20"}}"#, ["10.1.15.255"], true),
    (#"{"IpAddress":{"s3:prefix":"10.1.0.0/20"}}"#, ["10.1.16.0"], false),
    (#"{"IpAddress":{"s3:prefix":"10.0.0.0/8"}}"#, ["::ffff:10.2.3.4"], true),
    (#"{"IpAddress":{"s3:prefix":"2001:db8::/33"}}"#, ["2001:db8:7fff::1"], true),
    (#"{"IpAddress":{"s3:prefix":"2001:db8::/33"}}"#, ["2001:db8:8000::1"], false),
    (#"{"NotIpAddress":{"s3:prefix":"0.0.0.0/0"}}"#, ["2001:db8::1"], true),
    (#"{"ArnLike":{"s3:prefix":"arn:aws:iam:::user/*"}}"#, ["arn:aws:iam:::user/a"], true),
    (#"{"Null":{"s3:prefix":"true"}}"#, ["x"], false), (#"{"Null":{"s3:prefix":"false"}}"#, ["x"], true),
    (#"{"ForAnyValue:StringEquals":{"s3:prefix":["a","b"]}}"#, ["x", "b"], true),
    (#"{"ForAnyValue:StringEquals":{"s3:prefix":["a","b"]}}"#, ["x", "y"], false),
    (#"{"ForAllValues:StringEquals":{"s3:prefix":["a","b"]}}"#, ["a", "b"], true),
    (#"{"ForAllValues:StringEquals":{"s3:prefix":["a","b"]}}"#, ["a", "x"], false),
    (#"{"ForAnyValue:StringNotEquals":{"s3:prefix":["a"]}}"#, ["a", "x"], true),
    (#"{"ForAllValues:StringNotEquals":{"s3:prefix":["a"]}}"#, ["a", "x"], false),
    (#"{"StringEquals":{"s3:prefix":"a"},"StringLike":{"s3:delimiter":"*"}}"#, ["a"], false),
  ])
  func present(_ condition: String, _ values: [String], _ expected: Bool) throws {
    #expect(try holds(condition, ["s3:prefix": values]) == expected)
  }

  @Test(arguments: [
    (#"{"StringEquals":{"s3:prefix":"a"}}"#, false), (#"{"StringEqualsIfExists":{"s3:prefix":"a"}}"#, true),
    (#"{"StringNotEquals":{"s3:prefix":"a"}}"#, true), (#"{"Null":{"s3:prefix":"true"}}"#, true),
    (#"{"Null":{"s3:prefix":false}}"#, false), (#"{"ForAllValues:StringEquals":{"s3:prefix":"a"}}"#, true),
    (#"{"ForAnyValue:StringEquals":{"s3:prefix":"a"}}"#, false),
    (#"{"ForAnyValue:StringEqualsIfExists":{"s3:prefix":"a"}}"#, true), (#"{"Bool":{"s3:prefix":"false"}}"#, false),
    (#"{"NotIpAddress":{"s3:prefix":"10.0.0.0/8"}}"#, true),
  ])
  func missing(_ condition: String, _ expected: Bool) throws {
    #expect(try holds(condition, [:]) == expected)
  }

  @Test(arguments: [
    (#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/32"}}"#, false), (#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#, true),
    (#"{"StringEquals":{"aws:SourceVpc":"vpc-1"}}"#, false), (#"{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#, true),
    (#"{"StringEquals":{"aws:Referer":"http://x/"}}"#, true), (#"{"NotIpAddress":{"aws:SourceIp":"10.0.0.1"}}"#, true),
  ])
  func publicMeaning(_ condition: String, _ isPublic: Bool) throws {
    let policy = try PolicyDocument(
      Array(
        (#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*","#
          + #""Condition":"# + condition + "}}").utf8), for: .bucket(try #require(BucketName("photos"))))
    #expect(policy.isPublic == isPublic)
  }
}
