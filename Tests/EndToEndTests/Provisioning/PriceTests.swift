import FolderFixtures
import Testing

/// What runs and storage cost, against figures made by hand; `--max-cost`.
@Suite struct PriceTests {
  /// Dollars: $5 a thousand writes, $1 a thousand reads, $0.5 a GiB received, $0.1 a GiB and month.
  private static let configuration = """
    [prices.lab]
    source = "the landlord"
    date = 2026-09-01
    write-per-1000 = 5
    read-per-1000 = 1
    received-per-gib = 0.5
    stored-per-gib-month = 0.1

    [prices.lab.class.GLACIER]
    write-per-1000 = 50
    stored-per-gib-month = 0.01
    retrieved-per-gib = 2
    minimum-days = 90
    """

  private func place() async throws -> (ServerProcess, Sandbox) {
    let server = try await ServerProcess.cairn()
    var place = server.sandbox
    try writeFile(place.path + "/config.toml", Self.configuration)
    place.environment["CAIRN_CONFIG"] = place.path + "/config.toml"
    place.environment["CAIRN_PRICES"] = "lab"
    return (server, place)
  }

  @Test func aRunCostsWhatItsRequestsCost() async throws {
    let (server, place) = try await place()
    defer { withExtendedLifetime(server) {} }
    let source = try place.temporary.folder("source")
    for number in 0..<10 { try writeFile(source + "/small\(number)", "x") }
    try writeFile(Array((source + "/large").utf8), noise(40 << 20, seed: 1))
    // 10 PUTs; 40 MiB in 5 parts of 8 MiB are 7 requests; 1 LIST: 18 writes. 40 MiB + 10 B stay there.
    let dry = try await place.sync(source, "s3://bucket/p", "-n", "--part-size", "8MiB")
    #expect(dry.exit == 0, "\(dry.transcript)")
    #expect(dry.program.output.contains("\"cost_dollars\":0.09,"), "\(dry.transcript)")
    #expect(dry.program.output.contains("\"cost_dollars_month\":0.00390625"), "\(dry.transcript)")
    let refused = try await place.sync(source, "s3://bucket/p", "--max-cost", "0.089", "--part-size", "8MiB")
    #expect(refused.exit == 7, "\(refused.transcript)")
    #expect(refused.transcript.contains("would cost ~$0.09"), "\(refused.transcript)")
    #expect(try await place.cairn("ls", "s3://bucket").output.isEmpty)
    let run = try await place.sync(source, "s3://bucket/p", "--max-cost", "0.09", "--part-size", "8MiB")
    #expect(run.exit == 0 && run.uploaded == 11, "\(run.transcript)")
    // Two listings: one to look beforehand.
    let again = try await place.sync(source, "s3://bucket/p", "--max-cost", "0.006")
    #expect(again.exit == 0 && again.program.output.contains("\"cost_dollars\":0.01,"), "\(again.transcript)")
    // Down again: 10 reads of one request, 40 MiB read in ranges, 1 LIST, 40 MiB received.
    let target = try place.temporary.folder("target")
    let down = try await place.sync("s3://bucket/p", target, "-n")
    #expect(down.exit == 0, "\(down.transcript)")
    let received = 0.5 * Double(40 << 20 + 10) / Double(1 << 30)
    let cost = try #require(number("cost_dollars", down.program.output))
    #expect(cost > 0.005 + 0.010 + received && cost < 0.005 + 0.020 + received, "\(cost): \(down.transcript)")
    let stopped = try await place.sync("s3://bucket/p", target, "--max-cost", "0.02")
    #expect(stopped.exit == 7, "\(stopped.transcript)")
  }

