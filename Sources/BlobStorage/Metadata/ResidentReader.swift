internal import Glibc

/// Lets one thread that must never wait, an event loop's, use the store all the same: as long as nothing of it waits.
///
/// In ``attempt(_:)`` the store answers from what is in memory; whatever would wait for the disk, for another thread or
/// for a commit throws `.wouldWait` in place of doing so, and the attempt as a whole counts for nothing. A look-up of a
/// few microseconds then needs no second thread, whose waking costs more than the look-up, and a slow disk holds up no
/// connection but its own.
package final class ResidentReader: @unchecked Sendable {
  // Owner: the thread that makes attempts with it.
  private let connection: Connection
  private var wouldWait = false

  /// `pages`: where the pages of the database are looked for, in tests somewhere where there are none.
  init(path: String, pages: FileDescriptor) throws(BlobStorageError) {
    connection = try Connection.resident(path: path, pages: pages)
  }

  /// Runs `body` on the calling thread; false when anything in it would have had to wait, even if `body` made light of
  /// that. What it did is to be done again by a thread that may wait, so it must not have changed anything. Not
  /// generic: a call from another module would not be specialised.
  package func attempt(_ body: () -> Void) -> Bool {
    guard Self.current == nil else { return false }
    wouldWait = false
    pthread_setspecific(key, Unmanaged.passUnretained(self).toOpaque())
    defer { pthread_setspecific(key, nil) }
    body()
    return !wouldWait
  }

  /// That of the attempt which the calling thread is in; nil outside of one.
  static var current: ResidentReader? {
    pthread_getspecific(key).map { Unmanaged<ResidentReader>.fromOpaque($0).takeUnretainedValue() }
  }

  /// To be called before anything that waits. Throws `.wouldWait` within an attempt.
  static func checkMayWait() throws(BlobStorageError) {
    guard let current else { return }
    throw current.refusal()
  }

  /// Reads from memory. Throws `.wouldWait`, and what `body` throws.
  func read<Value>(_ body: (Connection) throws(BlobStorageError) -> Value) throws(BlobStorageError) -> Value {
    do throws(BlobStorageError) {
      return try body(connection)
    } catch {
      // A lock that another connection has is an I/O error of SQLite's; so whatever fails here is looked at again.
      if error.code == .wouldWait || error.code == .inputOutput { wouldWait = true }
      throw error
    }
  }

  private func refusal() -> BlobStorageError {
    wouldWait = true
    return BlobStorageError(.wouldWait, "this would have to wait")
  }
}

/// Which attempt a thread is in.
private let key: pthread_key_t = {
  var key = pthread_key_t()
  // Fails when a process has a thousand keys; then no thread is ever in an attempt, and all of them may wait.
  return pthread_key_create(&key, nil) == 0 ? key : pthread_key_t.max
}()
