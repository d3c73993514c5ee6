import StorageModel

extension Reporter {
  /// Runs `work` and shows meanwhile, at the pace of the display, what `snapshot` returns.
  ///
  /// The block is redrawn five times a second, a record comes every second, a line every minute; what ends sooner
  /// shows none.
  func showingProgress<Result: Sendable>(
    of snapshot: @escaping @Sendable () -> ProgressSnapshot, during work: @Sendable @escaping () async throws -> Result
  ) async throws -> Result {
    guard let interval = tickInterval else { return try await work() }
    defer { takeBlockAway() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        await self.tick(every: interval, snapshot)
        return nil
      }
      defer { group.cancelAll() }
      while let next = try await group.next() {
        if let result = next { return result }
      }
      throw CancellationError()
    }
  }

  private var tickInterval: Duration? {
    if isJSON { return progress == .none ? nil : .seconds(1) }
    switch progress {
    case .none: return nil
    case .lines: return .seconds(60)
    case .block: return .milliseconds(200)
    }
  }

  /// Ends when its task is cancelled. The rate is over the last ten ticks.
  private func tick(every interval: Duration, _ snapshot: @Sendable () -> ProgressSnapshot) async {
    var history: [(time: Duration, bytes: Int64)] = [(context.elapsed(), 0)]
    while true {
      do { try await pause(for: interval) } catch { return }
      let now = snapshot()
      history.append((context.elapsed(), now.bytesDone))
      if history.count > 11 { history.removeFirst() }
      guard let first = history.first, let last = history.last else { continue }
      let parts = (last.time - first.time).components
      let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
      show(now, bytesPerSecond: seconds > 0 ? Double(last.bytes - first.bytes) / seconds : 0)
    }
  }
}
