import StorageModel
import Synchronization

/// Counts what `cp` and `mv` have moved, for the progress display.
final class CopyProgress: Sendable {
  private let state = Mutex(ProgressSnapshot())

  var snapshot: ProgressSnapshot { state.withLock { $0 } }

  @Sendable func add(_ bytes: Int64) { state.withLock { $0.bytesDone += bytes } }

  func began(_ source: Location) {
    state.withLock {
      $0.phase = "copying"
      $0.current.append(ObjectKey(source.description))
      $0.concurrency += 1
    }
  }

  func ended(_ source: Location) {
    let name = ObjectKey(source.description)
    state.withLock {
      if let index = $0.current.firstIndex(of: name) { $0.current.remove(at: index) }
      $0.concurrency -= 1
      $0.filesDone += 1
    }
  }
}
