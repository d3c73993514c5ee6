import ArgumentParser
import LocalFiles
import ObjectStores
import S3Client
import Snapshots
import StorageModel

/// `cairn snapshot restore`
struct SnapshotRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring a snapshot back, or a part of it.",
    discussion: """
      What is right already is not fetched, so an interrupted restore is taken up by running it again. Nothing outside \
      of the target is touched, whatever the snapshot says. A damaged file keeps what stood in its place, and the exit \
      status is 13.
      """)

  @Argument(
    help: ArgumentHelp(
      "An id, the beginning of one, or latest; a path in it after a colon.", valueName: "snapshot[:path]"))
  var snapshot: String

  @Option(
    name: [.short, .long], help: ArgumentHelp("Folder or s3://bucket/prefix to restore into.", valueName: "location"))
  var target: String

  @Option(
    help: ArgumentHelp("When files that are there give way: always, if-changed, if-newer or never.", valueName: "when"))
  var overwrite: OverwriteChoice = .always

  @Flag(help: "Remove what is in the target and not in the snapshot, where the filters let it in.")
  var delete = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp("Refuse to begin when it may cost more than this many dollars.", valueName: "dollars"))
  var maxCost: Double?

  @Flag(help: "Restore setuid, setgid and sticky bits.")
  var specialBits = false

  @Flag(help: "Leave files to whoever restores them, also for root.")
  var noOwner = false

  @OptionGroup(title: "Filters") var filters: RestoreFilters
  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Repository") var reading: ReadingOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot restore", options: output)
    let context = reporter.context
    var options = RestoreOptions()
    options.overwrite = overwrite.policy
    options.isDryRun = dryRun
    options.deletes = delete
    options.restoresOwner = context.userID == 0 && !noOwner
    options.restoresSpecialBits = specialBits
    options.filters = try filters.compiled(context)
    let session = try await RepositorySession(repository, connection, context)
    let begin = context.elapsed()
    let view = RestoreReporter(reporter, isDryRun: dryRun)
    let destination = try destination(options, context)
    let cost = try RestoreCost(repository, session, target: Location(argument: target), connection, context)
    let tally = try await session.reading(reading, reporter) { list in
      let chosen = try await session.choose(snapshot, selection, list)
      if let maxCost, !dryRun {
        let planned = try await destination.planned.restore(chosen.place, from: session.repository, SilentRestore())
        try refuse(cost.dollars(planned), over: maxCost)
      }
      return try await reporter.showingProgress(of: { view.progress }) {
        try await destination.restore(chosen.place, from: session.repository, view)
      }
    }
    if tally.selected == 0, tally.damaged == 0 {
      throw CommandError(.notFound, "the selection matches nothing in the snapshot", next: "check path and filters")
    }
    let status = ExitStatus(damaged: tally.damaged, failed: tally.failed)
    try reporter.finish(
      tally, command: "snapshot restore", status, isDryRun: dryRun, requests: session.requestCount,
      cost: dryRun ? cost.dollars(tally) : cost.source?.dollars(session.endpoints?.usage ?? RequestUsage(), in: nil),
      elapsed: context.elapsed() - begin)
    if status != .done { throw CommandExit(status) }
  }

  private func refuse(_ cost: Double?, over limit: Double) throws {
    guard let cost else { throw CommandError.noPrices("--max-cost") }
    guard cost > limit else { return }
    throw CommandError(
      .refused, "the restore may cost ~\(humanDollars(cost)), more than --max-cost; nothing was done",
      next: "raise --max-cost, or restore a part of it")
  }

  private func destination(_ options: RestoreOptions, _ context: CommandContext) throws -> RestoreDestination {
    switch try Location(argument: target) {
    case .local(let path): .folder(path, options)
    case .bucket(let place): .bucket(try Endpoints(connection, context).store(place), place.folderPrefix, options)
    case .standardStream:
      throw CommandError.usage("a restore needs a folder", next: "write a stream with 'cairn snapshot dump'")
    }
  }
}

/// Where a restore goes.
enum RestoreDestination: Sendable {
  case folder([UInt8], RestoreOptions)
  case bucket(any MultipartStore, [UInt8], RestoreOptions)

  /// The same, without doing anything.
  var planned: RestoreDestination {
    switch self {
    case .folder(let path, var options):
      options.isDryRun = true
      return .folder(path, options)
    case .bucket(let store, let prefix, var options):
      options.isDryRun = true
      return .bucket(store, prefix, options)
    }
  }

  func restore(
    _ place: SnapshotPlace, from source: any SnapshotReader, _ observer: any RestoreObserver
  ) async throws -> RestoreTally {
    switch self {
    case .folder(let path, let options):
      // A dry run makes no folder: what is not there is compared with an empty one.
      if options.isDryRun, try !Self.exists(path) {
        return try await RestorePreview(source, options, observer: observer).run(place)
      }
      let root = try FolderRoot(opening: path, creating: !options.isDryRun)
      return try await FolderRestore(source, into: root, options, observer: observer).run(place)
    case .bucket(let store, let prefix, let options):
      return try await BucketRestore(
        source, into: store, prefix: prefix, options, observer: observer, fields: { $0.objectFields }
      ).run(place)
    }
  }

  private static func exists(_ path: [UInt8]) throws -> Bool {
    do throws(LocalError) {
      _ = try FolderRoot(opening: path)
      return true
    } catch {
      if error.code == .notFound { return false }
      throw error
    }
  }
}

/// The values of `--overwrite`.
enum OverwriteChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case always
  case ifChanged = "if-changed"
  case ifNewer = "if-newer"
  case never

  var policy: OverwritePolicy {
    switch self {
    case .always: .always
    case .ifChanged: .ifChanged
    case .ifNewer: .ifNewer
    case .never: .never
    }
  }
}
