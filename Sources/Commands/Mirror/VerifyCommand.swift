import ArgumentParser
import Mirroring
import Planning
import StorageModel
import Synchronization

/// `cairn verify`
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the contents of two trees; change nothing.",
    discussion: """
      Reads every file of a local side and compares it with the checksum or ETag of its object; between buckets, \
      compares checksums. Names what is missing, different or only at the target, and exits 13 when there is any.
      """,
    helpNames: .long)

  @OptionGroup var arguments: MirrorArguments

  @Flag(help: "Objects and files that only the target has are no difference.")
  var oneWay = false

  func run() async throws {
    let context = CommandContext.current
    let reporter = try Reporter(command: "verify", options: arguments.output, context: context)
    let session = try MirrorSession(arguments, context, createsTarget: false)
    var options = try arguments.mirrorOptions(session.direction, context: context)
    options.isDryRun = true
    options.rules.mode = arguments.comparison.sizeOnly ? .sizeOnly : .checksum
    options.rules.trust = .none
    options.rules.updatesMetadata = false
    options.rules.deletes = !oneWay
    options.deletion = DeletionGuard(limit: .unlimited, allowsEmptySource: true)
    let run = MirrorCommandRun(command: "verify", session: session, reporter: reporter, isComparison: true)
    try await run.verify(options)
  }
}
