/// What one connection may hold and how long it may take. Slow or idle peers cost a descriptor, never a thread.
package struct ConnectionLimits: Sendable {
  package var connections = 2_048
  /// Requests under way of one access key; more are answered with 503 SlowDown.
  package var requestsPerKey = 256
  package var headerBytes = 64 << 10
  package var headerFields = 100
  /// From the first byte of a head (of a connection, from accept) to its last.
  package var headSeconds: Int64 = 10
  /// As the next one, less than 60: whoever does nothing is closed within a minute. The timer can be a second late,
  /// and what a peer's buffers still take counts as progress.
  package var idleSeconds: Int64 = 58
  /// How long a body may make no progress, or an answer not be read.
  package var stallSeconds: Int64 = 55
  /// Average rate of a body, counted from this many seconds on.
  package var bodyGraceSeconds: Int64 = 30
  package var bodyBytesPerSecond: Int64 = 1 << 10
  /// A body up to this size is taken as a whole before any work starts: one job in place of three.
  package var smallBodyBytes = 64 << 10
  /// A body up to this size may be hashed on the event loop: for some 40 us.
  package var bodyHereBytes = 16 << 10
  /// The longest document of who did not sign: enough to delete a thousand keys of usual length.
  package var anonymousDocumentBytes = 1 << 20
  /// Bytes of a body that are handed to a job at once, and how many wait while a job runs.
  package var batchBytes = 256 << 10
  package var pendingBytes = 512 << 10
  /// The next window of an answer is read while no more than this is in the channel: with it, a reader that does not
  /// read holds a MiB.
  package var sendBytes = 512 << 10
  /// What is read and dropped after an answer that came before the end of a body.
  package var discardBytes: Int64 = 64 << 20
  package var discardSeconds: Int64 = 5
  /// A rest of a body up to this size is dropped and the connection goes on.
  package var discardKeepAliveBytes: Int64 = 1 << 20

  package init() {}
}
