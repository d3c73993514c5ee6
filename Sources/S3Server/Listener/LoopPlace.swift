internal import BlobStorage
internal import NIOCore
internal import S3Protocol

/// What the connections of one event loop share: how they use the store without waiting, and where what they wait for
/// comes back to them.
final class LoopPlace: OutcomeInbox {
  private let loop: any EventLoop
  private let reader: ResidentReader

  init(_ loop: any EventLoop, _ store: BlobStore) throws(BlobStorageError) {
    self.loop = loop
    reader = try store.makeResidentReader()
  }

  /// Runs `body` here and now, if nothing in it has to wait; nil otherwise, and then it is to be run by a thread that
  /// may. To be called on the loop.
  func attempt<Value>(_ body: () throws(S3Error) -> Value) -> Result<Value, S3Error>? {
    var result: Result<Value, S3Error>?
    let isDone = reader.attempt { () -> Void in
      do throws(S3Error) {
        result = .success(try body())
      } catch {
        result = .failure(error)
      }
    }
    return isDone ? result : nil
  }

  func deliver(_ outcomes: [@Sendable () -> Void]) {
    loop.execute {
      for outcome in outcomes { outcome() }
    }
  }
}
