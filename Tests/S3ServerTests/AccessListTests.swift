import S3Protocol
import StorageModel
import Testing

/// Access control lists where the daemon heeds them: every kind of list with every kind of principal, and what takes
/// their effect away.
@Suite struct AccessListTests {
  /// Who asks, besides the bucket's owner.
  private struct People {
    let owner, friend, stranger: Credentials
    let friendID: String

    init(_ daemon: TestDaemon) throws {
      owner = try daemon.makeUser("owner")
      friend = try daemon.makeUser("friend")
      stranger = try daemon.makeUser("stranger")
      friendID = try #require(try daemon.iam("GetUser&UserName=friend").values("UserId").first)
      let policy = PercentCoding.encodeComponent(
        Array(#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#.utf8))
      for name in ["owner", "friend"] {
        _ = try daemon.iam("PutUserPolicy&UserName=\(name)&PolicyName=all&PolicyDocument=\(policy)")
      }
    }
  }

  private static func with(
    heedsLists: Bool = true, _ body: (TestDaemon, People) async throws -> Void
  ) async throws {
    try await TestDaemon.with(heedsLists: heedsLists) { daemon in try await body(daemon, try People(daemon)) }
  }

  /// What an unsigned request is answered.
  private func unsigned(
    _ daemon: TestDaemon, _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
  ) throws -> Int {
    let connection = try daemon.connect()
    let lines = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
    let head = "\(method) \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\(lines)\r\n"
    try connection.write(Array(head.utf8) + body)
    return try connection.readAnswer(isHead: method == "HEAD").status
  }

  /// list, read, write, delete, read the list, write the list: each as the status that nobody, a stranger and the
  /// friend get.
  private func statuses(_ daemon: TestDaemon, _ people: People, _ bucket: String) throws -> [String] {
    let policy = Array(
      """
      <AccessControlPolicy><AccessControlList><Grant><Grantee><ID>\(people.friendID)</ID></Grantee>\
      <Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>
      """.utf8)
    // What would change the lists comes last, and only its refusal is tried.
    let calls: [(String, String, [UInt8])] = [
      ("GET", "/\(bucket)", []), ("GET", "/\(bucket)?versions", []), ("GET", "/\(bucket)/k", []),
      ("PUT", "/\(bucket)/new", [1]), ("DELETE", "/\(bucket)/new", []), ("GET", "/\(bucket)?acl", []),
      ("GET", "/\(bucket)/k?acl", []), ("GET", "/\(bucket)?policy", []), ("GET", "/\(bucket)/k?tagging", []),
      ("PUT", "/\(bucket)/k?acl", policy), ("DELETE", "/\(bucket)", []),
    ]
    func word(_ status: Int) -> String { (200..<300).contains(status) ? "y" : status == 403 ? "-" : "\(status)" }
    return try [nil, people.stranger, people.friend].map { caller in
      try calls.map { method, target, body in
        guard let caller else { return word(try unsigned(daemon, method, target, body: body)) }
        return word(try daemon.send(method, target, body: body, by: caller).status)
      }.joined()
    }
  }

  /// In the order of ``statuses(_:_:_:)``: list, versions, read, put, delete, bucket's list, object's list, policy,
  /// tags, object's list set, bucket removed.
  @Test(arguments: [
    ("private", "private", ["-----------", "-----------", "-----------"]),
    ("public-read", "private", ["yy---------", "yy---------", "yy---------"]),
    ("private", "public-read", ["--y--------", "--y--------", "--y--------"]),
    ("public-read-write", "private", ["yy-yy------", "yy-yy------", "yy-yy------"]),
    ("authenticated-read", "authenticated-read", ["-----------", "yyy--------", "yyy--------"]),
    ("grant-read", "private", ["-----------", "-----------", "yy---------"]),
    ("grant-write", "grant-read", ["-----------", "-----------", "--yyy------"]),
    ("grant-read-acp", "grant-read-acp", ["-----------", "-----------", "-----yy----"]),
    ("grant-full-control", "private", ["-----------", "-----------", "yy-yyy-----"]),
    ("private", "grant-write", ["-----------", "-----------", "-----------"]),
  ])
  func whoMayDoWhat(_ bucket: String, _ object: String, _ expected: [String]) async throws {
    try await Self.with { (daemon, people) async throws in
      func header(_ word: String) -> [(String, String)] {
        word.hasPrefix("grant-") ? [("x-amz-\(word)", "id=\"\(people.friendID)\"")] : [("x-amz-acl", word)]
      }
      #expect(try daemon.send("PUT", "/listed", headers: header(bucket), by: people.owner).status == 200)
      #expect(try daemon.send("PUT", "/listed/k", headers: header(object), body: [1], by: people.owner).status == 200)
      #expect(try statuses(daemon, people, "listed") == expected)
      // The same lists, given later.
      #expect(try daemon.send("PUT", "/later", by: people.owner).status == 200)
      #expect(try daemon.send("PUT", "/later/k", body: [1], by: people.owner).status == 200)
      #expect(try daemon.send("PUT", "/later?acl", headers: header(bucket), by: people.owner).status == 200)
      #expect(try daemon.send("PUT", "/later/k?acl", headers: header(object), by: people.owner).status == 200)
      #expect(try statuses(daemon, people, "later") == expected)
    }
  }

  @Test func theyGrantNothingUnlessTheDaemonIsTold() async throws {
    try await Self.with(heedsLists: false) { (daemon, people) async throws in
      let open = [("x-amz-acl", "public-read-write")]
      for ownership in [nil, "ObjectWriter", "BucketOwnerPreferred"] {
        let name = "b-\(ownership?.lowercased() ?? "none")"
        let more = ownership.map { [("x-amz-object-ownership", $0)] } ?? []
        #expect(try daemon.send("PUT", "/\(name)", headers: open + more, by: people.owner).status == 200)
        #expect(try daemon.send("PUT", "/\(name)/k", headers: open, body: [1], by: people.owner).status == 200)
        #expect(try statuses(daemon, people, name) == Array(repeating: "-----------", count: 3))
      }
    }
  }

  @Test func whatTakesTheirEffectAway() async throws {
    try await Self.with { (daemon, people) async throws in
      let open = [("x-amz-acl", "public-read-write")]
      #expect(try daemon.send("PUT", "/box", headers: open, by: people.owner).status == 200)
      #expect(try daemon.send("PUT", "/box/k", headers: open, body: [1], by: people.owner).status == 200)
      #expect(try unsigned(daemon, "GET", "/box/k") == 200)
      let deny =
        #"{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::box/*"}}"#
      #expect(try daemon.send("PUT", "/box?policy", body: Array(deny.utf8), by: people.owner).status == 204)
      #expect(try unsigned(daemon, "GET", "/box/k") == 403)
      #expect(try daemon.send("DELETE", "/box?policy", by: people.owner).status == 204)
      #expect(try unsigned(daemon, "GET", "/box/k") == 200)
      func block(_ words: String...) throws {
        let text = words.map { "<\($0)>true</\($0)>" }.joined()
        let body = Array("<PublicAccessBlockConfiguration>\(text)</PublicAccessBlockConfiguration>".utf8)
        #expect(try daemon.send("PUT", "/box?publicAccessBlock", body: body, by: people.owner).status == 200)
      }
      #expect(try daemon.send("GET", "/box?policyStatus", by: people.owner).text.contains("<IsPublic>true<"))
      try block("IgnorePublicAcls")
      #expect(try unsigned(daemon, "GET", "/box/k") == 403 && unsigned(daemon, "GET", "/box") == 403)
      #expect(try daemon.send("GET", "/box?policyStatus", by: people.owner).text.contains("<IsPublic>false<"))
      try block("BlockPublicAcls")
      for (name, value) in open + [("x-amz-grant-read", "uri=\(Self.everyone)")] {
        #expect(try daemon.send("PUT", "/box?acl", headers: [(name, value)], by: people.owner).status == 403)
        #expect(try daemon.send("PUT", "/box/k?acl", headers: [(name, value)], by: people.owner).status == 403)
        #expect(try daemon.send("PUT", "/box/n", headers: [(name, value)], body: [1], by: people.owner).status == 403)
      }
      #expect(try daemon.send("DELETE", "/box?publicAccessBlock", by: people.owner).status == 204)
      #expect(try unsigned(daemon, "GET", "/box/k") == 200)
      #expect(try daemon.send("PUT", "/box?acl", headers: [("x-amz-acl", "private")], by: people.owner).status == 200)
      let enforced = Array(
        "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>"
          .utf8
      )
      #expect(try daemon.send("PUT", "/box?ownershipControls", body: enforced, by: people.owner).status == 200)
      #expect(try unsigned(daemon, "GET", "/box/k") == 403)
      let refused = try daemon.send("PUT", "/box?acl", headers: open, by: people.owner)
      #expect(refused.code == "AccessControlListNotSupported")
    }
  }

  private static let everyone = "http://acs.amazonaws.com/groups/global/AllUsers"

  @Test func whatListsAreRefused() async throws {
    try await Self.with { (daemon, people) async throws in
      #expect(try daemon.send("PUT", "/box", by: people.owner).status == 200)
      func code(_ headers: [(String, String)]) throws -> String? {
        try daemon.send("PUT", "/box?acl", headers: headers, by: people.owner).code
      }
      #expect(try code([("x-amz-grant-read", "id=_nobody")]) == "InvalidArgument")
      #expect(try code([("x-amz-grant-read", "uri=http://example.org/group")]) == "InvalidArgument")
      #expect(try code([("x-amz-grant-read", "nonsense")]) == "InvalidArgument")
      #expect(try code([("x-amz-grant-read", "emailAddress=a@example.org")]) == "UnresolvableGrantByEmailAddress")
      #expect(try code([("x-amz-acl", "private"), ("x-amz-grant-read", "id=cairn")]) == "InvalidRequest")
      #expect(try code([("x-amz-acl", "nonsense")]) == "InvalidArgument")
      let stolen = Array("<AccessControlPolicy><Owner><ID>\(people.friendID)</ID></Owner></AccessControlPolicy>".utf8)
      #expect(try daemon.send("PUT", "/box?acl", body: stolen, by: people.owner).code == "AccessDenied")
    }
  }

  /// A grant is answered as it was given, and a copy does not take it over.
  @Test func listsAreAnsweredAndNotCopied() async throws {
    try await Self.with { (daemon, people) async throws in
      #expect(
        try daemon.send("PUT", "/box", headers: [("x-amz-acl", "public-read-write")], by: people.owner).status == 200)
      #expect(try daemon.send("PUT", "/box/k", body: [1], by: people.friend).status == 200)
      let own = try daemon.send("GET", "/box/k?acl", by: people.friend)
      #expect(own.text.contains("<Owner><ID>\(people.friendID)</ID><DisplayName>friend<"))
      // Who wrote an object reads it, and grants it to others.
      #expect(try daemon.send("GET", "/box/k", by: people.friend).body == [1])
      let open = [("x-amz-acl", "public-read")]
      #expect(try daemon.send("PUT", "/box/k?acl", headers: open, by: people.friend).status == 200)
      #expect(try unsigned(daemon, "GET", "/box/k") == 200)
      let list = try daemon.send("GET", "/box/k?acl", by: people.friend).text
      #expect(list.contains("xsi:type=\"Group\"><URI>\(Self.everyone)</URI>") && list.contains("<Permission>READ<"))
      #expect(
        try daemon.send("HEAD", "/box/k", by: people.friend).headers.fields.allSatisfy { !$0.name.hasPrefix(":") })
      let source = [("x-amz-copy-source", "/box/k")]
      #expect(try daemon.send("PUT", "/box/copy", headers: source, by: people.friend).status == 200)
      #expect(try unsigned(daemon, "GET", "/box/copy") == 403)
      #expect(try daemon.send("PUT", "/box/copy", headers: source + open, by: people.friend).status == 200)
      #expect(try unsigned(daemon, "GET", "/box/copy") == 200)
      // Written anew, it is its writer's alone.
      #expect(try daemon.send("PUT", "/box/k", body: [2], by: people.friend).status == 200)
      #expect(try unsigned(daemon, "GET", "/box/k") == 403)
      try await daemon.end()
      let again = try await TestDaemon.start(path: daemon.path, heedsLists: true)
      #expect(try unsigned(again, "GET", "/box/copy") == 200)
      try await again.end()
    }
  }
}
