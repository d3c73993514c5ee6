import ArgumentParser

/// The root command.
struct Cairn: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "cairn",
    abstract: "Mirror folders to S3 and back, work with objects, and serve S3 from a folder.",
    discussion: """
      A location is a PATH, s3://bucket/prefix, NAME:bucket/prefix for a remote of the configuration file, or - for \
      standard input or output. Each option can also be set as an environment variable: --max-delete as \
      CAIRN_MAX_DELETE.
      """,
    version: version,
    groupedSubcommands: CommandGroups.all)
}
