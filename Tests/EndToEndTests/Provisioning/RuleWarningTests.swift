import FolderFixtures
import Testing

/// Rules that destroy or cost what their author may not want are refused, or warned of.
@Suite struct RuleWarningTests {
  private func rules(_ text: String, _ place: Sandbox) throws -> String {
    let path = place.path + "/rules.toml"
    try writeFile(path, text)
    return path
  }

  @Test func rulesThatReachSnapshotsAreRefused() async throws {
    let server = try await ServerProcess.cairn()
    var place = server.sandbox
    place.environment["CAIRN_PASSWORD"] = "a password"
    let endpoint = ["--endpoint-url", place.endpoint]
    let made = try await place.run(
      [Tools.cairn, "snapshot", "init", "--repo", "s3://bucket/backup/repo"] + endpoint)
    #expect(made.exit == 0, "\(made.transcript)")
    let endings = [
      "expire-after-days = 30", "prefix = 'backup/'\nexpire-after-days = 30",
      "prefix = 'backup/repo/data/'\nexpire-after-days = 30", "prefix = 'backup/'\narchive-after-days = 30",
    ]
    for ending in endings {
      let file = try rules("[[lifecycle]]\nid = 'r'\n\(ending)", place)
      let difference = try await place.cairn("lifecycle", "diff", "s3://bucket", file)
      #expect(difference.exit == 0 && difference.errors.contains("backup/repo/"), "\(difference.transcript)")
      let run = try await place.cairn("lifecycle", "apply", "s3://bucket", file)
      #expect(run.exit == 7, "\(ending): \(run.transcript)")
      #expect(run.errors.contains("snapshot repository at 'backup/repo/'"), "\(run.transcript)")
      #expect(try await place.cairn("lifecycle", "show", "s3://bucket").output.isEmpty)
    }
    let elsewhere = try rules("[[lifecycle]]\nid = 'r'\nprefix = 'logs/'\nexpire-after-days = 30", place)
    #expect(try await place.cairn("lifecycle", "apply", "s3://bucket", elsewhere).exit == 0)
    let forced = try rules("[[lifecycle]]\nid = 'r'\nprefix = 'backup/'\nexpire-after-days = 30", place)
    #expect(try await place.cairn("lifecycle", "apply", "s3://bucket", forced, "--force").exit == 0)
    // The rules that are there now are warned of whenever somebody looks.
    let simulated = try await place.cairn("lifecycle", "simulate", "s3://bucket")
    #expect(simulated.errors.contains("would expire packs"), "\(simulated.transcript)")
  }

  @Test func mirrorsEverythingAndDearMovesAreWarnedOf() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let configuration = place.path + "/config.toml"
    try writeFile(
      configuration,
      "[job.photos]\nsource = '/srv/photos'\ntarget = 's3://bucket/photos'\ndelete = true\n"
        + "[job.kept]\nsource = '/srv/kept'\ntarget = 's3://bucket/kept'\n")
    let file = try rules(
      """
      [[lifecycle]]
      id = "all"
      transitions = [{ after-days = 30, storage-class = "STANDARD_IA" }, { after-days = 60, storage-class = "GLACIER" }]
      expire-after-days = 100
      """, place)
    let run = try await place.cairn(
      "lifecycle", "apply", "s3://bucket", file, "--config", configuration)
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.errors.contains("'photos/' is a mirror with --delete"), "\(run.errors)")
    #expect(!run.errors.contains("kept/"), "\(run.errors)")
    #expect(run.errors.contains("it expires every object of the bucket"), "\(run.errors)")
    #expect(run.errors.contains("GLACIER is paid for 90 days at least"), "\(run.errors)")
    #expect(!run.errors.contains("STANDARD_IA is paid"), "\(run.errors)")
  }
}
