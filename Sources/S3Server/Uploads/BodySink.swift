internal import S3Protocol

/// What a streamed body goes into, call after call, on threads that may block.
protocol BodySink: AnyObject, Sendable {
  /// Takes the next bytes as they came from the wire.
  func take(_ bytes: UnsafeRawBufferPointer) throws(S3Error)

  /// To be called when the body has ended: compares and makes it durable. What is left is the change that makes it
  /// visible.
  func finish() throws(S3Error) -> PendingAnswer

  /// Forgets what came.
  func abandon()
}
