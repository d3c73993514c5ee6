import ArgumentParser
import Snapshots
import StorageModel
import Synchronization

/// `cairn snapshot check`
struct SnapshotCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look for damage in a repository.",
    discussion: """
      Without options: index, snapshots, trees, and whether every pack is there. Exits with 13 when something is \
      damaged.
      """)

  @Flag(help: "Read and verify all data.")
  var readData = false

  @Option(
    help: ArgumentHelp("Read a part: n/t, a share such as 5%, or a size.", valueName: "part"))
  var readDataSubset: ReadSubset?

  @Option(
    help: ArgumentHelp("Read what was not verified within this time, oldest first.", valueName: "time"))
  var within: TimeSpan?

  @Option(help: ArgumentHelp("Read at most so much, with --within.", valueName: "size"))
  var budget: ByteSize?

  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    let given = [readData, readDataSubset != nil, within != nil].filter(\.self).count
    if given > 1 { throw ValidationError("--read-data, --read-data-subset and --within exclude each other") }
    if budget != nil, within == nil { throw ValidationError("--budget needs --within") }
  }

  private var scope: ReadScope {
    if let within { return .rolling(withinSeconds: within.seconds, budgetBytes: budget?.bytes ?? .max) }
    return readData ? .all : readDataSubset?.scope ?? .none
  }

  func run() async throws {
    let reporter = try Reporter(command: "snapshot check", options: output)
    let begun = reporter.context.elapsed()
    let session = try await RepositorySession(repository, connection, reporter.context)
    let check = RepositoryCheck(session.repository, scope, now: reporter.context.now) { finding in
      let name = finding.file.map { "\($0.path): " } ?? ""
      switch finding.severity {
      case .damage: reporter.error(CommandError(.damaged, name + finding.message))
      case .note: reporter.note("note: " + name + finding.message)
      }
    }
    let state = CheckProgress()
    let result = try await reporter.showingProgress(of: { state.snapshot }) {
      try await session.locked {
        // What was there before is part of the check; damaged ones are reported by it.
        try session.look(at: try await SnapshotList(loading: session.repository), .warn, reporter)
        return try await check.run { state.note($0) }
      }
    }
    let status: ExitStatus = result.damages > 0 ? .damaged : .done
    var record = Record(.summary)
    record.add("command", text: "snapshot check")
    record.add("status", text: status.word)
    record.add("exit_code", Int64(status.rawValue))
    record.add("snapshots", Int64(result.snapshots))
    record.add("packs", Int64(result.packs))
    record.add("packs_read", Int64(result.packsRead))
    record.add("bytes_read", result.bytesRead)
    record.add("damages", Int64(result.damages))
    record.add("notes", Int64(result.notes))
    try reporter.record(record)
    reporter.note(
      "snapshot check \(status.word): \(result.snapshots) snapshots, \(result.packs) packs, "
        + "\(result.packsRead) of them read (\(humanBytes(result.bytesRead))); \(result.damages) damaged; "
        + "\(session.requestCount) requests; \(humanDuration(reporter.context.elapsed() - begun))")
    if status != .done { throw CommandExit(status) }
    try session.throwIfRolledBack()
  }
}

/// How far a check is.
private final class CheckProgress: Sendable {
  private let state = Mutex(ProgressSnapshot())

  var snapshot: ProgressSnapshot { state.withLock { $0 } }

  func note(_ bytes: Int64) {
    state.withLock { state in
      state.phase = "reading"
      state.filesDone += 1
      state.bytesDone = bytes
    }
  }
}

/// The value of `--read-data-subset`.
struct ReadSubset: ExpressibleByArgument, Sendable {
  let scope: ReadScope

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]), (1...256).contains(count),
      (1...count).contains(number)
    {
      scope = .part(number, of: count)
    } else if argument.hasSuffix("%"), let percent = Double(argument.dropLast()), percent > 0, percent <= 100 {
      scope = .percent(percent)
    } else if let size = ByteSize(argument: argument), size.bytes > 0 {
      scope = .bytes(size.bytes)
    } else {
      return nil
    }
  }
}
