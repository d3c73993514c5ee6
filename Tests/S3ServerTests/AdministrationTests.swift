import Digests
import Glibc
import S3Protocol
import StorageModel
import Testing

/// The services for users and keys, as the aws CLI asks them.
@Suite struct AdministrationTests {
  @Test func namesAreTheSameWhateverTheirCapitals() async throws {
    try await TestDaemon.with { daemon in
      let made = try daemon.iam("CreateUser&UserName=Alice")
      #expect(made.values("UserName") == ["Alice"])
      #expect(try daemon.iam("CreateUser&UserName=alice").text.contains("<Code>EntityAlreadyExists</Code>"))
      #expect(try daemon.iam("GetUser&UserName=ALICE").values("UserName") == ["Alice"])
      #expect(try daemon.iam("DeleteUser&UserName=aLICE").status == 200)
      #expect(try daemon.iam("GetUser&UserName=Alice").text.contains("<Code>NoSuchEntity</Code>"))
    }
  }

  @Test func usersAreRenamed() async throws {
    try await TestDaemon.with { daemon in
      #expect(try daemon.iam("UpdateUser&UserName=old&NewUserName=new").status == 404)
      let made = try daemon.iam("CreateUser&UserName=old").values("UserId")
      _ = try daemon.iam("CreateUser&UserName=other")
      let key = try daemon.iam("CreateAccessKey&UserName=old").values("AccessKeyId")
      let taken = try daemon.iam("UpdateUser&UserName=old&NewUserName=Other")
      #expect(taken.text.contains("<Code>EntityAlreadyExists</Code>"))
      #expect(try daemon.iam("UpdateUser&UserName=old&NewPath=nowhere").status == 400)
      #expect(try daemon.iam("UpdateUser&UserName=old&NewUserName=new&NewPath=%2Fteam%2F").status == 200)
      #expect(try daemon.iam("GetUser&UserName=old").status == 404)
      let found = try daemon.iam("GetUser&UserName=new")
      #expect(found.values("UserId") == made && found.values("Arn") == ["arn:aws:iam:::user/team/new"])
      #expect(try daemon.iam("ListAccessKeys&UserName=new").values("AccessKeyId") == key)
      // Capitals alone may change.
      #expect(try daemon.iam("UpdateUser&UserName=new&NewUserName=New").status == 200)
      #expect(try daemon.iam("ListUsers").values("UserName") == ["New", "other"])
      try await daemon.end()
      let again = try await TestDaemon.start(path: daemon.path)
      #expect(try again.iam("ListUsers").values("UserName") == ["New", "other"])
      try await again.end()
    }
  }

  @Test func listsComeInPages() async throws {
    try await TestDaemon.with { daemon in
      let names = ["aa", "Ab", "ac", "Ad"]
      for name in names.reversed() { _ = try daemon.iam("CreateUser&UserName=\(name)&Path=%2Fp%2F\(name)%2F") }
      #expect(try daemon.iam("ListUsers").values("UserName") == names)
      var found: [String] = []
      var marker: [String] = []
      repeat {
        let page = try daemon.iam("ListUsers&PathPrefix=%2Fp%2F&MaxItems=1" + marker.map { "&Marker=\($0)" }.joined())
        found += page.values("UserName")
        marker = page.values("Marker")
        #expect(page.values("IsTruncated") == [marker.isEmpty ? "false" : "true"])
      } while !marker.isEmpty && found.count <= names.count
      #expect(found == names)
      #expect(try daemon.iam("ListUsers&MaxItems=0").status == 400)
      let keys = try (0..<2).flatMap { _ in try daemon.iam("CreateAccessKey&UserName=aa").values("AccessKeyId") }
      let first = try daemon.iam("ListAccessKeys&UserName=aa&MaxItems=1")
      let second = try daemon.iam("ListAccessKeys&UserName=aa&Marker=" + first.values("Marker").joined())
      #expect(first.values("AccessKeyId") + second.values("AccessKeyId") == keys.sorted())
    }
  }
}

