internal import Synchronization

/// Scrubs a store for as long as it is open: a pass, a rest, the next pass. Where a pass got to is kept in the counter
/// `scrubbed`, so that a daemon that is restarted every day comes round all the same.
final class BackgroundScrub: Sendable {
  struct State {
    var passes = 0
    var last: ScrubReport?
  }

  /// Between two passes.
  private static let rest = Duration.seconds(24 * 3600)
  /// After a pass that could not be made.
  private static let patience = Duration.seconds(600)

  private let path: String
  private let database: FileDescriptor
  private let pace: ScrubPace
  private let thread = SystemThread()
  private let state = Mutex(State())
  private let writer: MetadataWriter
  private let onFinding: @Sendable (ScrubFinding) -> Void

  init(
    path: String, database: FileDescriptor, writer: MetadataWriter, bytesPerSecond: Int64,
    elapsed: @escaping @Sendable () -> Duration,
    onFinding: @escaping @Sendable (ScrubFinding) -> Void
  ) {
    self.path = path
    self.database = database
    self.writer = writer
    self.onFinding = onFinding
    pace = ScrubPace(bytesPerSecond: bytesPerSecond, elapsed: elapsed)
  }

  func start(from position: Int64) throws(BlobStorageError) {
    try thread.start { [self] in
      var position = position
      while !pace.isStopped {
        pace.rest(pass(after: position))
        position = 0
      }
    }
  }

  func stop() {
    pace.stop()
    thread.join()
  }

  /// What the last pass found.
  var last: (passes: Int, report: ScrubReport?) { state.withLock { ($0.passes, $0.last) } }

  /// One pass; how long to rest afterwards.
  private func pass(after position: Int64) -> Duration {
    do throws(BlobStorageError) {
      let report = try Scrubber(path: path, database: database, pace: pace).run(after: position) { keep($0) }
      report.findings.forEach(onFinding)
      if report.isComplete {
        keep(0)
        state.withLock { state in
          state.passes += 1
          state.last = report
        }
      }
      return Self.rest
    } catch {
      onFinding(ScrubFinding(kind: .metadata, blob: "", message: error.message))
      return Self.patience
    }
  }

  private func keep(_ position: Int64) {
    // The next pass begins where the last one was kept: losing it costs reading again.
    try? writer.commit { transaction throws(BlobStorageError) in
      let query = try transaction.query("INSERT OR REPLACE INTO counter (name, value) VALUES ('scrubbed', ?)")
      try query.bind(position, at: 1).run()
    }
  }
}
