import FolderFixtures
import Testing

/// Command lines of other makers at their everyday work with the daemon.
@Suite(.serialized) struct CommandLineTests {
  private func source(_ place: Sandbox) throws -> String {
    let source = try place.temporary.folder("source")
    for (name, count) in [("a", 0), ("deep/er/b c", 100), ("c+%.txt", 70_000), ("large", 17 << 20)] {
      try writeFile(Array((source + "/" + name).utf8), noise(count))
    }
    return source
  }

  /// Runs each line of words; `output` is what must be in what it says.
  private func transcript(_ place: Sandbox, _ lines: [(words: [String], output: String)]) async throws {
    for line in lines {
      let outcome = try await place.run(line.words)
      #expect(outcome.exit == 0, "\(line.words): \(outcome.transcript)")
      #expect(line.output.isEmpty || outcome.output.contains(line.output), "\(line.words): \(outcome.transcript)")
      #expect(!outcome.transcript.contains(Sandbox.secretKey))
    }
  }

  @Test(.needs(.s3cmd)) func s3cmd() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try source(place)
    let target = try place.temporary.folder("target")
    let host = "127.0.0.1:\(server.port)"
    let common = [
      try Tools.Peer.s3cmd.requirePath(), "--config=/dev/null", "--host=\(host)", "--host-bucket=\(host)", "--no-ssl",
      "--region=us-east-1", "--access_key=\(Sandbox.accessKey)", "--secret_key=\(Sandbox.secretKey)", "--no-progress",
    ]
    let lines: [([String], String)] = [
      (["mb", "s3://first"], ""), (["ls"], "s3://first"),
      (["put", "--multipart-chunk-size-mb=5", source + "/large", "s3://first/"], ""),
      (["sync", source + "/", "s3://first/tree/"], ""), (["ls", "--recursive", "s3://first"], "tree/deep/er/b c"),
      (["info", "s3://first/large"], "17825792"), (["cp", "s3://first/large", "s3://first/copy"], ""),
      (["mv", "s3://first/copy", "s3://first/moved"], ""),
      (["modify", "--add-header=x-amz-meta-a:b", "s3://first/moved"], ""),
      (["info", "s3://first/moved"], "x-amz-meta-a"),
      (["sync", "s3://first/tree/", target + "/"], ""), (["del", "--recursive", "--force", "s3://first"], ""),
      (["rb", "s3://first"], ""),
    ]
    try await transcript(place, lines.map { (common + $0.0, $0.1) })
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
  }

  /// The program talks as root; what it makes for others is shown once.
  @Test(.needs(.aws)) func awsForUsersAndSessions() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let aws = [try Tools.Peer.aws.requirePath(), "--endpoint-url", place.endpoint, "--output", "text"]
    let document = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
    let trust =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"#
    let lines: [([String], String)] = [
      (["iam", "create-user", "--user-name", "alice"], "arn:aws:iam:::user/alice"),
      (["iam", "list-users"], "alice"),
      (["iam", "put-user-policy", "--user-name", "alice", "--policy-name", "p", "--policy-document", document], ""),
      (["iam", "get-user-policy", "--user-name", "alice", "--policy-name", "p"], "alice"),
      (["sts", "get-caller-identity"], "arn:aws:iam:::root"),
      (["iam", "create-role", "--role-name", "r", "--assume-role-policy-document", trust], "arn:aws:iam:::role/r"),
      (["iam", "put-role-policy", "--role-name", "r", "--policy-name", "p", "--policy-document", document], ""),
      (["s3api", "create-bucket", "--bucket", "second"], ""),
      (["s3api", "put-object", "--bucket", "second", "--key", "k"], ""),
      (["s3api", "list-objects-v2", "--bucket", "second", "--query", "Contents[].Key"], "k"),
      (["s3", "ls"], "second"), (["s3", "rb", "s3://second", "--force"], ""),
    ]
    try await transcript(place, lines.map { (aws + $0.0, $0.1) })
    let key = try await keys(
      place, aws + ["iam", "create-access-key", "--user-name", "alice"], "AccessKey.[AccessKeyId,SecretAccessKey]")
    try await transcript(
      key,
      [
        (aws + ["sts", "get-caller-identity"], "user/alice"), (aws + ["s3", "mb", "s3://alices"], ""),
        (aws + ["s3", "ls"], "alices"),
      ])
    let credentials = "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]"
    let session = try await keys(key, aws + ["sts", "get-session-token"], credentials)
    try await transcript(session, [(aws + ["s3", "ls"], "alices")])
    let role = ["sts", "assume-role", "--role-arn", "arn:aws:iam:::role/r", "--role-session-name", "session"]
    let assumed = try await keys(key, aws + role, credentials)
    try await transcript(assumed, [(aws + ["sts", "get-caller-identity"], "assumed-role/r/session")])
    let gone = try await place.run(aws + ["iam", "delete-user", "--user-name", "alice"])
    #expect(gone.exit != 0 && gone.errors.contains("DeleteConflict"), "\(gone.transcript)")
  }

  /// The place with the keys that a call answers, which `query` puts on one line.
  private func keys(_ place: Sandbox, _ words: [String], _ query: String) async throws -> Sandbox {
    let outcome = try await place.run(words + ["--query", query])
    let found = outcome.output.split { $0.isWhitespace }.map(String.init)
    try #require(outcome.exit == 0 && found.count >= 2, "\(outcome.transcript)")
    var other = place
    other.environment["AWS_ACCESS_KEY_ID"] = found[0]
    other.environment["AWS_SECRET_ACCESS_KEY"] = found[1]
    other.environment["AWS_SESSION_TOKEN"] = found.count > 2 ? found[2] : nil
    return other
  }

  @Test(.needs(.restic)) func restic() async throws {
    let server = try await ServerProcess.cairn()
    var place = server.sandbox
    place.environment["RESTIC_PASSWORD"] = "canary-password-1b2c3d"
    place.environment["RESTIC_REPOSITORY"] = "s3:\(server.endpoint)/bucket/backups"
    place.environment["XDG_CACHE_HOME"] = place.path + "/cache"
    let source = try source(place)
    let target = try place.temporary.folder("target")
    let restic = try Tools.Peer.restic.requirePath()
    let lines: [([String], String)] = [
      (["init"], ""), (["backup", source], ""), (["backup", source], ""), (["snapshots"], source),
      (["forget", "--keep-last", "1", "--prune"], ""), (["check", "--read-data"], "no errors"),
      (["restore", "latest", "--target", target], ""),
    ]
    try await transcript(place, lines.map { ([restic] + $0.0, $0.1) })
    #expect(try FileTree(source).differences(from: FileTree(target + source)).isEmpty)
  }
}
