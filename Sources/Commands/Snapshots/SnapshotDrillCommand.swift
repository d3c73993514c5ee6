import ArgumentParser
import JSON
import Snapshots
import StorageModel

/// `cairn snapshot drill`
struct SnapshotDrillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "Restore a sample to a temporary folder and compare it: proves that it works.",
    discussion: """
      Files are chosen by chance, restored as 'restore' does it, read back and compared with the hashes in the \
      snapshot, and with the source where that is unchanged. The result is remembered on this machine. Exits with 13 \
      when something is damaged, and says nothing under --quiet otherwise: made for cron.
      """)

  @Argument(help: ArgumentHelp("An id, the beginning of one, or latest.", valueName: "snapshot"))
  var snapshot = "latest"

  @Option(help: ArgumentHelp("How many files and links to restore at most.", valueName: "n"))
  var files = 100

  @Option(help: ArgumentHelp("How much to restore at most.", valueName: "size"))
  var budget = ByteSize(bytes: 1 << 30)

  @Option(help: ArgumentHelp("Choose the same files as a drill before (default: others each time).", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("Folder to make the temporary one in (default: TMPDIR, /tmp).", valueName: "folder"),
    completion: .directory)
  var scratch: String?

  @Flag(help: "Compare with the snapshot alone, not with the source.")
  var noSource = false

  @Flag(help: "List the drills of this repository that this machine remembers, and do none.")
  var history = false

  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Repository") var reading: ReadingOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if !(1...100_000).contains(files) { throw ValidationError("--files takes 1 to 100000") }
  }

  func run() async throws {
    let reporter = try Reporter(command: "snapshot drill", options: output)
    let context = reporter.context
    let session = try await RepositorySession(repository, connection, context)
    if history { return try showHistory(session, reporter) }
    let begun = (wall: context.now(), elapsed: context.elapsed())
    var random = SystemRandomNumberGenerator()
    // Small enough to be typed again.
    var scope = DrillScope(seed: seed ?? random.next() % 1_000_000_000)
    scope.files = files
    scope.budgetBytes = UInt64(max(0, budget.bytes))
    let view = RestoreReporter(reporter, isDryRun: false)
    let (chosen, result) = try await session.reading(reading, reporter) { [scope] list in
      let chosen = try list.find(snapshot, selection.filter)
      let drill = SnapshotDrill(
        session.repository, chosen, scope, comparesSource: !noSource && chosen.hostname == session.host.hostname,
        observer: view)
      let result = try await reporter.showingProgress(of: { view.progress }) {
        try await run(drill, context)
      }
      return (chosen, result)
    }
    guard result.sampled > 0 || result.damaged > 0 else {
      throw CommandError(.notFound, "the snapshot has no files to restore")
    }
    let status = ExitStatus(damaged: result.damaged, failed: result.failed)
    let record = DrillRecord(
      begun: begun.wall, snapshot: chosen.id.description, seed: scope.seed, result: result, exitCode: status.rawValue)
    remember(record, session, reporter)
    try report(record, status, session, reporter, context.elapsed() - begun.elapsed)
    if status != .done { throw CommandExit(status) }
    try session.throwIfRolledBack()
  }

  /// The folder goes also when the drill fails or is interrupted.
  private func run(_ drill: SnapshotDrill, _ context: CommandContext) async throws -> DrillResult {
    let folder = try ScratchFolder(in: scratch.map { ArgumentBytes.bytes($0) }, prefix: "cairn-drill", context)
    do {
      let result = try await drill.run(into: folder.root)
      try folder.remove()
      return result
    } catch {
      // The first error is the one to report.
      try? folder.remove()
      throw error
    }
  }

  private func remember(_ record: DrillRecord, _ session: RepositorySession, _ reporter: Reporter) {
    do { try session.memory?.update { $0.drills.append(record) } } catch {
      let reason = CommandError(anyError: error)?.message ?? "\(error)"
      reporter.note("the result is not remembered: \(reason)")
    }
  }

  private func report(
    _ drill: DrillRecord, _ status: ExitStatus, _ session: RepositorySession, _ reporter: Reporter, _ elapsed: Duration
  ) throws {
    let result = drill.result
    var record = Record(.summary)
    record.add("command", text: "snapshot drill")
    record.add("status", text: status.word)
    for member in drill.members { record.add(member.name, member.value) }
    record.add("requests", session.requestCount)
    try reporter.record(record)
    let source =
      noSource || result.comparedWithSource + result.withoutSource == 0
      ? "" : ", \(result.comparedWithSource) of them with the source"
    reporter.note(
      "snapshot drill \(status.word): \(result.sampled) of \(result.total) files restored "
        + "(\(humanBytes(Int64(clamping: result.bytes)))), \(result.verified) right\(source), \(result.damaged) damaged"
        + (result.failed > 0 ? ", \(result.failed) failed" : "")
        + "; seed \(drill.seed); \(session.requestCount) requests; \(humanDuration(elapsed))")
    try reporter.context.output.flush()
  }

  private func showHistory(_ session: RepositorySession, _ reporter: Reporter) throws {
    for drill in try session.memory?.read().drills ?? [] {
      var record = Record(.item)
      for member in drill.members { record.add(member.name, member.value) }
      try reporter.record(record)
      let result = drill.result
      try reporter.result(
        "\(iso8601(drill.begun))  \(drill.snapshot.prefix(8))  exit \(drill.exitCode)  \(result.verified) of "
          + "\(result.sampled) right, \(result.damaged) damaged  \(humanBytes(Int64(clamping: result.bytes)))  "
          + "seed \(drill.seed)")
    }
    try reporter.context.output.flush()
  }
}
