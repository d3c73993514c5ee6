internal import LocalFiles
internal import Planning
internal import StateDatabase
internal import StorageModel
internal import Transfers

/// Brings one difference after another to its end: compare where needed, tell or carry out, write the row, count.
struct DifferenceWorker: Sendable {
  let resolver: DifferenceResolver
  let executor: ItemExecutor
  let options: MirrorOptions
  let writer: StateWriter?
  let tally: MirrorTally
  let started: Duration
  let elapsed: @Sendable () -> Duration

  /// False once a limit of the run says that nothing new may begin.
  func mayBegin(_ difference: Difference) -> Bool {
    let limits = TransferLimits(
      maximumBytes: options.maximumTransferBytes, maximumDuration: options.maximumDuration)
    let size = difference.source?.sizeBytes ?? 0
    let now = elapsed()
    let begins = tally.begin(size) { startedBytes in
      limits.allows(nextBytes: size, startedBytes: startedBytes, elapsed: now - started)
    }
    if !begins {
      let isTime = limits.maximumDuration.map { now - started >= $0 } ?? false
      tally.reachLimit(isTime ? "--max-duration" : "--max-transfer")
    }
    return begins
  }

  /// Throws only what must end the run: cancellation, and errors that the next item would meet as well.
  func handle(_ difference: Difference) async throws {
    let resolution: Resolution
    do {
      resolution = try await resolver.resolve(difference)
    } catch {
      try report(error, step(difference))
      return
    }
    switch resolution {
    case .unchanged(let row):
      tally.unchanged(1)
      if let row, !options.isDryRun { await keep(.put(row)) }
    case .forgetRow: if !options.isDryRun { await keep(.remove(difference.path)) }
    case .skip(let reason): tally.skipped(difference, reason)
    case .unreadable(let error): tally.skip(difference.path, .unreadable(error))
    case .deletionCandidate: break
    case .item(let item): try await handle(item)
    }
  }

  func handle(_ item: MirrorItem) async throws {
    do {
      if let problem = try nameProblem(item.path) {
        tally.skip(item.path, .unsafeName(problem))
        return
      }
    } catch {
      try report(error, item.step)
      return
    }
    guard !options.isDryRun else {
      tally.planned(item.step, item.planned)
      return
    }
    tally.started(item.step)
    do {
      let done = try await executor.carryOut(item)
      if let row = done.row { await keep(row, unansweredFor: done.unansweredFor) }
      tally.finished(done.step, movedBytes: done.movedBytes)
    } catch {
      try report(error, item.step)
    }
  }

  /// What is true now, and what it takes to undo it.
  private func keep(_ row: StateRecord, unansweredFor: Duration?) async {
    if case .bucket = executor.target, let versionID = row.object?.versionID {
      await keep(.put(row), .made(row.path, MadeVersion(versionID, unansweredFor: unansweredFor)))
    } else {
      await keep(.put(row))
    }
  }

  /// A row that cannot be written costs time in the next run; the transfer itself is done.
  private func keep(_ changes: StateChange...) async {
    guard let writer else { return }
    do { try await writer.apply(changes) } catch { tally.notice("the state database cannot be written: \(error)") }
  }

  private func step(_ difference: Difference) -> MirrorStep {
    MirrorStep(
      action: resolver.transferAction, path: difference.path, sizeBytes: difference.source?.sizeBytes ?? 0,
      reason: "comparison")
  }

  private func report(_ error: any Error, _ step: MirrorStep) throws {
    switch RunError(error) {
    case .cancelled: throw CancellationError()
    case .endsRun: throw error
    case .source(let local):
      tally.skip(step.path, local.code == .changedWhileRead ? .changed : .unreadable(local))
    case .item: tally.failed(step, error)
    }
  }

  private func nameProblem(_ path: PathBytes) throws(LocalError) -> String? {
    switch executor.target {
    case .folder:
      guard path.isSafeBelowRoot else { return "the key cannot be a path below the target" }
      return try executor.names?.refusal(of: path)
    case .bucket(let place):
      return place.prefix.count + path.bytes.count <= ObjectKey.maximumBytes
        ? nil : "the key would be longer than \(ObjectKey.maximumBytes) bytes"
    }
  }
}

/// What an error means for the run.
enum RunError {
  case cancelled
  /// Every other item would fail in the same way.
  case endsRun
  /// The source entry is unreadable or changed.
  case source(LocalError)
  /// This item failed.
  case item

  init(_ error: any Error) {
    switch error {
    case is CancellationError: self = .cancelled
    case TransferError.cancelled: self = .cancelled
    case TransferError.source(let local): self = .source(local)
    case TransferError.destination(let local): self = RunError(destination: local)
    case TransferError.store(let store): self = RunError(store)
    case let store as StoreError: self = RunError(store)
    case let local as LocalError: self = RunError(destination: local)
    default: self = .item
    }
  }

  private init(destination local: LocalError) {
    switch local.code {
    case .noSpace, .readOnly: self = .endsRun
    case .changedWhileRead, .notFound, .permissionDenied: self = .source(local)
    default: self = .item
    }
  }

  private init(_ store: StoreError) {
    switch store.code {
    case .cancelled: self = .cancelled
    case .noSuchBucket, .invalidCredentials, .expiredCredentials, .clockSkew, .unreachable, .tls, .wrongRegion:
      self = .endsRun
    default: self = .item
    }
  }
}
