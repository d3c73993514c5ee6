import StorageModel

/// What a command takes from the process that it runs in. Tests bind another one.
struct CommandContext: Sendable {
  var environment: [String: String]
  /// Standard output: results.
  var output: ByteOutput
  /// Standard error: everything else.
  var diagnostics: ByteOutput
  /// The effective user.
  var userID: UInt32
  /// The descriptor of standard input.
  var inputDescriptor: Int32
  /// Wall-clock time, for signatures and ages.
  var now: @Sendable () -> Timestamp
  /// Monotonic time since an arbitrary point, for durations.
  var elapsed: @Sendable () -> Duration
  /// Makes the client of an endpoint. Sends nothing.
  var openEndpoint: @Sendable (EndpointSettings, CommandContext) throws -> any EndpointService

  /// Bound once by the program, or by a test.
  @TaskLocal static var current: CommandContext = .process

  /// A non-empty variable of the environment.
  func variable(_ name: String) -> String? {
    guard let value = environment[name], !value.isEmpty else { return nil }
    return value
  }
}
