package import StorageModel

/// What the client asks of the world outside: variables, files, clocks, chance, sleep and helper programs. Tests give
/// their own; nothing else in this module reads any of it.
package struct ClientEnvironment: Sendable {
  /// The value of an environment variable; nil when it is not set or empty.
  package var variable: @Sendable (String) -> String?
  /// The home folder, for `~/.aws`.
  package var homeDirectory: String?
  /// The whole file; nil when it does not exist. Throws for any other failure and for files over 1 MiB.
  package var readFile: @Sendable (String) throws -> [UInt8]?
  /// Wall clock time.
  package var now: @Sendable () -> Timestamp
  /// Time that only grows, from any origin.
  package var uptime: @Sendable () -> Duration
  package var sleep: @Sendable (Duration) async throws -> Void
  /// Uniformly distributed.
  package var random: @Sendable () -> UInt64
  /// Runs a program (found by PATH) with its arguments and gives its standard output, 1 MiB at most; throws when it
  /// cannot be started, fails, or takes longer than a minute.
  package var runProgram: @Sendable ([String]) async throws -> [UInt8]

  package init(
    variable: @escaping @Sendable (String) -> String?, homeDirectory: String?,
    readFile: @escaping @Sendable (String) throws -> [UInt8]?, now: @escaping @Sendable () -> Timestamp,
    uptime: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
    random: @escaping @Sendable () -> UInt64, runProgram: @escaping @Sendable ([String]) async throws -> [UInt8]
  ) {
    self.variable = variable
    self.homeDirectory = homeDirectory
    self.readFile = readFile
    self.now = now
    self.uptime = uptime
    self.sleep = sleep
    self.random = random
    self.runProgram = runProgram
  }
}

/// A failure of ``ClientEnvironment``, in one sentence.
package struct EnvironmentFailure: Error, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
