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
}
