import BlobStorage
import LocalFiles
import Planning
import Provisioning
import S3Server
import Snapshots
import StateDatabase
import StorageModel

extension CommandError {
  /// Whatever a layer below throws, as the error of a command; nil for what is none of theirs.
  init?(anyError error: any Error) {
    switch error {
    case let known as CommandError: self = known
    case let store as StoreError: self.init(store)
    case let local as LocalError: self.init(local)
    case let state as StateError: self.init(state)
    case let planning as PlanningError: self.init(planning)
    case let provisioning as ProvisioningError: self.init(provisioning)
    case let repository as RepositoryError: self.init(repository)
    case let daemon as DaemonError: self.init(daemon)
    case let storage as BlobStorageError: self.init(storage)
    case is CancellationError: self.init(.interrupted, "interrupted", next: "run it again; what was done stays done")
    default: return nil
    }
  }
}
