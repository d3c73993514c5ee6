import ArgumentParser
import LocalFiles
import Mirroring
import StateDatabase
import StorageModel

/// `cairn state`
struct StateGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Look at, rebuild or shrink what earlier runs saw.",
    discussion: "The state database of a pair of trees is a cache: removing it costs time, never data.",
    subcommands: [StateShow.self, StateRebuild.self, StateVacuum.self])
}

/// The pair whose state a command is about.
struct StatePairOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Source, as it was given to sync.", valueName: "source"))
  var source: String

  @Argument(help: ArgumentHelp("Target, as it was given to sync.", valueName: "target"))
  var target: String

  @Option(help: ArgumentHelp("State database of the pair (default: chosen by Cairn).", valueName: "file"))
  var state: String?

  @Option(help: ArgumentHelp("Wait this long for a run of the pair to end.", valueName: "time"))
  var lockWait: TimeSpan?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  /// Calls `body` with the open state of the pair, and closes it. A pair that no run has seen is an error.
  func withState(_ context: CommandContext, _ body: (PairState) async throws -> Void) async throws {
    let endpoints = try Endpoints(connection, context)
    let identity = PairIdentity(
      source: Array(try Self.side(source, endpoints).identity.utf8),
      target: Array(try Self.side(target, endpoints).identity.utf8))
    let path = try state ?? stateFolder(context) + "/" + identity.fileName
    guard SmallFile.exists(ArgumentBytes.bytes(path)) else {
      throw CommandError(
        .notFound, "no run of this pair has left a state", next: "name the trees as sync was given them")
    }
    let opened = try await openState(waiting: lockWait?.duration, context) { () throws(StateError) in
      try PairState.open(identity, file: path)
    }
    do {
      if let notice = opened.notice { throw CommandError(.localStorage, notice.message) }
      try await body(opened)
    } catch {
      // The first error is the one to report.
      try? opened.close()
      throw error
    }
    try opened.close()
  }

  private static func side(_ argument: String, _ endpoints: Endpoints) throws -> MirrorSide {
    switch try Location(argument: argument) {
    case .local(let path): .folder(try FolderRoot(opening: path))
    case .bucket(let location): .bucket(try endpoints.place(location))
    case .standardStream: throw CommandError.usage("a stream has no state")
    }
  }
}

/// Opens a state, and while another run has it tries again for up to `wait`.
func openState(
  waiting wait: Duration?, _ context: CommandContext, _ open: () throws(StateError) -> PairState
) async throws -> PairState {
  let deadline = wait.map { context.elapsed() + $0 }
  while true {
    do { return try open() } catch {
      guard error.code == .locked, let deadline, context.elapsed() < deadline else { throw error }
      try await pause(for: .milliseconds(250))
    }
  }
}
