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

  func run() async throws {
    let context = CommandContext.current
    let reporter = try Reporter(command: "sync", options: arguments.output, context: context)
    let session = try MirrorSession(arguments, context, createsTarget: !arguments.safety.dryRun)
    var options = try arguments.mirrorOptions(session.direction, context: context)
    options.confirm = context.question
    var run = MirrorCommandRun(command: "sync", session: session, reporter: reporter)
    run.maximumCost = arguments.safety.maxCost
    try await run.run(options)
  }
}
