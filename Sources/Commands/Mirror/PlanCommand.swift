import ArgumentParser
import Mirroring
import Planning
import StorageModel

/// `cairn plan`
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say what sync would do, and write it to a file for apply.",
    discussion: """
      Compares SOURCE and TARGET as sync does and changes nothing. With --out the plan is a file of JSON lines that \
      'cairn apply' carries out later, each item only if both sides are still as they were.
      """,
    helpNames: .long)

  @OptionGroup var arguments: MirrorArguments

  // No -o: that is --owner here, as it is in rsync.
  @Option(help: ArgumentHelp("Write the plan to this file.", valueName: "file"), completion: .file())
  var out: String?

  @Flag(help: "Exit 20 when there is something to do.")
  var detailedExitcode = false

  func run() async throws {
    let context = CommandContext.current
    let reporter = try Reporter(command: "plan", options: arguments.output, context: context)
    let session = try MirrorSession(arguments, context, createsTarget: false)
    var options = try arguments.mirrorOptions(session.direction, context: context)
    options.isDryRun = true
    var file: PlanFileOutput?
    if let out {
      guard arguments.past.view(context) == nil else {
        throw CommandError.usage(
          "--at and --pin show a plan, but a plan file cannot hold them", next: "leave --out away")
      }
      let header = PlanHeader(
        source: ArgumentBytes.bytes(arguments.source), target: ArgumentBytes.bytes(arguments.target),
        made: context.now(), options: PlanOptions.encode(options, direction: session.direction))
      file = try PlanFileOutput(ArgumentBytes.bytes(out), header: header)
    }
    let run = MirrorCommandRun(command: "plan", session: session, reporter: reporter, planFile: file)
    let changes = try await run.run(options)
    if detailedExitcode, changes > 0 { throw CommandExit(.changesPending) }
  }
}
