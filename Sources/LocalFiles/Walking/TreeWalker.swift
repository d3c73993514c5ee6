internal import CLinux
internal import StorageModel

/// A ``TreeScan`` on a thread of its own that reads ahead of its consumer, by a bounded number of batches.
///
/// The thread ends when the tree does, when the walker is released, or when the consumer's task is cancelled.
package final class TreeWalker: Sendable {
  private let queue: WalkQueue

  /// Begins to walk. Throws only when no thread can be had.
  package init(
    _ root: FolderRoot, options: WalkOptions = WalkOptions(), prune: @escaping Prune = { _, _ in false }
  ) throws(LocalError) {
    queue = WalkQueue(capacity: max(1, options.queuedBatches))
    let job = WalkJob(scan: TreeScan(root, options: options, prune: prune), queue: queue)
    let context = Unmanaged.passRetained(job)
    let result = cairn_start_thread(runWalk, context.toOpaque(), "walk")
    if result < 0 { context.release() }
    _ = try checked(result, "start a thread for", root.path)
  }

  deinit { queue.cancel() }

  /// The next batch in order, nil at the end. Throws a ``LocalError`` when the root cannot be read, and
  /// CancellationError when the task was cancelled. One caller at a time.
  package func nextBatch() async throws -> WalkBatch? { try await queue.next() }
}

/// What the thread works on; used by that thread alone once it runs.
private final class WalkJob {
  var scan: TreeScan
  let queue: WalkQueue

  init(scan: TreeScan, queue: WalkQueue) {
    self.scan = scan
    self.queue = queue
  }
}

/// The body of the thread: a named function of the file, since a closure would carry an actor's isolation with it.
private func runWalk(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  let job = Unmanaged<WalkJob>.fromOpaque(context).takeRetainedValue()
  do throws(LocalError) {
    try job.scan.run { job.queue.put($0) }
    job.queue.finish(nil)
  } catch {
    job.queue.finish(error)
  }
}
