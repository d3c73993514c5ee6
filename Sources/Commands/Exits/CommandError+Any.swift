import LocalFiles
import StorageModel

extension CommandError {
  /// Whatever a layer below throws, as the error of a command; nil for what is none of theirs.
  init?(anyError error: any Error) {
    switch error {
    case let known as CommandError: self = known
    case let store as StoreError: self.init(store)
    case let local as LocalError: self.init(local)
    case is CancellationError: self.init(.interrupted, "interrupted", next: "run it again; what was done stays done")
    default: return nil
    }
  }
}
