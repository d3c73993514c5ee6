internal import NIOPosix

/// The threads that may block on the disk.
///
/// Three pools: a large body waits for the fsync of its file, so many threads wait side by side; a look-up is over in
/// microseconds, and few threads that stay awake serve them with fewer switches than many that are woken in turn. What
/// is brief and needs nothing but memory is carried out on the event loops, see ``LoopPlace``; a PUT or DELETE of an
/// object keeps no thread while it waits for its commit.
struct WorkerPools: Sendable {
  private static let writerThreads = 32
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
