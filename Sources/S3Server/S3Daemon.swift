/// The S3 daemon: one store, one listener.
package enum S3Daemon {
  /// Recovers the store, accepts connections and serves them until the task is cancelled or, where the configuration
  /// says so, SIGTERM or SIGINT comes. Then it accepts no more, lets requests under way finish, closes the store and
  /// returns.
  ///
  /// Throws ``DaemonError``: before `ready` was called when it cannot start, afterwards when the disk failed.
  package static func run(_ configuration: DaemonConfiguration) async throws {
    let server = try await RunningDaemon.start(configuration)
    try await server.runUntilStopped()
  }
}
