import FolderFixtures
import Testing

/// Endpoints that drop or refuse parts of lifecycle rules: it is named, and what was there before is there again.
@Suite(.serialized) struct SettingsElsewhereTests {
  private static let harmless = "[[lifecycle]]\nid = 'harmless'\nprefix = 'tmp/'\nexpire-after-days = 3"

  /// Rules that the endpoint does not keep as they are, and what the message says of it.
  private func expectCaught(_ rules: String, _ words: [String], on place: Sandbox) async throws {
    let file = place.path + "/rules.toml"
    try writeFile(file, rules)
    let before = try await place.cairn("lifecycle", "show", "s3://bucket").output
    let run = try await place.cairn("lifecycle", "apply", "s3://bucket", file)
    #expect(run.exit == 13, "\(run.transcript)")
    for word in words { #expect(run.errors.contains(word), "\(word): \(run.transcript)") }
    #expect(try await place.cairn("lifecycle", "show", "s3://bucket").output == before)
  }

  private func apply(_ text: String, _ place: Sandbox) async throws {
    let file = place.path + "/first.toml"
    try writeFile(file, text)
    let run = try await place.cairn("bucket", "apply", "s3://bucket", file)
    #expect(run.exit == 0, "\(run.transcript)")
    let same = try await place.cairn("bucket", "diff", "s3://bucket", file, "--detailed-exitcode")
    #expect(same.exit == 0, "\(same.transcript)")
  }

  @Test(.needs(.moto)) func motoDropsVersionsToKeepAndSizes() async throws {
    let server = try await ServerProcess.moto()
    let place = server.sandbox
    try await expectCaught(
      "[[lifecycle]]\nid = 'old'\nnoncurrent-expire-after-days = 3\nnoncurrent-keep = 2",
      ["'old'", "not 3 days after they were replaced, but the newest 2", "what was there before is back"], on: place)
    // The seed's description is all right there.
    try await apply(BucketSettingsTests.seed, place)
    try await expectCaught(
      "[[lifecycle]]\nid = 'old'\nnoncurrent-expire-after-days = 3\nnoncurrent-keep = 2",
      ["but the newest 2", "what was there before is back"], on: place)
    try await expectCaught(
      "[[lifecycle]]\nid = 'large'\nlarger-than = '1 MiB'\nexpire-after-days = 10",
      ["'large': applies to is everything, not more than 1048576 bytes", "what was there before is back"], on: place)
  }

  @Test(.needs(.weed)) func seaweedRefusesMovesToOtherClasses() async throws {
    let server = try await ServerProcess.weed()
    let place = server.sandbox
    try await apply("versioning = 'enabled'\n[tags]\na = '1'\n" + Self.harmless, place)
    try await expectCaught(
      "[[lifecycle]]\nid = 'archive'\nprefix = 'logs/'\narchive-after-days = 30",
      ["which move objects to GLACIER", "NotImplemented", "what was there before stays"], on: place)
    try await apply(
      "[[lifecycle]]\nid = 'old'\nnoncurrent-expire-after-days = 3\nnoncurrent-keep = 2\nlarger-than = 100", place)
  }
}
