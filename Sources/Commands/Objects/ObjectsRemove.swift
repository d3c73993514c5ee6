import ArgumentParser
import ObjectStores
import StorageModel

/// `cairn rm`
struct ObjectsRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Delete objects, or with -r everything below a folder.",
    discussion: """
      An object that does not exist is an error (exit 4). -r of a whole bucket is refused (exit 7) unless \
      --whole-bucket stands beside it.
      """)

  @Argument(help: ArgumentHelp("Objects, or folders with -r.", valueName: "location"))
  var locations: [String]

  @Flag(name: .shortAndLong, help: "Delete everything below the folders.")
  var recursive = false

  @Flag(help: "Allow -r of a whole bucket.")
  var wholeBucket = false

  @Flag(name: [.customShort("n"), .long], help: "Print what would be deleted, and do nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("Version to delete for good.", valueName: "id"))
  var versionId: String?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if recursive, versionId != nil { throw ValidationError("--version-id names one object; leave out -r") }
  }

  func run() async throws {
    let reporter = try Reporter(command: "rm", options: output)
    let started = reporter.context.elapsed()
    let endpoints = try Endpoints(connection, reporter.context)
    let places = try locations.map { try BucketLocation(argument: $0, verb: "rm") }
    for place in places { try refuseIfUnsafe(place) }
    var removal = ObjectRemoval(reporter: reporter, isDryRun: dryRun)
    for place in places {
      let store = try endpoints.store(place)
      if recursive {
        try await removal.removeFolder(store, place)
      } else {
        try await removal.removeObject(store, place, versionID: versionId)
      }
    }
    var summary = removal.summary
    summary.requests = endpoints.requestCount
    summary.elapsed = reporter.context.elapsed() - started
    try reporter.finish(summary)
    if summary.status != .done { throw CommandExit(summary.status) }
  }

  private func refuseIfUnsafe(_ place: BucketLocation) throws {
    if recursive, place.key.isEmpty, !wholeBucket {
      _ = try place.requireBucket()
      throw CommandError(
        .refused, "\(place) is a whole bucket", next: "add --whole-bucket to delete everything in it, or name a folder")
    }
    guard !recursive, place.key.last == UInt8(ascii: "/") else { return }
    throw CommandError.usage("\(place) is a folder", next: "add -r to delete everything below it")
  }
}
