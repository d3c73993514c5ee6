import ArgumentParser
import Planning
import Testing

@testable import Commands

@Suite struct OptionsTests {
  @Test func filterRulesKeepTheOrderOfTheCommandLine() throws {
    let options = try FilterOptions.parse([
      "--include", "*.swift", "--exclude", "*", "--filter", "- x", "--include=y", "--filter-from", "rules",
    ])
    #expect(options.orderedRules.map(\.text) == ["*.swift", "*", "- x", "y", "rules"])
    #expect(options.orderedRules.map(\.kind) == [.include, .exclude, .rule, .include, .file])
  }

  @Test func sizesAndTimes() {
    #expect(ByteSize(argument: "64KiB")?.bytes == 65_536)
    #expect(ByteSize(argument: "2GB")?.bytes == 2_000_000_000)
    #expect(ByteSize(argument: "1.5M")?.bytes == 1_572_864)
    #expect(ByteSize(argument: "5 apples") == nil)
    #expect(ByteSize(argument: "9999999999999T") == nil)
    #expect(TimeSpan(argument: "3h")?.seconds == 10_800)
    #expect(TimeSpan(argument: "2d")?.description == "2d")
    #expect(TimeSpan(argument: "90s")?.description == "90s")
    #expect(TimeSpan(argument: "10") == nil, "a number without a unit could mean anything")
    #expect(DeletionLimit(argument: "10%") != nil)
    #expect(DeletionLimit(argument: "a few") == nil)
    #expect(ListenAddress(argument: "[::1]:9000")?.host == "::1")
    #expect(ListenAddress(argument: "9000") == nil)
  }

  @Test func archiveStandsForItsLetters() throws {
    let archive = try MetadataOptions.parse(["-a"])
    #expect(archive.keepsLinks && archive.keepsOwner && archive.keepsExtendedAttributes && !archive.sparse)
    let letters = try MetadataOptions.parse(["-lpt"])
    #expect(letters.keepsLinks && letters.keepsTimes && !letters.keepsOwner)
  }

  @Test func variablesStandForOptions() throws {
    let flags = EnvironmentFlags([
      "CAIRN_REGION": "eu-1", "CAIRN_JSON": "true", "CAIRN_QUIET": "no", "CAIRN_UNHEARD_OF": "x", "PATH": "/bin",
    ])
    #expect(
      try flags.applied(to: ["ls", "s3://b"], of: Cairn.self) == ["ls", "--json", "--region=eu-1", "s3://b"])
    #expect(
      try flags.applied(to: ["ls", "--region", "us-1", "s3://b"], of: Cairn.self)
        == ["ls", "--json", "--region", "us-1", "s3://b"], "the command line goes first")
    #expect(
      try flags.applied(to: ["bucket", "list"], of: Cairn.self) == ["bucket", "list", "--json", "--region=eu-1"])
    let human = EnvironmentFlags(["CAIRN_HUMAN": "1"])
    #expect(try human.applied(to: ["ls", "-h"], of: Cairn.self) == ["ls", "-h"], "the short name counts as given")
    #expect(throws: CommandError.self) {
      try EnvironmentFlags(["CAIRN_JSON": "maybe"]).applied(to: ["ls"], of: Cairn.self)
    }
  }

  @Test func nearestNames() {
    #expect(nearestName(to: "endpont-url", among: ["endpoint-url", "region"]) == "endpoint-url")
    #expect(nearestName(to: "zzz", among: ["endpoint-url", "region"]) == nil)
  }
}
