package import LocalFiles
package import StorageModel

/// Why a transfer did not happen. Errors of this machine and of the store stay apart by type: one makes a run
/// incomplete, the other makes it fail.
package enum TransferError: Error, Sendable {
  /// The file that was to be read; with `.changedWhileRead` nothing was written to the store.
  case source(LocalError)
  /// The file that was to be written; nothing stands under its name that was not there before.
  case destination(LocalError)
  case store(StoreError)
  /// What arrived is not what the store says it has, twice.
  case damaged(DamagedObject)
  /// The caller's own record keeping failed; the transfer was given up because it could not be recorded.
  case recorder(any Error)
  case cancelled

  /// What did not agree.
  package struct DamagedObject: Sendable, Hashable {
    package var key: ObjectKey
    /// `checksum CRC64NVME`, `ETag`, `length`.
    package var evidence: String
    package var expected: String
    package var found: String
  }
}

extension TransferError {
  /// What an error of a store is to a transfer.
  package init(_ error: StoreError) { self = error.code == .cancelled ? .cancelled : .store(error) }
}

extension TransferError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .source(let error), .destination(let error): error.description
    case .store(let error): error.description
    case .damaged(let damage):
      "\(damage.key): what arrived is damaged: its \(damage.evidence) is \(damage.found), the store says"
        + " \(damage.expected); nothing was written, try again or compare with `verify`"
    case .recorder(let error): "cannot record the transfer: \(error)"
    case .cancelled: "interrupted"
    }
  }
}
