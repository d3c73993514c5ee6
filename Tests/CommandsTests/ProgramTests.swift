import Glibc
import Testing

@testable import Commands

@Suite struct ProgramTests {
  @Test(arguments: [
    (["ls", "--endpont-url", "x"], "did you mean '--endpoint-url'?"), (["lss"], "did you mean 'ls'?"),
    (["bucket", "lst"], "did you mean 'list'?"), (["rm"], "missing"), (["cp", "a"], "source and a target"),
    (["ls", "folder"], "s3://folder"), (["ls", "nowhere:bucket"], "no remote 'nowhere'"),
  ])
  func mistakesAreOneLineAndExitTwo(arguments: [String], message: String) async throws {
    let bed = try CommandBed()
    let outcome = try await bed.runAll(arguments)
    #expect(outcome.status == .usage)
    #expect(outcome.output.isEmpty)
    #expect(outcome.diagnostics.split(separator: "\n").count == 1, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.lowercased().contains(message.lowercased()), "\(outcome.diagnostics)")
  }

  @Test func helpAndVersionAreResults() async throws {
    let bed = try CommandBed()
    let version = try await bed.run("--version")
    #expect(version.output == "\(Cairn.version)\n" && version.status == .done && version.diagnostics.isEmpty)
    #expect(try await bed.run("ls", "--help").output.contains("USAGE: cairn ls"))
  }

  @Test func flagsGoBeforeEnvironmentBeforeRemote() async throws {
    let bed = try CommandBed()
    let config = try bed.write("c.toml", "[remote.lab]\nendpoint-url = \"http://remote\"\nregion = \"r1\"\n")
    _ = try await bed.run("ls", "--config", config, "lab:")
    _ = try await bed.run("ls", "--config", config, "lab:", environment: ["CAIRN_REGION": "r2"])
    _ = try await bed.run("ls", "--config", config, "--region", "r3", "lab:", environment: ["CAIRN_REGION": "r2"])
    #expect(bed.opened.map(\.region) == ["r1", "r2", "r3"])
    #expect(bed.opened.allSatisfy { $0.endpointURL == "http://remote" })
  }

  @Test func theConfigurationFileIsFound() async throws {
    let bed = try CommandBed()
    _ = try bed.write("config.toml", "")
    let missing = try await bed.run("ls", "--config", bed.path("nope.toml"))
    #expect(missing.status == .usage && missing.diagnostics.contains("no such file"))
  }

  @Test func jobsRunWithTheirOptionsUnderEnvironmentAndCommandLine() async throws {
    let bed = try CommandBed()
    try await bed.put("data", "docs/a.txt", "one")
    try await bed.put("data", "docs/b.tmp", "two")
    let config = try bed.write(
      "jobs.toml",
      """
      [job.docs]
      mode = "cp"
      source = "s3://data/docs"
      target = "\(bed.path("here"))"
      recursive = true
      exclude = ["*.tmp"]
      """)
    mkdir(bed.path("here"), 0o700)
    let list = try await bed.run("job", "list", "--config", config)
    #expect(list.output.hasPrefix("docs: cairn cp --exclude=*.tmp --recursive -- s3://data/docs "))
    let dry = try await bed.run("job", "run", "--config", config, "docs", "--dry-run")
    #expect(dry.status == .done, "\(dry.diagnostics)")
    #expect(!bed.exists("here/a.txt"))
    let run = try await bed.run("job", "run", "--config", config, "docs")
    #expect(run.status == .done, "\(run.diagnostics)")
    #expect(try bed.read("here/a.txt") == "one")
    #expect(!bed.exists("here/b.tmp"))
    let missing = try await bed.run("job", "run", "--config", config, "doc")
    #expect(missing.status == .usage && missing.diagnostics.contains("did you mean 'docs'?"))
  }
}
