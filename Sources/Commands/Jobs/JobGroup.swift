import ArgumentParser

/// `cairn job`
struct JobGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "Run and list the jobs of the configuration file.",
    discussion: "A job is a command with its locations and options under a name: see cairn.toml(5).",
    subcommands: [JobRun.self, JobList.self])
}

/// Where jobs are found.
struct JobOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Configuration file with remotes and jobs.", valueName: "file"), completion: .file())
  var config: String?

  /// The configuration file, read.
  func configuration(_ context: CommandContext) throws -> ConfigurationFile {
    try ConfigurationFile.find(named: config, context: context)
  }
}
