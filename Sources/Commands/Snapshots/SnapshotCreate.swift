import ArgumentParser
import Glibc
import JSON
import LocalFiles
import Snapshots
import StorageModel

/// `cairn snapshot create`
struct SnapshotCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Save files and folders as a new snapshot.",
    discussion: """
      Exits with 3 when something could not be read or changed meanwhile; the snapshot with all the rest is there then.
      """, aliases: ["backup"])

  @OptionGroup var sources: CreateSources

  @Option(help: ArgumentHelp("Tags of the snapshot, separated by commas; may be repeated.", valueName: "tags"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("Host name in the snapshot (default: this machine's).", valueName: "name"))
  var host: String?

  @Option(help: ArgumentHelp("Time of the snapshot: '2026-09-01 12:00:00' (default: now).", valueName: "time"))
  var time: String?

  @Option(help: ArgumentHelp("Snapshot that tells what is unchanged (default: the last one).", valueName: "snapshot"))
  var parent: String?

  @Flag(name: [.customShort("f"), .long], help: "Read every file again.")
  var force = false

  @Flag(help: "Keep access times.")
  var withAtime = false

  @Flag(help: "Do not look at ctime to see whether a file changed.")
  var ignoreCtime = false

  @Flag(help: "Do not look at inode and ctime to see whether a file changed.")
  var ignoreInode = false

  @Flag(name: [.customShort("n"), .long], help: "Read and compare everything, and store nothing.")
  var dryRun = false

  @OptionGroup(title: "Storing") var storing: StoringOptions
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot create", options: output)
    let begun = reporter.context.elapsed()
    let options = try createOptions(reporter.context)
    // Left alone, arenas grow with every large chunk among small ones: by 60 MiB in a backup of 2 GiB. Where blocks are
    // large throughout, as in restores, this would cost a tenth in page faults.
    AllocatorLimits.limitFreedMemory(mappedFromBytes: 1 << 20, keptBytes: 1 << 20)
    let session = try await RepositorySession(repository, connection, reporter.context)
    let observer = CreateReport(reporter)
    let creation = SnapshotCreation(session.repository, session.host, options, observer: observer)
    let stdin = sources.stdin ? reporter.context.inputDescriptor : nil
    let name = ArgumentBytes.bytes(sources.stdinFilename)
    let result = try await scanning(options, observer, reporter) {
      try await session.locked {
        try session.look(at: try await SnapshotList(loading: session.repository), .warn, reporter)
        try await session.repository.loadIndex()
        guard let stdin else { return try await creation.run() }
        return try await creation.run(stream: { try readInput(stdin, $0) }, name: name)
      }
    }
    if !dryRun { session.noteMade(result.snapshot) }
    try report(result, reporter, begun: begun, requests: session.requestCount)
    if result.problems > 0 { throw CommandExit(.sourceIncomplete) }
    try session.throwIfRolledBack()
  }

  /// Runs `work` with its progress shown; on a terminal the source is counted beside it, so that it can say how long it
  /// will take. Standard input has no end to be seen.
  private func scanning(
    _ options: CreateOptions, _ observer: CreateReport, _ reporter: Reporter,
    _ work: @escaping @Sendable () async throws -> CreateResult
  ) async throws -> CreateResult {
    try await reporter.showingProgress(of: { observer.progress }) {
      guard case .block = reporter.progress, !options.targets.isEmpty else { return try await work() }
      return try await withThrowingTaskGroup(of: CreateResult?.self) { group in
        group.addTask { try await work() }
        group.addTask {
          observer.expect(await SourceScan(options).run())
          return nil
        }
        defer { group.cancelAll() }
        while let next = try await group.next() { if let next { return next } }
        throw CancellationError()
      }
    }
  }

  private func createOptions(_ context: CommandContext) throws -> CreateOptions {
    var options = CreateOptions()
    try sources.apply(to: &options, context)
    if sources.stdin {
      guard options.targets.isEmpty else { throw CommandError.usage("--stdin takes no paths") }
    } else if options.targets.isEmpty {
      throw CommandError.usage("nothing to save was named", next: "name files or folders, or give --stdin")
    }
    options.workingFolder = try workingFolder()
    options.tags = tag.flatMap { $0.split(separator: ",").map(String.init) }
    options.hostname = host ?? context.variable("RESTIC_HOST")
    if let time { options.time = try SnapshotTime.parse(time, RepositoryHost.process(context)) }
    options.parent = force ? .none : parent.map { .named($0) } ?? .latest
    options.dryRun = dryRun
    options.keepsAccessTimes = withAtime
    options.ignoresChangeTime = ignoreCtime
    options.ignoresInode = ignoreInode
    options.writer = try storing.writerOptions(context)
    return options
  }

  private func report(_ result: CreateResult, _ reporter: Reporter, begun: Duration, requests: Int64) throws {
    let (summary, snapshot) = (result.summary, result.snapshot)
    let status: ExitStatus = result.problems > 0 ? .sourceIncomplete : .done
    let elapsed = reporter.context.elapsed() - begun
    var record = Record(.summary)
    record.add("command", text: "snapshot create")
    record.add("status", text: status.word)
    record.add("exit_code", Int64(status.rawValue))
    record.add("dry_run", .bool(dryRun))
    record.add("snapshot_id", text: dryRun ? nil : snapshot.id.description)
    record.add("tree", text: snapshot.tree.description)
    record.add("parent", text: snapshot.parent?.description)
    record.add("files_new", summary.filesNew)
    record.add("files_changed", summary.filesChanged)
    record.add("files_unmodified", summary.filesUnmodified)
    record.add("folders_new", summary.dirsNew)
    record.add("folders_changed", summary.dirsChanged)
    record.add("folders_unmodified", summary.dirsUnmodified)
    record.add("bytes_processed", summary.totalBytesProcessed)
    record.add("bytes_added", summary.dataAdded)
    record.add("bytes_stored", summary.dataAddedPacked)
    record.add("packs", result.counts.packs)
    record.add("problems", result.problems)
    record.add("requests", requests)
    record.add("elapsed_seconds", .number(Double(elapsed.components.seconds)))
    try reporter.record(record)
    try reporter.result(dryRun ? "no snapshot: dry run" : "snapshot \(snapshot.id.short)")
    reporter.note(
      "snapshot create \(status.word): \(summary.filesNew) new, \(summary.filesChanged) changed, "
        + "\(summary.filesUnmodified) unchanged (\(humanBytes(summary.totalBytesProcessed))); "
        + "\(humanBytes(summary.dataAdded)) added, \(humanBytes(summary.dataAddedPacked)) stored; "
        + "\(result.problems) problems; \(requests) requests; \(humanDuration(elapsed))")
  }
}