  @Test func theRunIsKeptWithItsPlanAndWhatItTook() async throws {
    var (server, place) = try await place()
    defer { withExtendedLifetime(server) {} }
    place.environment["XDG_STATE_HOME"] = place.path + "/state"
    let source = try place.temporary.folder("source")
    for number in 0..<4 { try writeFile(source + "/\(number)", "x") }
    #expect(try await place.cairn("sync", source, "s3://bucket/p", "--max-cost", "1").exit == 0)
    let shown = try await place.run([
      Tools.cairn, "state", "show", source, "s3://bucket/p", "--json", "--endpoint-url", place.endpoint,
    ])
    // 1 LIST and 4 PUTs were planned and sent; looking beforehand took another LIST.
    #expect(shown.output.contains("\"planned_cost_dollars\":0.025"), "\(shown.transcript)")
    #expect(shown.output.contains("\"cost_dollars\":0.03"), "\(shown.transcript)")
  }

  @Test func rulesThatCostTooMuchAreNotPut() async throws {
    let (server, place) = try await place()
    defer { withExtendedLifetime(server) {} }
    let source = try place.temporary.folder("source")
    for number in 0..<10 { try writeFile(Array((source + "/\(number)").utf8), noise(200_000, seed: UInt64(number))) }
    #expect(try await place.sync(source, "s3://bucket/p").exit == 0)
    let rules = place.path + "/rules.toml"
    try writeFile(rules, "[[lifecycle]]\nid = 'archive'\nprefix = 'p/'\narchive-after-days = 30\n")
    // 10 moves to GLACIER at $50 a thousand.
    for command in ["lifecycle", "bucket"] {
      let refused = try await place.cairn(command, "apply", "s3://bucket", rules, "--max-cost", "0.49")
      #expect(refused.exit == 7, "\(refused.transcript)")
      #expect(refused.errors.contains("would cost ~$0.50"), "\(refused.transcript)")
      #expect(try await place.cairn("lifecycle", "show", "s3://bucket").output.isEmpty)
    }
    let dry = try await place.cairn("lifecycle", "apply", "s3://bucket", rules, "-n", "--prices", "lab")
    #expect(dry.exit == 0 && dry.output.contains("~$0.5000 for the moves"), "\(dry.transcript)")
    let applied = try await place.cairn("lifecycle", "apply", "s3://bucket", rules, "--max-cost", "0.5")
    #expect(applied.exit == 0, "\(applied.transcript)")
    #expect(try await place.cairn("lifecycle", "show", "s3://bucket").output.contains("archive"))
    var unpriced = place
    unpriced.environment["CAIRN_PRICES"] = nil
    try writeFile(rules, "[[lifecycle]]\nid = 'archive'\nprefix = 'p/'\narchive-after-days = 31\n")
    let unknown = try await unpriced.cairn("lifecycle", "apply", "s3://bucket", rules, "--max-cost", "1")
    #expect(unknown.exit == 2 && unknown.errors.contains("--prices"), "\(unknown.transcript)")
  }

  @Test func aHistoryCostsWhatItsVersionsCost() async throws {
    let (server, place) = try await place()
    defer { withExtendedLifetime(server) {} }
    let file = place.path + "/versioning.toml"
    try writeFile(file, "versioning = 'enabled'")
    #expect(try await place.cairn("bucket", "create", "s3://moved").exit == 0)
    for bucket in ["s3://bucket", "s3://moved"] {
      #expect(try await place.cairn("bucket", "apply", bucket, file).exit == 0)
    }
    for text in ["one", "two", "three"] {
      try writeFile(file, text)
      #expect(try await place.cairn("cp", file, "s3://bucket/p/a").exit == 0)
    }
    #expect(try await place.cairn("rm", "s3://bucket/p/a").exit == 0)
    // 3 copies and 2 listings are writes; the delete marker is free.
    let words = ["sync", "s3://bucket/p", "s3://moved/p", "--all-versions"]
    let dry = try await place.cairn(words + ["-n", "--json"])
    #expect(dry.exit == 0 && number("cost_dollars", dry.output) == 0.025, "\(dry.transcript)")
    let refused = try await place.cairn(words + ["--max-cost", "0.024"])
    #expect(refused.exit == 7 && refused.errors.contains("would cost ~$0.0250"), "\(refused.transcript)")
    #expect(try await place.cairn("ls", "s3://moved").output.isEmpty)
    let run = try await place.cairn(words + ["--max-cost", "0.025", "--json"])
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(try await place.cairn("versions", "list", "s3://moved/p").output.split(separator: "\n").count == 4)
  }

