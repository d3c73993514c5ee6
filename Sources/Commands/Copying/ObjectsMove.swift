import ArgumentParser
import Mirroring
import StorageModel

/// `cairn mv`
struct ObjectsMove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mv",
    abstract: "Copy objects and files, and delete each source once its copy is there.",
    discussion: """
      As cp, but the source goes away: a file after the endpoint has acknowledged the object, an object after its \
      copy is complete and only if it is still the one that was copied. With -r moves everything below a folder of a \
      bucket to another folder or bucket.
      """,
    helpNames: .long)

  @Argument(help: ArgumentHelp("Sources, and the target last.", valueName: "location"))
  var locations: [String]

  @Flag(name: .shortAndLong, help: "Move everything below a folder of a bucket.")
  var recursive = false

  @Flag(name: [.customShort("n"), .long], help: "Print what would be moved, and do nothing.")
  var dryRun = false

  @Flag(help: "Fail rather than replace what is there.")
  var noClobber = false

  @OptionGroup(title: "Metadata") var metadata: MetadataOptions
  @OptionGroup(title: "Objects") var objects: ObjectOptions
  @OptionGroup(title: "Transfers") var transfers: TransferOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if locations.count < 2 { throw ValidationError("mv takes a source and a target") }
    if recursive, locations.count > 2 { throw ValidationError("-r takes one source and one target") }
  }

  func run() async throws {
    let reporter = try Reporter(command: "mv", options: output)
    let run = try SingleCopies(
      reporter: reporter, locations: locations, isDryRun: dryRun, removesSources: true, connection: connection,
      transfers: transfers, objects: objects.settings, metadata: metadata.selection, keepsExisting: noClobber)
    if recursive { try await run.runFolder() } else { try await run.run() }
  }
}