/// Groups, ready-made policies, roles and the keys of root.
@Suite struct GroupTests {
  @Test func groupsAreMadeRenamedAndRemoved() async throws {
    try await TestDaemon.with { daemon in
      #expect(try daemon.iam("GetGroup&GroupName=g").iamCode == "NoSuchEntity")
      let made = try daemon.iam("CreateGroup&GroupName=Staff&Path=%2Fp%2F")
      #expect(made.values("Arn") == ["arn:aws:iam:::group/p/Staff"])
      #expect(try daemon.iam("CreateGroup&GroupName=staff").iamCode == "EntityAlreadyExists")
      for name in ["alice", "bob"] {
        _ = try daemon.iam("CreateUser&UserName=\(name)")
        #expect(try daemon.iam("AddUserToGroup&GroupName=staff&UserName=\(name)").status == 200)
      }
      #expect(try daemon.iam("AddUserToGroup&GroupName=staff&UserName=carol").iamCode == "NoSuchEntity")
      #expect(try daemon.iam("DeleteGroup&GroupName=Staff").iamCode == "DeleteConflict")
      #expect(try daemon.iam("UpdateGroup&GroupName=Staff&NewGroupName=Crew&NewPath=%2Fq%2F").status == 200)
      try await daemon.end()
      let again = try await TestDaemon.start(path: daemon.path)
      let found = try again.iam("GetGroup&GroupName=crew")
      #expect(found.values("UserName") == ["alice", "bob"] && found.values("GroupId") == made.values("GroupId"))
      #expect(try again.iam("ListGroupsForUser&UserName=bob").values("GroupName") == ["Crew"])
      #expect(try again.iam("ListGroups&PathPrefix=%2Fp%2F").values("GroupName") == [])
      // Who is gone is no member.
      #expect(try again.iam("DeleteUser&UserName=bob").status == 200)
      #expect(try again.iam("GetGroup&GroupName=crew").values("UserName") == ["alice"])
      #expect(try again.iam("RemoveUserFromGroup&GroupName=Crew&UserName=alice").status == 200)
      #expect(try again.iam("RemoveUserFromGroup&GroupName=Crew&UserName=alice").iamCode == "NoSuchEntity")
      #expect(try again.iam("DeleteGroup&GroupName=Crew").status == 200)
      try await again.end()
    }
  }

