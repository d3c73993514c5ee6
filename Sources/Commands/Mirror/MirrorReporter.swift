import Mirroring
import StorageModel
import Synchronization

/// Shows a run: counts for the live block, a line or record for each item, errors as they come.
final class MirrorReporter: MirrorObserver {
  private struct State {
    var snapshot = ProgressSnapshot()
    var current: [PathBytes] = []
    var unreadable = 0
    var specialFiles = 0
    /// The first of them.
    var specialNames: [PathBytes] = []
  }

  /// So many special files are named; a tree of devices must not flood the terminal.
  private static let namedSpecialFiles = 10

  private let reporter: Reporter
  private let state = Mutex(State())
  private let requests: @Sendable () -> Int64
  private let concurrency: @Sendable () -> Int
  private let planFile: PlanFileOutput?
  private let isVerifying: Bool
  private let folderOrderFound: @Sendable (String) -> Void

  /// `folderOrderFound` gets the identity of an endpoint that turned out to list folder by folder.
  init(
    _ reporter: Reporter, planFile: PlanFileOutput?, isVerifying: Bool, requests: @escaping @Sendable () -> Int64,
    concurrency: @escaping @Sendable () -> Int, folderOrderFound: @escaping @Sendable (String) -> Void
  ) {
    self.folderOrderFound = folderOrderFound
    self.reporter = reporter
    self.planFile = planFile
    self.isVerifying = isVerifying
    self.requests = requests
    self.concurrency = concurrency
  }

  var snapshot: ProgressSnapshot {
    var snapshot = state.withLock { state in
      var snapshot = state.snapshot
      snapshot.current = state.current.prefix(4).map { ObjectKey(bytes: $0.bytes) }
      return snapshot
    }
    snapshot.phase = "mirroring"
    snapshot.requests = requests()
    snapshot.concurrency = concurrency()
    return snapshot
  }

  /// One sentence that names the special files that were left out; nil when there were none.
  var specialFiles: String? {
    let (count, names) = state.withLock { ($0.specialFiles, $0.specialNames) }
    guard count > 0 else { return nil }
    let what = count == 1 ? "1 socket, fifo or device was" : "\(count) sockets, fifos or devices were"
    let rest = count > names.count ? " and \(count - names.count) more" : ""
    return "\(what) left out: " + names.map(\.description).joined(separator: ", ") + rest
  }

  func handle(_ event: MirrorEvent) {
    switch event {
    case .planned(let step, let item):
      planFile?.add(item)
      show(planned: step)
    case .started(let step): state.withLock { $0.current.append(step.path) }
    case .progress(let bytes): state.withLock { $0.snapshot.bytesDone += bytes }
    case .finished(let step):
      finish(step.path, isError: false)
      // A reader of standard output that went away is found by the last flush.
      try? reporter.item(step.action.rawValue, step.path.bytes, reason: step.reason, sizeBytes: step.sizeBytes)
    case .failed(let step, let error):
      finish(step.path, isError: true)
      report(step.path, error)
    case .skipped(let path, let skip): show(path, skip)
    case .listsByFolder(let identity): folderOrderFound(identity)
    case .notice(let text): reporter.note("cairn: \(text)")
    }
  }

  private func show(planned step: MirrorStep) {
    if reporter.isJSON {
      // As above.
      try? reporter.item(step.action.rawValue, step.path.bytes, reason: step.reason, sizeBytes: step.sizeBytes)
      return
    }
    let size = step.sizeBytes > 0 ? ", \(humanBytes(step.sizeBytes))" : ""
    if isVerifying {
      // As above.
      try? reporter.result("\(Self.difference(step)): \(step.path)")
      return
    }
    // As above.
    try? reporter.result("would \(step.action.rawValue) \(step.path) (\(step.reason)\(size))")
  }

  private static func difference(_ step: MirrorStep) -> String {
    switch (step.action, step.reason) {
    case (.delete, _): "only at the target"
    case (_, "new"): "missing at the target"
    default: "different"
    }
  }

  private func finish(_ path: PathBytes, isError: Bool) {
    state.withLock { state in
      if let index = state.current.firstIndex(of: path) { state.current.remove(at: index) }
      state.snapshot.filesDone += 1
      if isError { state.snapshot.errors += 1 }
    }
  }

  private func show(_ path: PathBytes, _ skip: MirrorSkip) {
    switch skip {
    case .unreadable(let error): report(path, error)
    case .changed: say(.sourceIncomplete, "\(path): the file changed while it was read", "run it again")
    case .specialFile:
      state.withLock { state in
        state.specialFiles += 1
        if state.specialNames.count < Self.namedSpecialFiles { state.specialNames.append(path) }
      }
    case .unsafeName(let why): say(.refused, "\(path): \(why)", "rename it, or exclude it")
    case .kindDiffers:
      say(.someFailed, "\(path): one side has a folder or link where the other has a file", "remove one of them")
    }
  }

  private func say(_ status: ExitStatus, _ message: String, _ next: String) {
    reporter.error(CommandError(status, message, next: next))
  }

  private func report(_ path: PathBytes, _ error: any Error) {
    reporter.error(CommandError(mirror: error, path: path))
  }
}
