import FolderFixtures
import Glibc
import Testing

/// Each command under exactly the policy that `cairn policy print` gives for it, against the own daemon, whose users
/// are made as everywhere: by IAM. What is refused names the permission that is missing.
@Suite(.needs(.python), .serialized) struct LeastPrivilegeTests {
  /// Makes users with one policy each, and prints their names and keys.
  private static let script = """
    import sys, boto3
    endpoint, *pairs = sys.argv[1:]
    iam = boto3.client("iam", endpoint_url=endpoint)
    for pair in pairs:
        name, path = pair.split("=", 1)
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="role", PolicyDocument=open(path).read())
        key = iam.create_access_key(UserName=name)["AccessKey"]
        print(name, key["AccessKeyId"], key["SecretAccessKey"])
    """

  /// A place for each role, with the keys of a user that has the role's policy and no other.
  private func users(_ roles: [(role: String, location: String)], on server: ServerProcess) async throws
    -> [String: Sandbox]
  {
    let root = server.sandbox
    var words = [try Tools.Peer.python.requirePath(), "-c", Self.script, server.endpoint]
    for (role, location) in roles {
      let policy = try await root.run([Tools.cairn, "policy", "print", "--role", role, location])
      #expect(policy.exit == 0, "\(policy.transcript)")
      try writeFile(root.path + "/\(role).json", policy.output)
      words.append("\(role)=\(root.path)/\(role).json")
    }
    let made = try await root.run(words)
    #expect(made.exit == 0, "\(made.transcript)")
    var places: [String: Sandbox] = [:]
    for line in made.output.split(separator: "\n") {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count == 3 else { continue }
      var place = try Sandbox(endpoint: server.endpoint)
      place.environment["AWS_ACCESS_KEY_ID"] = fields[1]
      place.environment["AWS_SECRET_ACCESS_KEY"] = fields[2]
      place.environment["CAIRN_PASSWORD"] = "a password"
      places[fields[0]] = place
    }
    return places
  }

  private func expect(_ place: Sandbox, _ allowed: [[String]]) async throws {
    for words in allowed {
      let run = try await place.cairn(words)
      #expect(run.exit == 0, "\(words): \(run.transcript)")
    }
  }

  /// Each is refused with status 6 and names the action.
  private func expect(_ place: Sandbox, refused: [([String], String)]) async throws {
    for (words, action) in refused {
      let run = try await place.cairn(words)
      #expect(run.exit == 6, "\(words): \(run.transcript)")
      #expect(run.errors.contains("allow \(action) in the policy"), "\(words): \(run.transcript)")
    }
  }

  @Test func mirrors() async throws {
    let server = try await ServerProcess.cairn()
    let users = try await users(
      [("mirror-writer", "s3://bucket/area"), ("mirror-reader", "s3://bucket/area/")], on: server)
    let writer = try #require(users["mirror-writer"])
    let reader = try #require(users["mirror-reader"])
    let source = try writer.temporary.folder("source")
    for name in ["a", "b", "deep/c"] { try writeFile(source + "/" + name, name) }
    try writeFile(Array((source + "/large").utf8), noise(20 << 20, seed: 9))
    let file = source + "/a"
    try await expect(writer, [["sync", source, "s3://bucket/area", "-a"]])
    #expect(unlink(source + "/b") == 0 && rename(source + "/large", source + "/larger") == 0)
    try writeFile(file, "another")
    try await expect(
      writer,
      [
        ["sync", source, "s3://bucket/area", "-a", "--delete", "--max-delete", "90%", "--tag", "k=v"],
        ["verify", source, "s3://bucket/area", "--checksum"], ["uploads", "list", "s3://bucket/area"],
        ["cp", file, "s3://bucket/area/one"], ["mv", "s3://bucket/area/one", "s3://bucket/area/two"],
        ["rm", "s3://bucket/area/two"], ["ls", "-r", "s3://bucket/area"], ["du", "s3://bucket/area"],
      ])
    try await expect(
      writer,
      refused: [
        (["cp", file, "s3://bucket/elsewhere/a"], "s3:PutObject"), (["ls", "s3://bucket"], "s3:ListBucket"),
        (["sync", source, "s3://bucket/areas"], "s3:ListBucket"),
        (["bucket", "create", "s3://more"], "s3:CreateBucket"),
        (["versions", "purge", "s3://bucket/other", "--older-than", "1d"], "s3:ListBucketVersions"),
      ])
    let target = try reader.temporary.folder("target")
    try await expect(
      reader,
      [
        ["sync", "s3://bucket/area", target, "-a"], ["ls", "-r", "s3://bucket/area"], ["cat", "s3://bucket/area/a"],
        ["stat", "s3://bucket/area/a"], ["du", "s3://bucket/area"], ["cp", "s3://bucket/area/a", target + "/a2"],
        ["versions", "list", "s3://bucket/area"], ["ls", "s3://bucket/area", "--at", "0s"],
        ["verify", "s3://bucket/area", target, "--filter", "- /a2"],
      ])
    try await expect(
      reader,
      refused: [
        (["cp", file, "s3://bucket/area/new"], "s3:PutObject"), (["rm", "s3://bucket/area/a"], "s3:DeleteObject"),
        (["ls", "s3://bucket/other"], "s3:ListBucket"),
      ])
  }

  @Test func snapshots() async throws {
    let server = try await ServerProcess.cairn()
    let users = try await users(
      [("snapshot-writer", "s3://bucket/repo"), ("pruner", "s3://bucket/repo")], on: server)
    let writer = try #require(users["snapshot-writer"])
    let pruner = try #require(users["pruner"])
    let source = try writer.temporary.folder("source")
    try writeFile(source + "/a", "a")
    let repo = ["--repo", "s3://bucket/repo"]
    try await expect(
      writer,
      [
        ["snapshot", "init"] + repo, ["snapshot", "create", source] + repo, ["snapshot", "create", source] + repo,
        ["snapshot", "list"] + repo, ["snapshot", "check", "--read-data"] + repo,
        ["snapshot", "restore", "latest", "--target", writer.path + "/back"] + repo,
      ])
    #expect(try FileTree(writer.path + "/back" + source) == FileTree(source))
    try await expect(
      writer,
      refused: [
        (["snapshot", "forget", "--keep-last", "1"] + repo, "s3:DeleteObject"),
        (["snapshot", "init", "--repo", "s3://bucket/other"], "s3:GetObject"),
      ])
    try await expect(
      pruner,
      [
        ["snapshot", "forget", "--keep-last", "1", "--prune"] + repo, ["snapshot", "prune"] + repo,
        ["snapshot", "check"] + repo,
      ])
    let left = try await pruner.cairn(["snapshot", "list", "--json"] + repo)
    #expect(left.exit == 0, "\(left.transcript)")
  }

  @Test func administrators() async throws {
    let server = try await ServerProcess.cairn()
    #expect(try await server.sandbox.cairn("bucket", "create", "s3://another").exit == 0)
    let users = try await users([("admin", "s3://bucket")], on: server)
    let admin = try #require(users["admin"])
    let file = admin.path + "/bucket.toml"
    try writeFile(file, BucketSettingsTests.seed)
    let source = try admin.temporary.folder("source")
    try writeFile(source + "/logs/a", "a")
    try await expect(
      admin,
      [
        ["bucket", "diff", "s3://bucket", file], ["bucket", "apply", "s3://bucket", file],
        ["bucket", "show", "s3://bucket"], ["sync", source, "s3://bucket"], ["lifecycle", "simulate", "s3://bucket"],
        ["lifecycle", "explain", "s3://bucket/logs/a"], ["rm", "s3://bucket/logs/a"],
        ["versions", "undelete", "s3://bucket"], ["versions", "restore", "s3://bucket", "--at", "0s"],
        ["versions", "purge", "s3://bucket", "--older-than", "0s"],
      ])
    try await expect(
      admin,
      refused: [
        (["bucket", "show", "s3://another"], "s3:ListBucket"),
        (["bucket", "diff", "s3://another", file], "s3:GetBucketVersioning"),
        (["cp", source + "/logs/a", "s3://another/a"], "s3:PutObject"),
      ])
  }
}
