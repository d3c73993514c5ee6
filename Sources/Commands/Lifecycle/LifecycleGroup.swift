import ArgumentParser
import Provisioning

/// `cairn lifecycle`
struct LifecycleGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lifecycle", abstract: "Show, compare, apply and foresee the lifecycle rules of a bucket.",
    subcommands: [
      LifecycleShow.self, LifecycleDiff.self, LifecycleApply.self, LifecycleSimulate.self, LifecycleExplain.self,
    ])
}

/// `cairn lifecycle show`
struct LifecycleShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the lifecycle rules of a bucket.",
    discussion: "The output can be edited and given to 'lifecycle apply'.")

  @Argument(help: ArgumentHelp("Bucket: s3://bucket or NAME:bucket.", valueName: "bucket"))
  var location: String

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    try await SettingsListing(command: "lifecycle show", sections: [.lifecycle]).run(location, connection, output)
  }
}

/// `cairn lifecycle diff`
struct LifecycleDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare the lifecycle rules of a bucket with a file.")

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    try await SettingsRun(
      options: options, command: "lifecycle diff", section: .lifecycle, changesBucket: false
    ).run()
  }
}

/// `cairn lifecycle apply`
struct LifecycleApply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Make the lifecycle rules of a bucket what a file says.",
    discussion: """
      The rules are put, read back and compared. An endpoint that dropped or altered something gets back what was \
      there before, and the command ends with status 13.
      """)

  @OptionGroup var options: SettingsOptions

  @Flag(name: [.customShort("n"), .long], help: "Only show what would change.")
  var dryRun = false

  @Flag(help: "Apply rules also where they would expire snapshots or mirrored files.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "Refuse rules whose moves, and unused minimum times, cost more than this many dollars in a year.",
      valueName: "dollars"))
  var maxCost: Double?

  func run() async throws {
    try await SettingsRun(
      options: options, command: "lifecycle apply", section: .lifecycle, changesBucket: !dryRun, ignoresWarnings: force,
      maximumCost: maxCost
    ).run()
  }
}
