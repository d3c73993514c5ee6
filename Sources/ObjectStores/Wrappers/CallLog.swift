package import StorageModel
internal import Synchronization

/// Counts the calls that reach a store, and fails those that a test names.
package final class CallLog: Sendable {
  /// Fails the calls for which it returns an error. `number` counts the calls of the same operation from 1.
  package typealias Fault = @Sendable (_ call: StoreCall, _ number: Int) -> StoreError?

  private let counts = Mutex<[StoreCall.Operation: Int]>([:])
  private let fault: Fault

  package init(fault: @escaping Fault = { _, _ in nil }) { self.fault = fault }

  /// `base`, counted, with the faults of this log.
  package func wrap(_ base: any MultipartStore) -> InterceptedStore {
    InterceptedStore(base) { [self] call throws(StoreError) in
      let number = counts.withLock { counts in
        counts[call.operation, default: 0] += 1
        return counts[call.operation, default: 0]
      }
      if let error = fault(call, number) { throw error }
    }
  }

  /// How many calls of `operation` there were, failed ones included.
  package func count(_ operation: StoreCall.Operation) -> Int { counts.withLock { $0[operation] ?? 0 } }

  /// How many calls there were in all.
  package var total: Int { counts.withLock { $0.values.reduce(0, +) } }
}
