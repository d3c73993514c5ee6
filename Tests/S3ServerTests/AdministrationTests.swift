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

extension TestDaemon {
  /// `call` is an action and its parameters, encoded already.
  func iam(_ call: String) throws -> TestAnswer {
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
      &head, payload: .signed(sha256(form)), credentials: Self.credentials,
      now: Timestamp(seconds: Int64(time.tv_sec)))
    let connection = try connect()
    try connection.write(TestConnection.bytes(head) + form)
    return try connection.readAnswer()
  }
}

extension TestAnswer {
  /// What every element of this name holds, in order.
  fileprivate func values(_ element: String) -> [String] {
    text.split(separator: "<\(element)>").dropFirst().map { String($0.prefix { $0 != "<" }) }
  }
}
