import LocalFiles
import StateDatabase
import StorageModel
import Transfers

extension CommandError {
  /// What failed for one entry of a mirror. Errors that do not name the entry get its path.
  init(mirror error: any Error, path: PathBytes) {
    switch error {
    case let transfer as TransferError: self.init(transfer, path: path)
    case let local as LocalError:
      self.init(local)
      if status == .denied || status == .notFound { status = .sourceIncomplete }
    default: self = CommandError(anyError: error) ?? CommandError(.someFailed, "\(path): \(error)")
    }
  }

  /// What failed in moving one file.
  init(_ error: TransferError, path: PathBytes) {
    switch error {
    case .source(let local):
      self.init(local)
      status = .sourceIncomplete
    case .destination(let local): self.init(local)
    case .store(let store): self.init(store)
    case .damaged: self.init(.damaged, "\(error)")
    case .recorder(let cause): self = CommandError(anyError: cause) ?? CommandError(.someFailed, "\(path): \(error)")
    case .cancelled: self.init(.interrupted, "\(path): interrupted")
    }
  }
}
