import ArgumentParser

/// `cairn job run`
struct JobRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run one job.",
    discussion: """
      Options behind the name are added to those of the job. What the environment sets goes before the job, the \
      command line before both.
      """)

  @OptionGroup var options: JobOptions

  @Argument(help: ArgumentHelp("Name of the job.", valueName: "job"))
  var name: String

  @Argument(
    parsing: .captureForPassthrough, help: ArgumentHelp("Further options of the job's command.", valueName: "option"))
  var further: [String] = []

  func run() async throws {
    let context = CommandContext.current
    let file = try options.configuration(context)
    guard let job = file.jobs[name] else {
      let nearest = nearestName(to: name, among: file.jobs.keys.sorted())
      throw CommandError.usage(
        "no job '\(name)'\(file.path.map { " in \($0)" } ?? ": there is no configuration file")",
        next: nearest.map { "did you mean '\($0)'?" } ?? "see 'cairn job list'")
    }
    guard ["sync", "plan", "verify", "cp"].contains(job.mode) else {
      throw CommandError.usage("[job.\(name)] mode is '\(job.mode)'", next: "use sync, plan, verify or cp")
    }
    var given = further
    if let config = options.config { given.insert("--config=\(config)", at: 0) }
    let withEnvironment = try EnvironmentFlags(context.environment).applied(to: [job.mode] + given, of: Cairn.self)
    // Of an option that comes twice the last counts: the job's stand first.
    let arguments = [job.mode] + job.flags + withEnvironment.dropFirst() + ["--", job.source, job.target]
    try await CairnProgram.runCommand(arguments)
  }
}
