import ArgumentParser
import Glibc
import StorageModel

/// The whole program behind the executable.
package enum CairnProgram {
  /// Parses the arguments of the process, runs the command, and returns the exit status.
  package static func main() async -> Int32 {
    let arguments = processArguments()
    return await SignalEdge.cancelling { await run(arguments) }.rawValue
  }

  /// Runs one command line (without the program's name) in the context that is bound.
  static func run(_ arguments: [String]) async -> ExitStatus {
    let context = CommandContext.current
    var status: ExitStatus
    do {
      try refuseUnknownCommand(arguments)
      let complete = try EnvironmentFlags(context.environment).applied(to: arguments, of: Cairn.self)
      try await runCommand(complete)
      status = .done
    } catch {
      status = report(error, context)
    }
    do { try context.output.flush() } catch { status = .outputClosed }
    return status
  }

  /// Parses and runs a command line whose options from the environment are already in it.
  static func runCommand(_ arguments: [String]) async throws {
    var command = try await Cairn.asyncParseAsRoot(arguments)
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
  }

  /// The parser would call an unknown command an unexpected argument, and name no other.
  private static func refuseUnknownCommand(_ arguments: [String]) throws {
    let (command, depth) = EnvironmentFlags.subcommand(of: Cairn.self, in: arguments)
    let names = command.allSubcommands.map { $0._commandName }
    guard depth < arguments.count, !names.isEmpty, !arguments[depth].hasPrefix("-"), arguments[depth] != "help" else {
      return
    }
    let unknown = arguments[depth]
    let nearest = nearestName(to: unknown, among: names)
    // A group with a usual command takes that one's arguments: 'snapshot pin s3://bucket/prefix'.
    if command.configuration.defaultSubcommand != nil, nearest == nil { return }
    throw CommandError.usage(
      "unknown command '\(escapedForDisplay(ArgumentBytes.bytes(unknown)))'",
      next: nearest.map { "did you mean '\($0)'?" }
        ?? "see '\(command == Cairn.self ? "cairn" : "cairn \(command._commandName)") --help'")
  }

  /// Says what ended the command, in one line, and which status that means.
  private static func report(_ error: any Error, _ context: CommandContext) -> ExitStatus {
    if let output = error as? ByteOutput.WriteError {
      guard output.errno != EPIPE else { return .outputClosed }
      say("standard output: \(errorText(output.errno))", context)
      return ExitStatus(writeErrno: output.errno)
    }
    if let exit = error as? CommandExit { return exit.status }
    if SignalEdge.received != 0, isCancellation(error) {
      say("interrupted; run it again to go on", context)
      return .interrupted
    }
    if let known = CommandError(anyError: error) {
      say(known.line, context)
      return known.status
    }
    if Cairn.exitCode(for: error).isSuccess {
      // Help and version were asked for: they are the result. A reader that went away is found by the last flush.
      try? context.output.writeLine(Cairn.fullMessage(for: error))
      return .done
    }
    say(Cairn.message(for: error), context)
    return .usage
  }

  private static func isCancellation(_ error: any Error) -> Bool {
    error is CancellationError || (error as? StoreError)?.code == .cancelled
  }

  private static func say(_ line: String, _ context: CommandContext) {
    // Standard error may be closed; the exit status remains.
    try? context.diagnostics.writeLine("cairn: \(line)")
  }
}

/// The arguments after the program's name, without a loss; see ``ArgumentBytes``.
private func processArguments() -> [String] {
  (1..<max(1, Int(CommandLine.argc))).compactMap { index in
    guard let argument = CommandLine.unsafeArgv[index] else { return nil }
    let bytes = UnsafeBufferPointer(start: argument, count: strlen(argument)).map { UInt8(bitPattern: $0) }
    return ArgumentBytes.text(bytes)
  }
}
