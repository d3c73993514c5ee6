import AccessControl
import StorageModel
import Testing

@Suite struct PolicyDocumentTests {
  private let alice = Principal(kind: .user, id: "AIDAALICE", name: "alice")
  private let bob = Principal(kind: .user, id: "AIDABOB", name: "bob")

  private func policy(
    _ text: String, for purpose: PolicyDocument.Purpose = .identity
  ) throws -> PolicyDocument {
    try PolicyDocument(Array(text.utf8), for: purpose)
  }

  private func bucketPurpose() throws -> PolicyDocument.Purpose {
    .bucket(try #require(BucketName("photos")))
  }

  private func ask(
    _ policy: PolicyDocument, _ action: String, _ resource: String, by principal: Principal? = nil,
    _ context: [String: [String]] = [:]
  ) -> PolicyVerdict {
    policy.verdict(
      AccessQuestion(
        principal: principal ?? alice, action: action, resource: Array(resource.utf8),
        context: ConditionContext(context)))
  }

  @Test func actionsAndResourcesHaveWildcards() throws {
    let reading = try policy(
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:Get*","s3:ListBucke?"],"#
        + #""Resource":["arn:aws:s3:::photos/a/*","arn:aws:s3:::photos"]}}"#)
    #expect(ask(reading, "s3:GetObject", "arn:aws:s3:::photos/a/cat") == .allowed)
    #expect(ask(reading, "S3:getobject", "arn:aws:s3:::photos/a/") == .allowed)
    #expect(ask(reading, "s3:ListBucket", "arn:aws:s3:::photos") == .allowed)
    #expect(ask(reading, "s3:ListBuckets", "arn:aws:s3:::photos") == .silent)
    #expect(ask(reading, "s3:GetObject", "arn:aws:s3:::photos/A/cat") == .silent)
    #expect(ask(reading, "s3:GetObject", "arn:aws:s3:::photos/a") == .silent)
    #expect(ask(reading, "s3:PutObject", "arn:aws:s3:::photos/a/cat") == .silent)
  }

  @Test func exceptionsAreEverythingElse() throws {
    let all = try policy(
      #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"s3:Delete*","#
        + #""NotResource":"arn:aws:s3:::secret/*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::x/*"}]}"#)
    #expect(ask(all, "s3:GetObject", "arn:aws:s3:::photos/k") == .allowed)
    #expect(ask(all, "s3:DeleteObject", "arn:aws:s3:::photos/k") == .silent)
    #expect(ask(all, "s3:GetObject", "arn:aws:s3:::secret/k") == .silent)
    #expect(ask(all, "s3:GetObject", "arn:aws:s3:::x/k") == .denied)
  }

  @Test func variablesStandForWhoAsks() throws {
    let home = #""Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::homes/${aws:username}/*${*}"}}"#
    let own = try policy(#"{"Version":"2012-10-17","Statement":{"# + home)
    let context = ["aws:username": ["alice"]]
    #expect(ask(own, "s3:GetObject", "arn:aws:s3:::homes/alice/k*", by: alice, context) == .allowed)
    #expect(ask(own, "s3:GetObject", "arn:aws:s3:::homes/alice/k", by: alice, context) == .silent)
    #expect(ask(own, "s3:GetObject", "arn:aws:s3:::homes/bob/k*", by: alice, context) == .silent)
    #expect(ask(own, "s3:GetObject", "arn:aws:s3:::homes/alice/k*") == .silent)
    // A name with a wildcard in it is no wildcard.
    #expect(ask(own, "s3:Get", "arn:aws:s3:::homes/alice/k*", by: alice, ["aws:username": ["*"]]) == .silent)
    let old = try policy(#"{"Version":"2008-10-17","Statement":{"# + home)
    #expect(ask(old, "s3:GetObject", "arn:aws:s3:::homes/alice/k*", by: alice, context) == .silent)
  }

  @Test func principals() throws {
    func grant(_ principal: String) throws -> PolicyDocument {
      try policy(
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"# + principal
          + #","Action":"s3:*","Resource":"arn:aws:s3:::photos/*"}}"#, for: bucketPurpose())
    }
    func verdict(_ principal: String, _ who: Principal) throws -> PolicyVerdict {
      ask(try grant(principal), "s3:GetObject", "arn:aws:s3:::photos/k", by: who)
    }
    for everyone in [#""*""#, #"{"AWS":"*"}"#, #"{"AWS":["arn:aws:iam:::user/bob","*"]}"#] {
      #expect(try verdict(everyone, .anonymous) == .allowed)
      #expect(try grant(everyone).isPublic)
    }
    for user in [
      #"{"AWS":"arn:aws:iam::000000000000:user/x/alice"}"#, #"{"CanonicalUser":"AIDAALICE"}"#,
      #"{"AWS":"arn:aws:iam:::user/AIDAALICE"}"#, #"{"AWS":"AIDAALICE"}"#,
    ] {
      #expect(try verdict(user, alice) == .allowed)
      #expect(try verdict(user, bob) == .silent)
      #expect(try verdict(user, .anonymous) == .silent)
      #expect(try !grant(user).isPublic)
    }
    #expect(try verdict(#"{"AWS":"arn:aws:iam:::root"}"#, alice) == .allowedToAccount)
    #expect(try verdict(#"{"AWS":"arn:aws:iam::s3tenant1:root"}"#, alice) == .silent)
    #expect(try verdict(#"{"AWS":"000000000000"}"#, .root) == .allowed)
    let session = Principal(kind: .role(session: "s1"), id: "AROA1", name: "reader")
    #expect(try verdict(#"{"AWS":"arn:aws:sts:::assumed-role/reader/s1"}"#, session) == .allowed)
    #expect(try verdict(#"{"AWS":"arn:aws:sts:::assumed-role/reader/s2"}"#, session) == .silent)
    #expect(try verdict(#"{"AWS":"arn:aws:iam:::role/reader"}"#, session) == .allowed)
    #expect(try verdict(#"{"AWS":"arn:aws:iam:::user/reader"}"#, session) == .silent)
  }

  @Test func denyOfEverybodyElse() throws {
    let others = try policy(
      #"{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam:::user/alice"},"Action":"s3:*","#
        + #""Resource":"arn:aws:s3:::photos/*"}}"#, for: bucketPurpose())
    #expect(ask(others, "s3:GetObject", "arn:aws:s3:::photos/k", by: alice) == .silent)
    #expect(ask(others, "s3:GetObject", "arn:aws:s3:::photos/k", by: bob) == .denied)
    #expect(ask(others, "s3:GetObject", "arn:aws:s3:::photos/k", by: .anonymous) == .denied)
  }

  @Test(arguments: [
    "", "[]", "{}", "{\"Statement\":[]}", #"{"Version":"2020-01-01","Statement":[]}"#,
    #"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::photos"}}"#,
    #"{"Statement":{"Effect":"allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::photos"}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":"*","Resource":"arn:aws:s3:::photos"}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*"}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"ec2:*","Resource":"arn:aws:s3:::photos"}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::photosx"}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"photos"}}"#,
    #"{"Statement":{"Effect":"Allow","NotPrincipal":"*","Action":"s3:*","Resource":"arn:aws:s3:::photos"}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":{"AWS":"a b"},"Action":"s3:*","Resource":"arn:aws:s3:::photos"}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::photos","Cond":1}}"#,
    #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::photos/${x"},"Version":"#
      + #""2012-10-17"}"#,
  ])
  func whatIsNoBucketPolicy(_ text: String) throws {
    #expect(throws: PolicyError.self) { try policy(text, for: bucketPurpose()) }
  }

  @Test func whatIsNoPolicyOfAUserOrARole() throws {
    func text(_ more: String) -> String {
      let statement = #"{"Sid":"one","Effect":"Allow","Action":"s3:*","Resource":"*""#
      return #"{"Version":"2012-10-17","Statement":["# + statement + more + "}" + "]}"
    }
    let twice = text(#"},{"Sid":"one","Effect":"Deny","Action":"s3:*","Resource":"*""#)
    #expect(throws: PolicyError.self) { try policy(twice) }
    let everybody = text(#","Principal":"*""#)
    #expect(throws: PolicyError.self) { try policy(everybody) }
    let ofRole = try policy(everybody, for: .role)
    #expect(ask(ofRole, "s3:GetObject", "arn:aws:s3:::photos/k", by: alice) == .allowed)
    for other in [#","Principal":{"AWS":"arn:aws:iam:::user/bob"}"#, #","NotPrincipal":"*""#] {
      #expect(throws: PolicyError.self) { try policy(text(other), for: .role) }
    }
  }

  @Test(arguments: [
    #"{"StringSimilar":{"aws:username":"a"}}"#, #"{"StringEquals":{"s3:nothing":"a"}}"#,
    #"{"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}}"#, #"{"DateLessThan":{"aws:CurrentTime":"yesterday"}}"#,
    #"{"NumericEquals":{"s3:max-keys":"many"}}"#, #"{"NullIfExists":{"s3:prefix":"true"}}"#,
    #"{"StringEquals":{"plain":"a"}}"#, #"{"Bool":{"aws:SecureTransport":"perhaps"}}"#,
  ])
  func whatIsNoCondition(_ condition: String) throws {
    #expect(throws: PolicyError.self) {
      try policy(
        #"{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::photos","#
          + #""Condition":"# + condition + "}}", for: bucketPurpose())
    }
  }
}
