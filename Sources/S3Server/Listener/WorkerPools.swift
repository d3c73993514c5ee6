internal import NIOPosix

/// The threads that may block on the disk.
///
/// Three pools: a write waits for its commit, so many threads wait and share its fsync; a look-up is over in
/// microseconds, and few threads that stay awake serve them with fewer switches than many that are woken in turn.
struct WorkerPools: Sendable {
  /// As many writes wait for one commit at most.
  private static let writerThreads = 48
  /// As many as the store has connections for.
  private static let readerThreads = 4

  let writers = NIOThreadPool(numberOfThreads: writerThreads)
  let readers = NIOThreadPool(numberOfThreads: readerThreads)
  /// The content of answers: a slow disk under it holds up no look-up.
  let bodies = NIOThreadPool(numberOfThreads: readerThreads)

  func start() {
    writers.start()
    readers.start()
    bodies.start()
  }

  func shutdownGracefully() async throws {
    try await writers.shutdownGracefully()
    try await readers.shutdownGracefully()
    try await bodies.shutdownGracefully()
  }
}
