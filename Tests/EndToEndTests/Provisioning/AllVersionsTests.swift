import FolderFixtures
import Testing

/// `cairn sync --all-versions`: a versioned bucket moves with its history.
@Suite(.serialized) struct AllVersionsTests {
  private func keepVersions(_ bucket: String, _ place: Sandbox) async throws {
    let file = place.path + "/versioning.toml"
    try writeFile(file, "versioning = 'enabled'")
    _ = try await place.cairn("bucket", "create", bucket)
    let applied = try await place.cairn("bucket", "apply", bucket, file)
    #expect(applied.exit == 0, "\(applied.transcript)")
  }

  /// Three keys in several versions, one of them deleted and written again, one deleted at the end, one in parts.
  private func writeHistory(_ place: Sandbox) async throws {
    let file = place.path + "/content"
    for (number, text) in ["one", "two", "three"].enumerated() {
      try writeFile(file, text)
      let words = ["cp", file, "s3://bucket/p/a", "--metadata", "round=\(number)", "--tag", "round=\(number)"]
      #expect(try await place.cairn(words).exit == 0)
      #expect(try await place.cairn("cp", file, "s3://bucket/p/dir/b b+%").exit == 0)
      if number == 1 { #expect(try await place.cairn("rm", "s3://bucket/p/a").exit == 0) }
    }
    #expect(try await place.cairn("rm", "s3://bucket/p/dir/b b+%").exit == 0)
    try writeFile(Array(file.utf8), noise(17 << 20, seed: 3))
    #expect(try await place.cairn("cp", file, "s3://bucket/p/large", "--part-size", "6MiB").exit == 0)
    #expect(try await place.cairn("cp", file, "s3://bucket/outside").exit == 0)
  }

  /// Key, kind, bytes of each version, the latest first; ids and times are the endpoint's own.
  private func history(_ location: String, _ place: Sandbox) async throws -> [String] {
    let run = try await place.cairn("versions", "list", location, "--json", "--tags")
    #expect(run.exit == 0, "\(run.transcript)")
    return run.output.split(separator: "\n").map { line in
      let key = (line.text(after: "\"path\":\"") ?? "").prefix { $0 != "\"" }.split(separator: "/").dropFirst()
      let rest = line.text(after: "\"latest\":") ?? ""
      return key.joined(separator: "/") + " " + rest
    }
  }

  @Test func historyArrivesInOrderAndOnce() async throws {
    let server = try await ServerProcess.cairn()
    let other = try await ServerProcess.cairn(bucket: "moved")
    let place = server.sandbox
    try await keepVersions("s3://bucket", place)
    try await keepVersions("s3://moved", other.sandbox)
    try await writeHistory(place)
    try writeFile(place.path + "/config.toml", "[remote.new]\nendpoint-url = '\(other.endpoint)'\n")
    try writeFile(
      place.path + "/old.toml",
      "[remote.old]\nendpoint-url = '\(server.endpoint)'\n[remote.new]\nendpoint-url = '\(other.endpoint)'\n")
    let words = [
      Tools.cairn, "sync", "old:bucket/p", "new:moved/q", "--all-versions", "--config", place.path + "/old.toml",
      "--state", place.path + "/pair.state",
    ]
    let dry = try await place.run(words + ["-n"])
    #expect(dry.exit == 0 && dry.output.contains("would delete dir/b b+% (version "), "\(dry.transcript)")
    #expect(dry.errors.contains("7 copied"), "\(dry.transcript)")
    let moved = try await place.run(words)
    #expect(moved.exit == 0, "\(moved.transcript)")
    #expect(moved.errors.contains("sync ok: 7 copied (17.0 MiB), 2 deleted, 0 unchanged"), "\(moved.transcript)")
    let before = try await history("s3://bucket/p", place)
    let after = try await history("s3://moved/q", other.sandbox)
    #expect(before.count == 9 && before == after, "\(before)\n\(after)")
    let stat = try await other.sandbox.cairn("stat", "s3://moved/q/a", "--json")
    #expect(stat.output.contains("\"round\":\"2\""), "\(stat.transcript)")
    let again = try await place.run(words)
    #expect(again.exit == 0 && again.errors.contains("0 deleted, 9 unchanged; 4 requests"), "\(again.transcript)")
    // What is new since goes behind what is there.
    try writeFile(place.path + "/content", "four")
    #expect(try await place.cairn("cp", place.path + "/content", "s3://bucket/p/a").exit == 0)
    #expect(try await place.cairn("rm", "s3://bucket/p/large").exit == 0)
    let more = try await place.run(words)
    #expect(more.exit == 0 && more.errors.contains("1 copied (4 B), 1 deleted, 9 unchanged"), "\(more.transcript)")
    #expect(try await history("s3://bucket/p", place) == history("s3://moved/q", other.sandbox))
  }

  @Test func anotherHistoryIsNotAddedTo() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    try await keepVersions("s3://bucket", place)
    try await keepVersions("s3://target", place)
    let file = place.path + "/content"
    for (text, target) in [("1", "s3://bucket/a"), ("2", "s3://bucket/b"), ("other", "s3://target/a")] {
      try writeFile(file, text)
      #expect(try await place.cairn("cp", file, target).exit == 0)
    }
    let run = try await place.cairn("sync", "s3://bucket", "s3://target", "--all-versions")
    #expect(run.exit == 1, "\(run.transcript)")
    #expect(run.errors.contains("a: its history at the target is another one"), "\(run.transcript)")
    #expect(run.errors.contains("1 copied"), "\(run.transcript)")
    #expect(try await place.cairn("cat", "s3://target/a").output == "other")
    #expect(try await place.cairn("cat", "s3://target/b").output == "2")
  }

