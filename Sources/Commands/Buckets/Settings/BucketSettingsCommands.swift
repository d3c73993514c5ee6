import ArgumentParser
import Provisioning

/// `cairn bucket diff`
struct BucketDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare the settings of a bucket with a file.")

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    try await SettingsRun(options: options, command: "bucket diff", section: nil, changesBucket: false).run()
  }
}

/// `cairn bucket apply`
struct BucketApply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Make the settings of a bucket what a file says.",
    discussion: """
      Each section is put, read back and compared. An endpoint that dropped or altered something gets back what was \
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
      options: options, command: "bucket apply", section: nil, changesBucket: !dryRun, ignoresWarnings: force,
      maximumCost: maxCost
    ).run()
  }
}

/// `cairn bucket show`
struct BucketShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the settings of a bucket.",
    discussion: "The output can be edited and given to 'bucket apply'.")

  @Argument(help: ArgumentHelp("Bucket: s3://bucket or NAME:bucket.", valueName: "bucket"))
  var location: String

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    try await SettingsListing(command: "bucket show", sections: BucketSection.allCases)
      .run(location, connection, output)
  }
}
