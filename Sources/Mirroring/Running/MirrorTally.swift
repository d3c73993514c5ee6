internal import Planning
internal import StorageModel
internal import Synchronization

/// Counts what a run comes to, and passes it on to the observer. Called from many tasks.
final class MirrorTally: Sendable {
  private struct State {
    var report = MirrorReport()
    /// Source entries whose fate is unknown: their copies are not deleted.
    var protected: [PathBytes] = []
    var startedBytes: Int64 = 0
  }

  private let observer: any MirrorObserver
  private let state = Mutex(State())

  init(observer: any MirrorObserver) { self.observer = observer }

  var report: MirrorReport { state.withLock { $0.report } }
  var limitWasReached: Bool { state.withLock { $0.report.limitReached != nil } }

  func unchanged(_ count: Int) {
    if count > 0 { state.withLock { $0.report.unchanged += count } }
  }

  func started(_ step: MirrorStep) { observer.handle(.started(step)) }

  func finished(_ step: MirrorStep, movedBytes: Int64) {
    count(step, movedBytes)
    observer.handle(.finished(step))
  }

  /// Something that a run would do.
  func planned(_ step: MirrorStep, _ item: PlanItem) {
    count(step, step.sizeBytes)
    observer.handle(.planned(step, item))
  }

  private func count(_ step: MirrorStep, _ bytes: Int64) {
    state.withLock { state in
      state.report.count(step)
      state.report.transferredBytes += bytes
    }
  }

  func failed(_ step: MirrorStep, _ error: any Error) {
    state.withLock { state in
      state.report.failed += 1
      if state.report.firstError == nil { state.report.firstError = error }
      state.protected.append(step.path)
    }
    observer.handle(.failed(step, error))
  }

  /// A source entry that was to be mirrored and cannot be.
  func skip(_ path: PathBytes, _ reason: MirrorSkip) {
    state.withLock { state in
      switch reason {
      case .unreadable, .changed: state.report.unreadable += 1
      case .unsafeName: state.report.unsafeNames += 1
      case .kindDiffers: state.report.failed += 1
      case .specialFile: break
      }
      state.protected.append(path)
    }
    observer.handle(.skipped(path, reason))
  }

  /// A decision of the rules to do nothing.
  func skipped(_ difference: Difference, _ reason: SkipReason) {
    switch reason {
    case .specialFile: skip(difference.path, .specialFile)
    case .kindDiffers: skip(difference.path, .kindDiffers)
    case .extraneous: state.withLock { $0.report.extraneous += 1 }
    case .targetNewer, .notExisting, .existing, .notListed, .directory, .symlink, .outsideLimits: break
    }
  }

  func refuseDeletions(_ reason: String) {
    state.withLock { state in
      if state.report.deletionRefusal == nil { state.report.deletionRefusal = reason }
    }
  }

  func reachLimit(_ limit: String) {
    state.withLock { state in
      if state.report.limitReached == nil { state.report.limitReached = limit }
    }
  }

  func notice(_ text: String) { observer.handle(.notice(text)) }

  /// Adds to the bytes that were begun, unless `allows` says that they would be too many.
  func begin(_ bytes: Int64, _ allows: (_ startedBytes: Int64) -> Bool) -> Bool {
    state.withLock { state in
      guard allows(state.startedBytes) else { return false }
      state.startedBytes += bytes
      return true
    }
  }

  func takeProtected() -> [PathBytes] {
    state.withLock { state in
      defer { state.protected = [] }
      return state.protected
    }
  }
}
