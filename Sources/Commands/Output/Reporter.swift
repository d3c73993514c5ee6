import StorageModel
import Synchronization

/// Where the results, records, errors and progress of one command go.
///
/// Standard output carries results (or, under `--json`, every record); standard error everything else. The live block
/// of a terminal is taken away before anything else is written, so lines never mix.
final class Reporter: Sendable {
  private struct State {
    var block = LiveBlock()
    var errorCount: Int64 = 0
    var log: LogFile?
  }

  let command: String
  let isJSON: Bool
  let isQuiet: Bool
  /// 0, 1 (each item) or 2 (each decision and its reason).
  let verbosity: Int
  let progress: ProgressStyle
  let context: CommandContext
  private let state: Mutex<State>

  /// Opens the log file. Throws a usage error when that fails.
  init(command: String, options: OutputOptions, context: CommandContext = .current) throws {
    self.command = command
    self.context = context
    isJSON = options.json
    isQuiet = options.quiet
    verbosity = options.verbose
    progress = ProgressStyle(options: options, context: context)
    let log = try options.logFile.map { try LogFile(path: ArgumentBytes.bytes($0)) }
    state = Mutex(State(log: log))
  }

  /// How many errors were reported: while it is not 0, the command must not end with status 0.
  var errorCount: Int64 { state.withLock { $0.errorCount } }

  /// A line of the result on standard output; nothing under `--json`.
  func result(_ line: String) throws {
    guard !isJSON else { return }
    takeBlockAway()
    try context.output.writeLine(line)
  }

  /// A record on standard output; nothing without `--json`.
  func record(_ record: Record) throws {
    guard isJSON else { return }
    try context.output.write(record.line + [UInt8(ascii: "\n")])
  }

  /// What became of one item: an item record, or with `-v` a line such as `upload a/b (new)`.
  func item(_ action: String, _ name: [UInt8], reason: String? = nil, sizeBytes: Int64? = nil) throws {
    if isJSON {
      var record = Record(.item)
      record.add("action", text: action)
      record.add("path", bytes: name)
      record.add("bytes", sizeBytes)
      record.add("reason", text: reason)
      try self.record(record)
    } else if verbosity > 0 {
      note("\(action) \(escapedForDisplay(name))" + (reason.map { " (\($0))" } ?? ""))
    }
  }

  /// Reports a failure: a line on standard error, also under `--quiet`, and an error record under `--json`.
  func error(_ error: CommandError) {
    state.withLock { $0.errorCount += 1 }
    say("cairn: \(error.line)")
    guard isJSON else { return }
    // A reader that went away cannot be told of the failure; the exit status and standard error still say it.
    try? record(error.record)
  }

  /// A line on standard error that is neither result nor failure; not under `--quiet`.
  func note(_ line: String) {
    if isQuiet {
      state.withLock { $0.log?.append(line) }
    } else {
      say(line)
    }
  }

  /// The last line of a run: standard error gets the line, standard output the record under `--json`.
  func finish(_ summary: RunSummary) throws {
    takeBlockAway()
    try record(summary.record)
    if !isJSON { note(summary.line) }
    try context.output.flush()
  }

  /// Draws the live block, or writes the progress line or record, whichever this run shows.
  func show(_ snapshot: ProgressSnapshot, bytesPerSecond: Double) {
    if isJSON {
      // Progress is dropped when its reader went away; the next result reports that.
      try? record(snapshot.record(bytesPerSecond: bytesPerSecond))
      try? context.output.flush()
      return
    }
    switch progress {
    case .none: break
    case .lines: say("\(command): " + snapshot.line(bytesPerSecond: bytesPerSecond))
    case .block:
      state.withLock { state in
        let text = state.block.draw(snapshot, bytesPerSecond: bytesPerSecond, columns: terminalColumns(of: 2))
        // A terminal that went away must not end the run.
        try? context.diagnostics.write(Array(text.utf8))
      }
    }
  }

  /// Takes the live block off the terminal.
  func takeBlockAway() {
    state.withLock { state in
      let text = state.block.erase()
      // As above.
      if !text.isEmpty { try? context.diagnostics.write(Array(text.utf8)) }
    }
  }

  private func say(_ line: String) {
    state.withLock { state in
      let text = state.block.erase() + line + "\n"
      // Standard error may be closed; there is nowhere left to say so.
      try? context.diagnostics.write(Array(text.utf8))
      state.log?.append(line)
    }
  }
}
