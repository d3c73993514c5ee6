import ArgumentParser
import Mirroring
import StateDatabase
import StorageModel

/// `cairn sync`
struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Make a target equal to a source.",
    discussion: """
      Copies what is new or changed from SOURCE to TARGET; one of them is a bucket, or both are. A folder always means \
      its contents. Deletes at the target only with --delete, and then only below folders that were read completely.
      """,
    helpNames: .long)

  @OptionGroup var arguments: MirrorArguments

  @Flag(help: "Move a versioned bucket with its history, delete markers included, to another versioned bucket.")
  var allVersions = false

  @Flag(help: "With --all-versions: take neither retention nor legal holds along.")
  var withoutLocks = false

  func validate() throws {
    guard allVersions else {
      if withoutLocks { throw ValidationError("--without-locks goes with --all-versions") }
      return
    }
    let refused = [
      ("--at", arguments.past.at != nil), ("--delete", arguments.safety.delete),
      ("--checksum", arguments.comparison.checksum),
      ("--size-only", arguments.comparison.sizeOnly), ("--update", arguments.comparison.update),
      ("--existing", arguments.comparison.existing), ("--ignore-existing", arguments.comparison.ignoreExisting),
    ]
    if let name = refused.first(where: \.1)?.0 {
      throw ValidationError("--all-versions adds whole histories and excludes \(name)")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let reporter = try Reporter(command: "sync", options: arguments.output, context: context)
    let session = try MirrorSession(arguments, context, createsTarget: !arguments.safety.dryRun)
    var options = try arguments.mirrorOptions(session.direction, context: context)
    guard !allVersions else {
      return try await HistoryCommandRun(
        session: session, reporter: reporter, leavesLocks: withoutLocks, maximumCost: arguments.safety.maxCost
      ).run(options)
    }
    options.confirm = context.question
    var run = MirrorCommandRun(command: "sync", session: session, reporter: reporter)
    run.maximumCost = arguments.safety.maxCost
    try await run.run(options)
  }
}