/// How new data is stored.
struct StoringOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compression of new data: auto, off, fastest or max (default: RESTIC_COMPRESSION, auto).", valueName: "mode"))
  var compression: CompressionMode?

  @Option(
    help: ArgumentHelp("Size at which a pack is full (default: RESTIC_PACK_SIZE in MiB, 16MiB).", valueName: "size"))
  var packSize: ByteSize?

  func validate() throws {
    if let packSize, !(4 << 20...128 << 20).contains(packSize.bytes) {
      throw ValidationError("--pack-size takes 4MiB to 128MiB")
    }
  }

  func writerOptions(_ context: CommandContext) throws -> WriterOptions {
    var options = WriterOptions()
    if let compression {
      options.compression = compression
    } else if let text = context.variable("RESTIC_COMPRESSION") {
      guard let mode = CompressionMode(rawValue: text) else {
        throw CommandError.usage("RESTIC_COMPRESSION is '\(text)'", next: "set it to auto, off, fastest or max")
      }
      options.compression = mode
    }
    if let packSize {
      options.packSizeBytes = Int(packSize.bytes)
    } else if let text = context.variable("RESTIC_PACK_SIZE") {
      guard let size = Int(text), (4...128).contains(size) else {
        throw CommandError.usage("RESTIC_PACK_SIZE is '\(text)'", next: "set it to 4 to 128, in MiB")
      }
      options.packSizeBytes = size << 20
    }
    return options
  }
}

extension CompressionMode: ExpressibleByArgument {}

/// At most `count` bytes of standard input; empty at its end.
private func readInput(_ descriptor: Int32, _ count: Int) throws(LocalError) -> [UInt8] {
  var failure: Int32 = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    while true {
      let got = read(descriptor, buffer.baseAddress, count)
      if got < 0, errno == EINTR { continue }
      if got < 0 { failure = errno }
      filled = max(0, got)
      return
    }
  }
  if failure != 0 { throw LocalError(errno: failure, operation: "read", path: PathBytes("standard input")) }
  return bytes
}

/// Of this process, as the kernel says.
func workingFolder() throws -> [UInt8] {
  var buffer = [CChar](repeating: 0, count: 1 << 16)
  guard getcwd(&buffer, buffer.count) != nil else {
    throw CommandError(.someFailed, "the working folder is gone: \(errorText(errno))")
  }
  return buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
}
