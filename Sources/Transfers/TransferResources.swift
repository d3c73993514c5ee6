/// What all transfers of a process share: the bound on memory, on requests and on speed.
package struct TransferResources: Sendable {
  /// Bytes of bodies in memory.
  package let budget: ByteBudget
  /// Also the width of the queue; put ``GatedStore`` around the store so that each request takes a slot.
  package let gate: ConcurrencyGate
  /// nil for as fast as it goes.
  package let bandwidth: BandwidthLimiter?

  package init(budget: ByteBudget, gate: ConcurrencyGate, bandwidth: BandwidthLimiter? = nil) {
    self.budget = budget
    self.gate = gate
    self.bandwidth = bandwidth
  }
}

/// Told how many more bytes went over the wire; called often, from any thread.
package typealias TransferProgress = @Sendable (_ bytes: Int64) -> Void
