import FolderFixtures
import Glibc
import Testing

/// `cairn versions` and `--at` against the own daemon, where nothing else is said.
@Suite struct VersionsTests {
  private func versioned(_ server: ServerProcess? = nil) async throws -> ServerProcess {
    let server = if let server { server } else { try await ServerProcess.cairn() }
    let file = server.sandbox.path + "/versioning.toml"
    try writeFile(file, "versioning = 'enabled'")
    let applied = try await server.sandbox.cairn("bucket", "apply", "s3://bucket", file)
    #expect(applied.exit == 0, "\(applied.transcript)")
    return server
  }

  /// Two states of a folder in the bucket, a whole second apart, and a moment between them.
  private func twoStates(_ place: Sandbox) async throws -> (source: String, between: String) {
    let source = try place.temporary.folder("source")
    for (name, text) in [("a", "a"), ("b", "b"), ("c", "c"), ("deep/d", "d")] {
      try writeFile(source + "/" + name, text)
    }
    let first = try await place.sync(source, "s3://bucket/p")
    #expect(first.exit == 0, "\(first.transcript)")
    let listed = try await place.cairn("versions", "list", "s3://bucket/p", "--json")
    let times = listed.output.split(separator: "\n").compactMap { line in
      line.text(after: "\"modified\":\"").map { String($0.prefix { $0 != "\"" }) }
    }
    let between = try #require(times.max())
    // Endpoints give times in whole seconds.
    try await otherSecond(than: between, place)
    try writeFile(source + "/a", "a changed")
    try writeFile(source + "/new", "new")
    #expect(unlink(source + "/b") == 0 && unlink(source + "/deep/d") == 0 && rmdir(source + "/deep") == 0)
    let second = try await place.sync(source, "s3://bucket/p", "--delete", "--max-delete", "60%")
    #expect(second.exit == 0 && second.deleted >= 2, "\(second.transcript)")
    return (source, between)
  }

  /// Writes until the endpoint's clock shows another second.
  private func otherSecond(than time: String, _ place: Sandbox) async throws {
    try writeFile(place.path + "/tick", "tick")
    for _ in 0..<200 {
      #expect(try await place.cairn("cp", place.path + "/tick", "s3://bucket/tick").exit == 0)
      let now = try await place.cairn("ls", "s3://bucket/tick").output.prefix(20)
      if now > time { return }
    }
    Issue.record("the clock stands still")
  }

  @Test func aFolderAsItWas() async throws {
    let server = try await versioned()
    let place = server.sandbox
    let (source, between) = try await twoStates(place)
    let now = try await place.cairn("ls", "-r", "-1", "s3://bucket/p")
    #expect(now.output == "a\nc\nnew\n", "\(now.transcript)")
    let then = try await place.cairn("ls", "-r", "-1", "s3://bucket/p", "--at", between)
    #expect(then.output == "a\nb\nc\ndeep/d\n", "\(then.transcript)")
    let top = try await place.cairn("ls", "-1", "s3://bucket/p", "--at", between)
    #expect(top.output == "a\nb\nc\ndeep/\n", "\(top.transcript)")
    #expect(try await place.cairn("cat", "s3://bucket/p/a", "--at", between).output == "a")
    #expect(try await place.cairn("cat", "s3://bucket/p/deep/d", "--at", between).output == "d")
    #expect(try await place.cairn("cat", "s3://bucket/p/b").exit == 4)
    #expect(try await place.cairn("cat", "s3://bucket/p/new", "--at", between).exit == 4)
    #expect(try await place.cairn("cp", "s3://bucket/p/b", place.path + "/b", "--at", between).exit == 0)
    #expect(try readBytes(place.path + "/b") == Array("b".utf8))
    let target = place.path + "/past"
    let restored = try await place.sync("s3://bucket/p", target, "--at", between)
    #expect(restored.exit == 0 && restored.downloaded == 4, "\(restored.transcript)")
    #expect(try readBytes(target + "/deep/d") == Array("d".utf8))
    let again = try await place.sync("s3://bucket/p", target, "--at", between)
    #expect(again.exit == 0 && again.downloaded == 0, "\(again.transcript)")
    // Inside the endpoint too, and never the latest version by mistake.
    let copied = try await place.sync("s3://bucket/p", "s3://bucket/copy", "--at", between)
    #expect(copied.exit == 0, "\(copied.transcript)")
    #expect(try await place.cairn("cat", "s3://bucket/copy/a").output == "a")
    let long = try await place.cairn("ls", "s3://bucket/p", "--at", "100w")
    #expect(long.exit == 4, "\(long.transcript)")
    #expect(try await place.cairn("ls", "s3://bucket/p", "--at", "yesterday").exit == 2)
    #expect(try await place.sync(source, "s3://bucket/p", "--at", between).exit == 2)
  }