  @Test func whatCannotHoldAHistoryIsRefused() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    #expect(try await place.cairn("bucket", "create", "s3://plain").exit == 0)
    let cases: [([String], Int32, String)] = [
      (["s3://bucket", "s3://plain"], 2, "does not keep versions"),
      (["s3://bucket", place.path], 2, "to a versioned bucket"),
      (["s3://bucket", "s3://plain", "--delete"], 2, "excludes --delete"),
      (["s3://bucket/a", "s3://bucket/a/b"], 2, "lie in each other"),
      (["s3://missing", "s3://plain"], 4, "bucket create"),
    ]
    for (words, exit, word) in cases {
      let run = try await place.cairn(["sync"] + words + ["--all-versions"])
      #expect(run.exit == exit && run.errors.contains(word), "\(words): \(run.transcript)")
    }
  }

  /// Interrupted after some versions, the next run adds the rest.
  @Test func aRunThatWasCutGoesOn() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    try await keepVersions("s3://bucket", place)
    try await keepVersions("s3://target", place)
    try await writeHistory(place)
    // The beginning of a history, as a run leaves it that ended there.
    let first = try await place.cairn(
      "sync", "s3://bucket/p", "s3://target/q", "--all-versions", "--include", "/a", "--exclude", "*")
    #expect(first.exit == 0 && first.errors.contains("3 copied"), "\(first.transcript)")
    let records = try await place.cairn("versions", "list", "s3://target/q/a", "--json").output
    let newest = try #require(records.text(after: "\"version_id\":\"")?.prefix { $0 != "\"" })
    // Without its last version the target is behind in the middle of a history.
    let removed = try await place.run([
      Tools.cairn, "rm", "s3://target/q/a", "--version-id", String(newest), "--endpoint-url", place.endpoint,
    ])
    #expect(removed.exit == 0, "\(removed.transcript)")
    let rest = try await place.cairn("sync", "s3://bucket/p", "s3://target/q", "--all-versions")
    #expect(rest.exit == 0 && rest.errors.contains("5 copied"), "\(rest.transcript)")
    #expect(try await history("s3://bucket/p", place) == history("s3://target/q", place))
  }
}
