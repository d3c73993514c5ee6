import ArgumentParser
import Mirroring
import Planning
import StorageModel

/// `cairn apply`
struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Carry out a plan that 'cairn plan --out' wrote.",
    discussion: """
      Each item is done only if its source and its target are still what the plan saw; the others are named and left \
      alone. With --shard, several machines do a part each.
      """,
    helpNames: .long)

  @Argument(help: ArgumentHelp("The plan.", valueName: "file"), completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Do only part I of N (0/4 to 3/4).", valueName: "i/n"))
  var shard: String?

  @OptionGroup(title: "Transfers") var transfers: TransferOptions
  @OptionGroup(title: "State") var state: StateOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let context = CommandContext.current
    let reporter = try Reporter(command: "apply", options: output, context: context)
    let part = try shard.map { try PlanShard(parsing: $0) }
    let path = ArgumentBytes.bytes(file)
    let header = try PlanFileInput(path, shard: part).header
    let session = try MirrorSession(
      MirrorSession.Places(source: header.source, target: header.target), connection: connection,
      transfers: transfers, state: state, context, createsTarget: true)
    var options = PlanOptions.decode(header.options, direction: session.direction)
    options.maximumDuration = transfers.maxDuration?.duration
    options.maximumTransferBytes = transfers.maxTransfer?.bytes
    if let size = transfers.partSize { options.partSizeBytes = size.bytes }
    let run = MirrorCommandRun(command: "apply", session: session, reporter: reporter)
    _ = try await run.run(options) { mirror in
      let plan = try PlanFileInput(path, shard: part)
      return try await PlanRun(mirror).apply(next: { try plan.next() })
    }
  }
}