  @Test func aBadSyncIsUndoneInOneCommand() async throws {
    let server = try await versioned()
    var place = server.sandbox
    // The history is found where state is kept by default.
    place.environment["XDG_STATE_HOME"] = place.path + "/state"
    let source = try place.temporary.folder("source")
    for name in ["a", "b", "c", "d"] { try writeFile(source + "/" + name, name) }
    let words = ["sync", source, "s3://bucket/p", "--delete", "--max-delete", "90%"]
    // No time passes between the runs: what is undone must not hang on the seconds that endpoints tell.
    #expect(try await place.cairn(words).exit == 0)
    try writeFile(source + "/a", "overwritten")
    for name in ["b", "c", "d"] { #expect(unlink(source + "/" + name) == 0) }
    #expect(try await place.cairn(words).exit == 0)
    // A look at what another run would do is no run.
    try writeFile(source + "/later", "later")
    #expect(try await place.cairn(words + ["-n"]).exit == 0)
    #expect(try await place.cairn("ls", "-1", "s3://bucket/p").output == "a\n")
    let dry = try await place.cairn("versions", "restore", "s3://bucket/p", "--undo", "last", "-n")
    #expect(dry.exit == 0, "\(dry.transcript)")
    #expect(dry.output.contains("would restore p/b (version "), "\(dry.transcript)")
    #expect(dry.output.hasSuffix("4 would be restored, 0 deleted, 0 as they were\n"), "\(dry.transcript)")
    let undone = try await place.cairn("versions", "restore", "s3://bucket/p", "--undo", "last")
    #expect(undone.exit == 0, "\(undone.transcript)")
    #expect(undone.output == "4 restored, 0 deleted, 0 as they were\n", "\(undone.transcript)")
    #expect(try await place.cairn("ls", "-1", "s3://bucket/p").output == "a\nb\nc\nd\n")
    #expect(try await place.cairn("cat", "s3://bucket/p/a").output == "a")
    let none = try await place.cairn("versions", "restore", "s3://bucket/q", "--undo", "last")
    #expect(none.exit == 4 && none.errors.contains("state show"), "\(none.transcript)")
  }

  @Test func aRunWithAStateFileOfItsOwnIsUndone() async throws {
    let server = try await versioned()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    for text in ["first", "second"] {
      try writeFile(source + "/a", text)
      #expect(try await place.sync(source, "s3://bucket/p").exit == 0)
    }
    let state = place.state(source, "s3://bucket/p")
    // Cairn's own folder has no run of this target.
    let words = ["versions", "restore", "s3://bucket/p", "--undo", "last"]
    #expect(try await place.cairn(words).exit == 4)
    let missing = try await place.cairn(words + ["--state", place.path + "/no.state"])
    #expect(missing.exit == 4 && missing.errors.contains("no such file"), "\(missing.transcript)")
    #expect(access(place.path + "/no.state.lock", F_OK) != 0)
    // Of another target.
    #expect(try await place.sync(source, "s3://bucket/q").exit == 0)
    let other = try await place.cairn(words + ["--state", place.state(source, "s3://bucket/q")])
    #expect(other.exit == 4 && other.errors.contains("no run 'last' into this target"), "\(other.transcript)")
    let undone = try await place.cairn(words + ["--state", state])
    #expect(undone.exit == 0 && undone.output == "1 restored, 0 deleted, 0 as they were\n", "\(undone.transcript)")
    #expect(try await place.cairn("cat", "s3://bucket/p/a").output == "first")
  }

  @Test func aNameThatIsNotListedIsSaid() async throws {
    let server = try await versioned()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    for name in ["a", "b"] { try writeFile(source + "/" + name, name) }
    #expect(try await place.sync(source, "s3://bucket/p").exit == 0)
    let list = try await place.cairn("versions", "list", "s3://bucket/p/b", "--json").output
    let version = String(try #require(list.text(after: "\"version_id\":\"")).prefix { $0 != "\"" })
    #expect(try await place.cairn("rm", "s3://bucket/p/b", "--version-id", version).exit == 0)
    let undone = try await place.cairn(
      "versions", "restore", "s3://bucket/p", "--undo", "last", "--state", place.state(source, "s3://bucket/p"))
    #expect(undone.exit == 1 && undone.errors.contains("no version of 1 of the 2 names"), "\(undone.transcript)")
    #expect(undone.output == "0 restored, 1 deleted, 0 as they were\n", "\(undone.transcript)")
  }

  /// The endpoint made a version of each; Cairn heard of the second one alone.
  @Test func aWriteWhoseAnswerWasLostIsUndoneToo() async throws {
    let server = try await versioned()
    let relay = try LosingRelay(to: server.port, answersOf: "PUT /bucket/p/a")
    var place = try Sandbox(endpoint: relay.endpoint, temporary: server.sandbox.temporary)
    place.environment = server.sandbox.environment
    place.environment["XDG_STATE_HOME"] = place.path + "/state"
    let source = try place.temporary.folder("source")
    try writeFile(source + "/a", "first")
    #expect(try await server.sandbox.cairn("cp", source + "/a", "s3://bucket/p/a").exit == 0)
    try writeFile(source + "/a", "second")
    let run = try await place.cairn("sync", source, "s3://bucket/p")
    #expect(run.exit == 0 && relay.lost == 1, "\(run.transcript)")
    let versions = try await place.cairn("versions", "list", "s3://bucket/p/a")
    #expect(versions.output.split(separator: "\n").count == 3, "\(versions.transcript)")
    let undone = try await place.cairn("versions", "restore", "s3://bucket/p", "--undo", "last")
    #expect(undone.exit == 0 && undone.output == "1 restored, 0 deleted, 0 as they were\n", "\(undone.transcript)")
    #expect(try await place.cairn("cat", "s3://bucket/p/a").output == "first")
    #expect(relay.lost == 1)
  }

  @Test func aRunIsUndoneByItsTimeWithThoseAfterIt() async throws {
    let server = try await versioned()
    var place = server.sandbox
    place.environment["XDG_STATE_HOME"] = place.path + "/state"
    let source = try place.temporary.folder("source")
    try writeFile(source + "/a", "first")
    #expect(try await place.cairn("sync", source, "s3://bucket/p").exit == 0)
    let first = try #require(try await begun(source, place).first)
    try await otherSecond(than: first, place)
    for text in ["second", "third"] {
      try writeFile(source + "/a", text)
      try writeFile(source + "/" + text, text)
      #expect(try await place.cairn("sync", source, "s3://bucket/p").exit == 0)
    }
    try writeFile(place.path + "/other", "of somebody else")
    #expect(try await place.cairn("cp", place.path + "/other", "s3://bucket/p/other").exit == 0)
    let times = try await begun(source, place)
    let second = try #require(times.dropLast().last)
    let undone = try await place.cairn("versions", "restore", "s3://bucket/p", "--undo", second)
    if times.count(where: { $0 == second }) == 1 {
      #expect(undone.exit == 0, "\(undone.transcript)")
      #expect(undone.output == "1 restored, 2 deleted, 1 as they were\n", "\(undone.transcript)")
      #expect(try await place.cairn("cat", "s3://bucket/p/a").output == "first")
      #expect(try await place.cairn("ls", "-1", "s3://bucket/p").output == "a\nother\n")
    } else {
      #expect(undone.exit == 7 && undone.errors.contains("2 runs"), "\(undone.transcript)")
    }
  }

  /// When the runs of a pair began, newest first.
  private func begun(_ source: String, _ place: Sandbox) async throws -> [String] {
    let shown = try await place.cairn("state", "show", source, "s3://bucket/p", "--json").output
    return shown.split(separator: "\n").compactMap { line in
      line.text(after: "\"begun\":\"").map { String($0.prefix { $0 != "\"" }) }
    }
  }

  @Test func whatCannotBeUndoneIsSaid() async throws {
    let server = try await ServerProcess.cairn()
    var place = server.sandbox
    place.environment["XDG_STATE_HOME"] = place.path + "/state"
    let source = try place.temporary.folder("source")
    try writeFile(source + "/a", "a")
    #expect(try await place.cairn("sync", source, "s3://bucket/p").exit == 0)
    let plain = try await place.cairn("versions", "restore", "s3://bucket/p", "--undo", "last")
    #expect(plain.exit == 7 && plain.errors.contains("no versioning"), "\(plain.transcript)")
    let file = place.path + "/versioning.toml"
    try writeFile(file, "versioning = 'enabled'")
    #expect(try await place.cairn("bucket", "apply", "s3://bucket", file).exit == 0)
    try writeFile(source + "/a", "changed")
    try writeFile(source + "/b", "b")
    #expect(try await place.cairn("sync", source, "s3://bucket/p").exit == 0)
    let list = try await place.cairn("versions", "list", "s3://bucket/p/b", "--json").output
    let version = String(try #require(list.text(after: "\"version_id\":\"")).prefix { $0 != "\"" })
    #expect(try await place.cairn("rm", "s3://bucket/p/b", "--version-id", version).exit == 0)
    try writeFile(source + "/b", "b")
    #expect(try await place.cairn("cp", source + "/b", "s3://bucket/p/b").exit == 0)
    let missed = try await place.cairn("versions", "restore", "s3://bucket/p", "--undo", "last")
    #expect(missed.exit == 1 && missed.errors.contains("p/b"), "\(missed.transcript)")
    // The version from before versioning is there again, and what could not be told is left alone.
    #expect(try await place.cairn("cat", "s3://bucket/p/a").output == "a")
    #expect(try await place.cairn("cat", "s3://bucket/p/b").output == "b")
  }

  @Test func deletedAndOldVersionsComeBackAndGo() async throws {
    let server = try await versioned()
    let place = server.sandbox
    _ = try await twoStates(place)
    let list = try await place.cairn("versions", "list", "s3://bucket/p")
    #expect(list.output.split(separator: "\n").count == 8, "\(list.transcript)")
    #expect(list.output.split(separator: "\n").count { $0.contains(" deleted * ") } == 2, "\(list.transcript)")
    let back = try await place.cairn("versions", "undelete", "s3://bucket/p")
    #expect(back.exit == 0 && back.output == "2 back\n", "\(back.transcript)")
    #expect(try await place.cairn("cat", "s3://bucket/p/deep/d").output == "d")
    let records = try await place.cairn("versions", "list", "s3://bucket/p/a", "--json").output
    let old = try #require(records.split(separator: "\n").last?.text(after: "\"version_id\":\"")?.prefix { $0 != "\"" })
    let one = try await place.cairn("versions", "restore", "s3://bucket/p/a", "--version-id", String(old))
    #expect(one.exit == 0, "\(one.transcript)")
    #expect(try await place.cairn("cat", "s3://bucket/p/a").output == "a")
    let dry = try await place.cairn("versions", "purge", "s3://bucket/p", "--older-than", "0s", "--keep", "1", "-n")
    #expect(dry.output.hasSuffix("1 versions (1 B) would be removed\n"), "\(dry.transcript)")
    let purged = try await place.cairn("versions", "purge", "s3://bucket/p", "--older-than", "0s", "--json")
    #expect(purged.exit == 0, "\(purged.transcript)")
    #expect(purged.output.split(separator: "\n").count { $0.contains("\"purge\"") } == 2, "\(purged.transcript)")
    let left = try await place.cairn("versions", "list", "s3://bucket/p")
    #expect(left.output.split(separator: "\n").count == 5, "\(left.transcript)")
    for words in [
      ["versions", "restore", "s3://bucket/p"],
      ["versions", "restore", "s3://bucket/p", "--at", "1d", "--undo", "last"],
      ["versions", "purge", "s3://bucket/p"],
      ["versions", "purge", "s3://bucket/p", "--older-than", "1d", "--keep", "-1"],
      ["versions", "list", "/tmp"],
    ] { #expect(try await place.cairn(words).exit == 2, "\(words)") }
    for words in [["versions", "list", "s3://bucket/none"], ["versions", "list", "s3://nobucket"]] {
      #expect(try await place.cairn(words).exit == 4, "\(words)")
    }
  }

  /// Pages of 1,000 that SeaweedFS makes of 1,098 versions leave out some of them, and are in no order of keys.
  @Test(.needs(.weed)) func aLargeTreeOnSeaweedIsWhole() async throws {
    let server = try await versioned(try await ServerProcess.weed())
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    for folder in (10..<62).map({ "\(source)/a\($0)" }) {
      for name in [".txt", "-z", "0", "/s/deep", "/s.txt"] { try writeFile(folder + name, "1") }
      for index in 0..<15 { try writeFile("\(folder)/x\(index)", "1") }
    }
    #expect(try await place.sync(source, "s3://bucket/p", "-j", "16").exit == 0)
    for index in 10..<39 {
      try writeFile("\(source)/a\(index)-z", "second")
      unlink("\(source)/a\(index).txt")
    }
    let changed = try await place.sync(source, "s3://bucket/p", "--delete")
    #expect(changed.exit == 0 && changed.deleted == 29, "\(changed.transcript)")
    // A write that was sent twice may have made two.
    let all = try await versions("s3://bucket/p", place)
    #expect(all.count >= 1098 && Set(all).count == 1040)
    let target = try place.temporary.folder("target")
    #expect(try await place.sync("s3://bucket/p", target).exit == 0)
    #expect(try FileTree(target).differences(from: FileTree(source)).isEmpty)
    let purged = try await place.cairn("versions", "purge", "s3://bucket/p", "--older-than", "0s")
    #expect(purged.exit == 0, "\(purged.transcript)")
    #expect(try await versions("s3://bucket/p", place).count == 1011)
  }

  /// The key of each version.
  private func versions(_ location: String, _ place: Sandbox) async throws -> [String] {
    let run = try await place.cairn("versions", "list", location, "--json")
    #expect(run.exit == 0, "\(run.errors)")
    return run.output.split(separator: "\n").filter { $0.contains("\"version_id\"") }
      .compactMap { $0.text(after: "\"path\":\"").map { String($0.prefix { $0 != "\"" }) } }
  }
}