  @Test func storageCostsByClass() async throws {
    let (server, place) = try await place()
    defer { withExtendedLifetime(server) {} }
    let file = place.path + "/file"
    try writeFile(Array(file.utf8), noise(1 << 20, seed: 2))
    #expect(try await place.cairn("cp", file, "s3://bucket/a").exit == 0)
    let usage = try await place.cairn("du", "s3://bucket", "--cost", "--json")
    // 1 MiB of $0.1 a GiB.
    #expect(usage.output.contains("\"cost_dollars_month\":9.765625e-05"), "\(usage.transcript)")
    let text = try await place.cairn("du", "s3://bucket", "--cost")
    #expect(text.output.hasSuffix("~$0.0001 a month (prices of the landlord, 2026-09-01)\n"), "\(text.transcript)")
    let unknown = try await place.cairn("du", "s3://bucket", "--cost", "--prices", "nobody")
    #expect(unknown.exit == 2 && unknown.errors.contains("no prices 'nobody'"), "\(unknown.transcript)")
    let amazon = try await place.cairn("du", "s3://bucket", "--cost", "--prices", "amazon-standard")
    #expect(amazon.exit == 0 && amazon.output.contains("Amazon"), "\(amazon.transcript)")
  }

  @Test func aRestoreCostsWhatItReads() async throws {
    var (server, place) = try await place()
    defer { withExtendedLifetime(server) {} }
    place.environment["CAIRN_PASSWORD"] = "a password"
    place.environment["XDG_CACHE_HOME"] = place.path + "/cache"
    let source = try place.temporary.folder("source")
    try writeFile(Array((source + "/large").utf8), noise(8 << 20, seed: 4))
    let repository = ["--repo", "s3://bucket/repo"]
    #expect(try await place.cairn(["snapshot", "init"] + repository).exit == 0)
    #expect(try await place.cairn(["snapshot", "create", source] + repository).exit == 0)
    let target = place.path + "/target"
    let restore = ["snapshot", "restore", "latest", "--target", target] + repository
    // A file of 8 MiB: 9 reads at most, and 8 MiB at $0.5 a GiB.
    let dry = try await place.cairn(restore + ["-n", "--json"])
    #expect(dry.exit == 0 && dry.output.contains("\"cost_dollars\":0.012906"), "\(dry.transcript)")
    let refused = try await place.cairn(restore + ["--max-cost", "0.0129"])
    #expect(refused.exit == 7 && refused.errors.contains("may cost ~$0.0129"), "\(refused.transcript)")
    let done = try await place.cairn(restore + ["--max-cost", "0.013"])
    #expect(done.exit == 0 && done.errors.contains("; ~$0.0"), "\(done.transcript)")
    #expect(try FileTree(target + source) == FileTree(source))
  }

  @Test func withoutPricesNothingIsLimited() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    try writeFile(source + "/a", "a")
    let run = try await place.sync(source, "s3://bucket/p", "--max-cost", "1")
    #expect(run.exit == 2 && run.transcript.contains("--prices"), "\(run.transcript)")
    #expect(try await place.cairn("ls", "s3://bucket").output.isEmpty)
    #expect(try await place.cairn("du", "s3://bucket", "--cost").exit == 2)
    for wrong in ["write-per-1000 = -1", "write-per-1000 = 'a'", "writes = 1", "date = 'soon'"] {
      try writeFile(place.path + "/config.toml", "[prices.lab]\n\(wrong)\n")
      let refused = try await place.cairn("du", "s3://bucket", "--cost", "--config", place.path + "/config.toml")
      #expect(refused.exit == 2, "\(wrong): \(refused.transcript)")
    }
  }

  private func number(_ name: String, _ output: String) -> Double? {
    let line = output.split(separator: "\n").last { $0.contains("\"summary\"") }
    return line?.text(after: "\"\(name)\":").flatMap { Double(String($0.prefix { $0 != "," && $0 != "}" })) }
  }
}
