import FolderFixtures
import Glibc
import Testing

/// A place to make snapshots in: a password, a cache, a repository in a bucket or a folder.
struct SnapshotBed: Sendable {
  static let password = "canary-password-1b2c3d"
  static let restic = "/usr/bin/restic"

  var place: Sandbox

  /// `repository` is a path, or `s3:URL/bucket/prefix` as restic writes it, which Cairn takes as well.
  init(_ sandbox: Sandbox, repository: String) {
    place = sandbox
    place.environment["CAIRN_PASSWORD"] = Self.password
    place.environment["RESTIC_PASSWORD"] = Self.password
    place.environment["RESTIC_CACHE_DIR"] = place.path + "/restic-cache"
    place.environment["RESTIC_REPOSITORY"] = repository
  }

  func cairn(_ words: String...) async throws -> ProgramOutcome { try await cairn(words) }

  func cairn(_ words: [String]) async throws -> ProgramOutcome {
    let outcome = try await place.run([Tools.cairn, "snapshot"] + words)
    #expect(!outcome.transcript.contains("canary-"), "a secret in the output of \(words)")
    return outcome
  }

  func restic(_ words: String...) async throws -> ProgramOutcome { try await place.run([Self.restic] + words) }

  /// Runs `cairn snapshot`, which must succeed.
  func made(_ words: String...) async throws {
    let outcome = try await cairn(words)
    try #require(outcome.exit == 0, "\(words): \(outcome.transcript)")
  }

  /// Runs restic, which must succeed.
  func resticDid(_ words: String...) async throws {
    let outcome = try await place.run([Self.restic] + words)
    try #require(outcome.exit == 0, "restic \(words): \(outcome.transcript)")
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test where restic is missing, unless it runs in CI: there it fails.
  static var needsRestic: Self {
    .enabled(if: access(SnapshotBed.restic, X_OK) == 0 || Tools.environment("CI") == "true", "needs restic")
  }
}
