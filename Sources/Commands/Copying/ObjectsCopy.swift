import ArgumentParser
import Mirroring
import S3Client
import StorageModel

/// `cairn cp`
struct ObjectsCopy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cp",
    abstract: "Copy objects and files: up, down, and between buckets.",
    discussion: """
      A target that ends in a slash, is a whole bucket or an existing folder takes the sources under their own names; \
      any other target is the new name. '-' is standard input as the source, standard output as the target.

      With -r the contents of a folder are copied into the target; what is equal there already is left alone, and \
      nothing is deleted.
      """,
    helpNames: .long)

  @Argument(help: ArgumentHelp("Sources, and the target last.", valueName: "location"))
  var locations: [String]

  @Flag(name: .shortAndLong, help: "Copy the contents of a folder.")
  var recursive = false

  @Flag(name: [.customShort("n"), .long], help: "Print what would be copied, and do nothing.")
  var dryRun = false

  @Flag(help: "Fail rather than replace what is there; with -r leave it alone.")
  var noClobber = false

  @Option(help: ArgumentHelp("Version of the source object.", valueName: "id"))
  var versionId: String?

  @OptionGroup var past: PastOptions
  @OptionGroup(title: "Filters (with -r)") var filters: FilterOptions
  @OptionGroup(title: "Metadata") var metadata: MetadataOptions
  @OptionGroup(title: "Objects") var objects: ObjectOptions
  @OptionGroup(title: "Transfers") var transfers: TransferOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if locations.count < 2 { throw ValidationError("cp takes a source and a target") }
    if recursive, locations.count > 2 { throw ValidationError("-r takes one source and one target") }
    let isPast = past.at != nil || past.pin != nil
    if versionId != nil, isPast { throw ValidationError("--version-id excludes --at and --pin") }
    if isPast, locations.count > 2 { throw ValidationError("--at and --pin take one source and one target") }
    if recursive, versionId != nil { throw ValidationError("--version-id names one object; leave out -r") }
  }

  func run() async throws {
    guard !recursive else { return try await copyFolder() }
    let reporter = try Reporter(command: "cp", options: output)
    let run = try SingleCopies(
      reporter: reporter, locations: locations, isDryRun: dryRun, removesSources: false, connection: connection,
      transfers: transfers, objects: objects.settings, metadata: metadata.selection, keepsExisting: noClobber,
      versionID: try await pastVersion() ?? versionId)
    try await run.run()
  }

  /// The version that the source had at the time of `--at`, or has by `--pin`; nil without them.
  private func pastVersion() async throws -> String? {
    if let pin = past.pin {
      let place = try BucketLocation(argument: locations[0], verb: "cp --pin")
      let storage = PinStorage(
        store: try Endpoints(connection, .current).store(place), bucket: try place.requireBucket())
      guard let object = try await storage.load(pin)[try place.requireKey().key] else {
        throw CommandError(.notFound, "the pin '\(pin)' has no \(place)")
      }
      return object.versionID
    }
    guard let at = past.at else { return nil }
    let place = try BucketLocation(argument: locations[0], verb: "cp --at")
    let endpoints = try Endpoints(connection, .current)
    let store = try endpoints.store(place)
    let past = PastStore(
      service: try endpoints.service(place).requireClient(), bucket: try place.requireBucket(), store: store,
      at: at.timestamp(now: CommandContext.current.now()))
    return try await past.versionID(of: try place.requireKey().key)
  }

  /// A mirror run without a state database, which compares by content, and without deletes.
  private func copyFolder() async throws {
    let context = CommandContext.current
    var arguments = try MirrorArguments.parse(["--state", "none", "--", locations[0], locations[1]])
    arguments.past = past
    arguments.safety.dryRun = dryRun
    arguments.comparison.ignoreExisting = noClobber
    arguments.filters = filters
    arguments.metadata = metadata
    arguments.objects = objects
    arguments.transfers = transfers
    arguments.connection = connection
    arguments.output = output
    let reporter = try Reporter(command: "cp", options: output, context: context)
    let session = try MirrorSession(arguments, context, createsTarget: !dryRun)
    let options = try arguments.mirrorOptions(session.direction, context: context)
    try await MirrorCommandRun(command: "cp", session: session, reporter: reporter).run(options)
  }
}
