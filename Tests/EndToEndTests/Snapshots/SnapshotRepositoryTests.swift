import FolderFixtures
import Glibc
import Testing

/// `cairn snapshot` and restic in one repository behind `cairn serve`.
@Suite(.enabled(if: access("/usr/bin/restic", X_OK) == 0 || Tools.environment("CI") == "true", "needs restic"))
struct SnapshotRepositoryTests {
  private static let restic = "/usr/bin/restic"

  private func sandbox(_ server: ServerProcess) throws -> Sandbox {
    var sandbox = try Sandbox(endpoint: server.endpoint)
    sandbox.environment["CAIRN_PASSWORD"] = "canary-password-1b2c3d"
    sandbox.environment["RESTIC_PASSWORD"] = "canary-password-1b2c3d"
    sandbox.environment["XDG_CACHE_HOME"] = sandbox.path + "/cache"
    sandbox.environment["RESTIC_REPOSITORY"] = "s3:\(server.endpoint)/bucket/some/path"
    return sandbox
  }

  @Test func bothWaysOnOwnDaemon() async throws {
    let server = try await ServerProcess.cairn()
    let sandbox = try sandbox(server)
    let source = try sandbox.temporary.folder("source")
    try writeFile(source + "/one", "first")
    try writeFile(Array((source + "/big").utf8), (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
    for words in [["init"], ["create", source], ["create", source]] {
      let outcome = try await sandbox.run([Tools.cairn, "snapshot"] + words)
      #expect(outcome.exit == 0, "\(outcome.transcript)")
      #expect(!outcome.transcript.contains("canary-password"))
    }
    try writeFile(source + "/two", "second")
    for words in [["backup", source], ["check", "--read-data"]] {
      let outcome = try await sandbox.run([Self.restic] + words)
      #expect(outcome.exit == 0, "\(outcome.transcript)")
    }
    let check = try await sandbox.run([Tools.cairn, "snapshot", "check", "--read-data"])
    #expect(check.exit == 0, "\(check.transcript)")
    let forget = try await sandbox.run([Tools.cairn, "snapshot", "forget", "--keep-last", "1", "--prune"])
    #expect(forget.exit == 0, "\(forget.transcript)")
    let out = sandbox.path + "/out"
    for words in [["check", "--read-data"], ["restore", "latest", "--target", out]] {
      let outcome = try await sandbox.run([Self.restic] + words)
      #expect(outcome.exit == 0, "\(outcome.transcript)")
    }
    #expect(try FileTree(out + source) == FileTree(source))
  }

  /// A folder is compared with what the snapshot has of it, whether it was saved by an absolute name or a relative one.
  @Test func aFolderIsComparedWithWhereItWasSaved() async throws {
    let server = try await ServerProcess.cairn()
    let sandbox = try sandbox(server)
    _ = try sandbox.temporary.folder("above")
    let source = try sandbox.temporary.folder("above/source")
    try writeFile(source + "/sub/one", "first")
    func snapshot(_ words: [String]) async throws -> ProgramOutcome {
      let script = "cd \"$1\" && shift && exec \"$@\""
      return try await sandbox.run(
        ["/bin/sh", "-c", script, "sh", sandbox.path + "/above", Tools.cairn, "snapshot"] + words)
    }
    #expect(try await snapshot(["init"]).exit == 0)
    for (number, target) in [source, "source"].enumerated() {
      #expect(try await snapshot(["create", target]).exit == 0)
      for folder in [source, "source", "./source/", ".", source + "/sub"] {
        let same = try await snapshot(["diff", "latest", folder, "--folder", "--detailed-exitcode"])
        #expect(same.exit == 0, "\(target), \(folder): \(same.transcript)")
      }
      try writeFile(source + "/sub/more\(number)", "second")
      let other = try await snapshot(["diff", "latest", "source", "--folder"])
      #expect(other.output == "+ sub/more\(number)\n", "\(target): \(other.transcript)")
    }
    // A folder that the snapshot does not know is compared with all of it.
    #expect(try await snapshot(["restore", "latest", "--target", "again"]).exit == 0)
    #expect(unlink(sandbox.path + "/above/again/source/sub/one") == 0)
    let again = try await snapshot(["diff", "latest", "again", "--folder"])
    #expect(again.exit == 0 && again.output == "- source/sub/one\n", "\(again.transcript)")
  }

  /// A wrong password, no repository, an unreadable file: each has its own exit status.
  @Test func exitStatuses() async throws {
    let server = try await ServerProcess.cairn()
    var sandbox = try sandbox(server)
    let repository = sandbox.path + "/repository"
    sandbox.environment["CAIRN_REPOSITORY"] = repository
    let source = try sandbox.temporary.folder("source")
    try writeFile(source + "/file", "content")
    let missing = try await sandbox.run([Tools.cairn, "snapshot", "list"])
    #expect(missing.exit == 10, "\(missing.transcript)")
    #expect(try await sandbox.run([Tools.cairn, "snapshot", "init"]).exit == 0)
    #expect(try await sandbox.run([Tools.cairn, "snapshot", "init"]).exit == 7)
    let gone = try await sandbox.run([Tools.cairn, "snapshot", "create", source, sandbox.path + "/gone"])
    #expect(gone.exit == 3, "\(gone.transcript)")
    sandbox.environment["CAIRN_PASSWORD"] = "canary-password-other"
    let wrong = try await sandbox.run([Tools.cairn, "snapshot", "list"])
    #expect(wrong.exit == 12, "\(wrong.transcript)")
    #expect(!wrong.transcript.contains("canary-password"))
  }

  /// A prune says beforehand what it sends, costs and saves, and does not begin when that is too much.
  @Test func aPruneHasAPrice() async throws {
    let server = try await ServerProcess.cairn()
    var sandbox = try sandbox(server)
    sandbox.environment["CAIRN_REPOSITORY"] = "lab:bucket/repository"
    sandbox.environment["RESTIC_REPOSITORY"] = nil
    try writeFile(
      sandbox.path + "/config/cairn/config.toml",
      "[remote.lab]\nendpoint-url = \"\(server.endpoint)\"\nprices = \"amazon-standard\"\n")
    let source = try sandbox.temporary.folder("source")
    for generation in 1...2 {
      for file in 0..<3 {
        try writeFile(Array("\(source)/f\(file)".utf8), noise(300_000, seed: UInt64(generation + file)))
      }
      for words in generation == 1 ? [["init"], ["create", source]] : [["create", source]] {
        let outcome = try await sandbox.run([Tools.cairn, "snapshot"] + words)
        try #require(outcome.exit == 0, "\(outcome.transcript)")
      }
    }
    #expect(try await sandbox.run([Tools.cairn, "snapshot", "forget", "--keep-last", "1"]).exit == 0)
    let prune = [Tools.cairn, "snapshot", "prune", "--max-unused", "0"]
    let plan = try await sandbox.run(prune + ["--dry-run"])
    #expect(plan.exit == 0 && plan.output.contains("requests          "), "\(plan.transcript)")
    #expect(plan.output.contains("cost              $0.00") && plan.output.contains("a month"), "\(plan.transcript)")
    let refused = try await sandbox.run(prune + ["--max-cost", "0"])
    #expect(refused.exit == 7, "\(refused.transcript)")
    let done = try await sandbox.run(prune + ["--max-cost", "1", "--json"])
    #expect(done.exit == 0 && done.output.contains("\"saved_dollars_month\":"), "\(done.transcript)")
    let empty = try await sandbox.run(prune)
    #expect(empty.exit == 0 && empty.errors.contains("nothing to do"), "\(empty.transcript)")
    // Without prices nothing can be promised.
    sandbox.environment["CAIRN_REPOSITORY"] = "s3:\(server.endpoint)/bucket/repository"
    #expect(try await sandbox.run(prune + ["--max-cost", "1"]).exit == 2)
  }
}
