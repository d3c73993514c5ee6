import AccessControl
import JSON
import S3Protocol
import StorageModel

private let policies = seeds(
  """
  {"Version":"2012-10-17","Statement":[{"Sid":"s","Effect":"Allow",
  "Principal":{"AWS":["arn:aws:iam::000000000000:user/a","*"]},
  "Action":["s3:Get*","s3:ListBucket"],"Resource":["arn:aws:s3:::bucket","arn:aws:s3:::bucket/${aws:username}/*"],
  "Condition":{"StringLike":{"s3:prefix":["a/*",""]},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},
  "Bool":{"aws:SecureTransport":"true"},
  "DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"},
  "NumericLessThanEquals":{"s3:max-keys":"10"},"Null":{"s3:delimiter":true}}}]}
  """,
  """
  {"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"s3:*","NotResource":"*","Condition":
  {"ForAllValues:StringNotEqualsIfExists":{"aws:TagKeys":["a","b"]}}}}
  """,
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
    + "\"Action\":\"sts:AssumeRole\"}]}"
)

private let context = ConditionContext([
  "s3:prefix": ["a/b"], "aws:sourceip": ["10.1.2.3"], "aws:securetransport": ["true"], "aws:username": ["alice"],
  "aws:currenttime": ["2026-03-01T10:30:00Z"], "s3:max-keys": ["7"], "aws:tagkeys": ["a"],
])

let policyTargets: [FuzzTarget] = [
  // What is accepted is decided, and the same each time.
  FuzzTarget("policy", seeds: policies) { (input) throws(FuzzViolation) in
    guard let bucket = BucketName("bucket") else { return }
    for purpose in [PolicyDocument.Purpose.identity, .bucket(bucket), .trust] {
      guard let read = accepted({ try PolicyDocument(input, for: purpose) }) else { continue }
      try hold(accepted { try PolicyDocument(input, for: purpose) } == read, "read twice it differs")
      for kind in [Principal.Kind.anonymous, .root, .user, .role(session: "s")] {
        let question = AccessQuestion(
          principal: Principal(kind: kind, id: "i", name: "alice"), action: "s3:GetObject",
          resource: Array("arn:aws:s3:::bucket/alice/x".utf8), context: context)
        let verdict = read.verdict(question)
        try hold(read.verdict(question) == verdict, "decided twice it differs")
      }
      _ = (read.isPublic, read.needsObjectTags)
    }
  },
  // What headers and documents grant, and the text under which lists are kept.
  FuzzTarget(
    "grant-headers",
    seeds: seeds(
      "id=\"abc\", uri=\"http://acs.amazonaws.com/groups/global/AllUsers\"", "emailAddress=a@b", "ID = x ,uri=y", "=",
      "id=")
  ) { (input) throws(FuzzViolation) in
    let headers = HTTPFields([("x-amz-grant-read", text(input)), ("x-amz-grant-full-control", "id=o")])
    guard let grants = accepted({ try AccessControlPolicy.Grant.inHeaders(headers) }) else { return }
    try hold((1...100).contains(grants.count) && grants.last?.permission == "FULL_CONTROL", "a header was lost")
    for grant in grants {
      let names = [grant.userID, grant.uri, grant.emailAddress].compactMap(\.self)
      try hold(names.count == 1, "granted to \(names.count) at once")
      try hold(names.allSatisfy { $0.last != "\"" && $0.first != " " && !$0.contains(",") }, "granted to \(names)")
    }
  },
  FuzzTarget(
    "xml-acl",
    seeds: seeds(
      "<AccessControlPolicy><Owner><ID>o</ID><DisplayName>d</DisplayName></Owner><AccessControlList><Grant><Grantee "
        + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>o</ID></Grantee>"
        + "<Permission>FULL_CONTROL</Permission></Grant><Grant><Grantee><URI>u</URI></Grantee>"
        + "<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>")
  ) { (input) throws(FuzzViolation) in
    let request = WireRequest("PUT", query: [QueryParameter("acl")], body: input)
    guard let policy = accepted({ try AccessControlPolicy(request) }) else { return }
    let permissions = ["FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"]
    try hold(policy.grants.count <= 100, "\(policy.grants.count) grants")
    try hold(policy.grants.allSatisfy { permissions.contains($0.permission) }, "grants what is none")
    guard policy.grantsOnlyFullControl(to: "o") else { return }
    try hold(policy.grants.allSatisfy { $0.userID == "o" && $0.permission == "FULL_CONTROL" }, "not the owner's alone")
  },
  FuzzTarget(
    "stored-list",
    seeds: seeds(
      "grants:READ=*,FULL_CONTROL=abc,WRITE=+", "public-read", "private", "bucket-owner-read", "grants:,=,READ=")
  ) { (input) throws(FuzzViolation) in
    let list = AccessControlList(stored: text(input), ownerID: "o", bucketOwnerID: "b")
    let again = AccessControlList(stored: list.stored, ownerID: "x", bucketOwnerID: "y")
    try hold(again == list, "written and read it is another list: \(list.stored)")
    let anonymous = AccessSubject(principal: Principal(kind: .anonymous, id: "", name: ""))
    for permission in [AccessControlList.Permission.read, .write, .readACP, .writeACP] {
      try hold(!list.allows(permission, anonymous, ignoresPublic: true), "anyone is let in")
      try hold(list.isPublic || !list.allows(permission, anonymous, ignoresPublic: false), "public, and not said")
    }
  },
  FuzzTarget(
    "json",
    seeds: seeds(
      "{\"a\":[1,-2.5e3,true,null,\"\\u00e4\\ud83d\\ude00\\n\"],\"b\":{}}", "[[[[]]]]", "18446744073709551615",
      "\"\\u0000\"")
  ) { (input) throws(FuzzViolation) in
    guard let value = JSONReader.read(input) else { return }
    let written = value.encoded()
    guard let again = JSONReader.read(written) else { throw FuzzViolation("written, it is refused: \(text(written))") }
    try hold(again.encoded() == written, "read again it differs: \(text(written))")
  },
]