  /// What a group may, its members may, as long as they are members and the group may.
  @Test func membersHaveThePoliciesOfTheirGroups() async throws {
    try await TestDaemon.with { daemon in
      let alice = try daemon.makeUser("alice")
      func status(_ target: String) throws -> Int { try daemon.send("GET", target, by: alice).status }
      #expect(try status("/bucket") == 403)
      _ = try daemon.iam("CreateGroup&GroupName=g")
      _ = try daemon.iam("AddUserToGroup&GroupName=g&UserName=alice")
      let arn = "PolicyArn=arn:aws:iam::aws:policy%2FAmazonS3ReadOnlyAccess"
      #expect(try daemon.iam("DetachGroupPolicy&GroupName=g&\(arn)").iamCode == "NoSuchEntity")
      for _ in 0..<2 { #expect(try daemon.iam("AttachGroupPolicy&GroupName=g&\(arn)").status == 200) }
      #expect(try daemon.iam("ListAttachedGroupPolicies&GroupName=g").values("PolicyName").count == 1)
      #expect(try daemon.iam("DeleteGroup&GroupName=g").iamCode == "DeleteConflict")
      #expect(try status("/bucket") == 200)
      #expect(try daemon.send("PUT", "/bucket/k", by: alice).status == 403)
      #expect(try daemon.iam("DetachGroupPolicy&GroupName=g&\(arn)").status == 200)
      #expect(try status("/bucket") == 403)
      let policy = PercentCoding.encodeComponent(
        Array(#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#.utf8))
      #expect(
        try daemon.iam("PutGroupPolicy&GroupName=g&PolicyName=all&PolicyDocument=\(policy)").status == 200)
      #expect(try daemon.iam("ListGroupPolicies&GroupName=g").values("member") == ["all"])
      #expect(try daemon.iam("GetGroupPolicy&GroupName=g&PolicyName=all").values("GroupName") == ["g"])
      #expect(try daemon.send("PUT", "/bucket/k", by: alice).status == 200)
      _ = try daemon.iam("RemoveUserFromGroup&GroupName=g&UserName=alice")
      #expect(try status("/bucket") == 403)
    }
  }

  @Test func readyMadePoliciesOfUsersAndRoles() async throws {
    try await TestDaemon.with { daemon in
      let alice = try daemon.makeUser("alice")
      let arn = "PolicyArn=arn:aws:iam::aws:policy%2F"
      #expect(try daemon.iam("AttachUserPolicy&UserName=alice&\(arn)SomethingElse").iamCode == "NoSuchEntity")
      #expect(try daemon.iam("ListRoles", by: alice).iamCode == "AccessDenied")
      #expect(try daemon.iam("AttachUserPolicy&UserName=alice&\(arn)IAMReadOnlyAccess").status == 200)
      #expect(try daemon.iam("ListRoles", by: alice).status == 200)
      #expect(try daemon.iam("DeleteUser&UserName=alice").iamCode == "DeleteConflict")
      let trust = PercentCoding.encodeComponent(
        Array(#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"#.utf8))
      _ = try daemon.iam("CreateRole&RoleName=r&AssumeRolePolicyDocument=\(trust)")
      #expect(try daemon.iam("AttachRolePolicy&RoleName=r&\(arn)AmazonS3FullAccess").status == 200)
      #expect(try daemon.iam("DeleteRole&RoleName=r").iamCode == "DeleteConflict")
      #expect(try daemon.iam("UpdateRole&RoleName=r&Description=d&MaxSessionDuration=43200").status == 200)
      #expect(try daemon.iam("UpdateRole&RoleName=r&MaxSessionDuration=1").iamCode == "ValidationError")
      let role = try daemon.iam("GetRole&RoleName=r")
      #expect(role.values("Description") == ["d"] && role.values("MaxSessionDuration") == ["43200"])
      #expect(try daemon.iam("ListOpenIDConnectProviders").text.contains("<OpenIDConnectProviderList></"))
    }
  }

  /// Root has other keys than that of its credentials, which nobody but root reaches.
  @Test func rootHasKeysOfItsOwn() async throws {
    try await TestDaemon.with { daemon in
      let made = try daemon.iam("CreateAccessKey")
      #expect(made.values("UserName") == ["root"])
      let key = Credentials(
        accessKeyID: try #require(made.values("AccessKeyId").first),
        secretAccessKey: try #require(made.values("SecretAccessKey").first))
      #expect(try daemon.send("DELETE", "/bucket", by: key).status == 204)
      let admin = try daemon.makeUser("admin")
      _ = try daemon.iam("AttachUserPolicy&UserName=admin&PolicyArn=arn:aws:iam::aws:policy%2FAdministratorAccess")
      for call in ["CreateAccessKey", "ListAccessKeys"] {
        #expect(try daemon.iam("\(call)&UserName=root", by: admin).iamCode == "NoSuchEntity")
      }
      let id = key.accessKeyID
      #expect(try daemon.iam("DeleteAccessKey&AccessKeyId=\(id)", by: admin).iamCode == "NoSuchEntity")
      try await daemon.end()
      let again = try await TestDaemon.start(path: daemon.path)
      #expect(try again.iam("ListAccessKeys").values("AccessKeyId") == [id])
      #expect(try again.send("GET", "/", by: key).status == 200)
      #expect(try again.iam("UpdateAccessKey&AccessKeyId=\(id)&Status=Inactive").status == 200)
      #expect(try again.send("GET", "/", by: key).status == 403)
      #expect(try again.iam("DeleteAccessKey&AccessKeyId=\(id)").status == 200)
      #expect(try again.iam("DeleteAccessKey&AccessKeyId=\(id)").iamCode == "NoSuchEntity")
      try await again.end()
    }
  }
}

extension TestDaemon {
  /// A user without policies, and its key.
  func makeUser(_ name: String) throws -> Credentials {
    _ = try iam("CreateUser&UserName=\(name)")
    let key = try iam("CreateAccessKey&UserName=\(name)")
    return Credentials(
      accessKeyID: try #require(key.values("AccessKeyId").first),
      secretAccessKey: try #require(key.values("SecretAccessKey").first))
  }

  /// `call` is an action and its parameters, encoded already.
  func iam(_ call: String, by caller: Credentials = Self.credentials) throws -> TestAnswer {
    let form = Array("Version=2010-05-08&Action=\(call)".utf8)
    var head = S3RequestHead(
      method: "POST", rawTarget: "/",
      headers: HTTPFields([
        ("Host", "localhost"), ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", String(form.count)),
      ]))
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    try RequestSigner(region: Self.region, service: "iam").sign(
      &head, payload: .signed(sha256(form)), credentials: caller,
      now: Timestamp(seconds: Int64(time.tv_sec)))
    let connection = try connect()
    try connection.write(TestConnection.bytes(head) + form)
    return try connection.readAnswer()
  }
}

extension TestAnswer {
  /// The code of a refusal by these services.
  var iamCode: String? { values("Code").first }

  /// What every element of this name holds, in order.
  func values(_ element: String) -> [String] {
    text.split(separator: "<\(element)>").dropFirst().map { String($0.prefix { $0 != "<" }) }
  }
}
