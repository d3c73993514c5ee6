import Testing

@testable import Commands

@Suite struct ConfigurationFileTests {
  @Test func remotesAndJobs() throws {
    let file = try ConfigurationFile(
      parsing: """
        [remote.lab]
        endpoint-url = "http://127.0.0.1:9000"
        profile = "lab"
        addressing = "path"

        [job.docs]
        source = "docs"
        target = "lab:backup/docs"
        delete = true
        max-delete = "5%"
        exclude = ["*.tmp", "cache/"]
        json = false
        """, path: "config.toml")
    let lab = try file.remote("lab")
    #expect(lab.endpointURL == "http://127.0.0.1:9000")
    #expect(lab.addressing == .path)
    let job = try #require(file.jobs["docs"])
    #expect(
      job.arguments == [
        "sync", "--delete", "--exclude=*.tmp", "--exclude=cache/", "--max-delete=5%", "--", "docs", "lab:backup/docs",
      ])
  }

  @Test(arguments: [
    ("[remote.lab]\nendpont-url = \"x\"", "did you mean 'endpoint-url'?"),
    ("[remote.lab]\naddressing = \"sideways\"", "takes auto, path or virtual"),
    ("[remote.lab]\nprofile = 3", "takes text in quotes"),
    ("[remotes.lab]\n", "unknown section [remotes]"),
    ("[job.a]\nsource = \"x\"", "target is missing"),
    ("[remote.lab\n", "config.toml line 1"),
    ("stray = 1", "stands outside of a section"),
  ])
  func mistakesAreNamed(text: String, message: String) {
    let error = #expect(throws: CommandError.self) { try ConfigurationFile(parsing: text, path: "config.toml") }
    #expect(error?.status == .usage)
    #expect(error?.line.contains(message) == true, "\(error?.line ?? "")")
  }

  @Test func anUnknownRemoteNamesTheNearest() throws {
    let file = try ConfigurationFile(parsing: "[remote.backup]\nregion = \"x\"", path: "config.toml")
    let error = #expect(throws: CommandError.self) { try file.remote("backpu") }
    #expect(error?.line.contains("did you mean 'backup'?") == true)
  }
}
