import Transfers

extension TransferOptions {
  /// Bytes of bodies in memory at once.
  private static let bodyBudgetBytes: Int64 = 24 << 20

  /// What the transfers of a command share.
  func resources(_ context: CommandContext) -> TransferResources {
    let adaptive = transfers.map { AdaptiveConcurrency(fixed: $0) } ?? AdaptiveConcurrency()
    let limiter = bwlimit.map { limit in
      BandwidthLimiter(
        limit.timetable,
        clock: BandwidthLimiter.Clock(
          now: context.elapsed, minuteOfDay: { localMinuteOfDay(context.now()) }, sleep: { try await pause(for: $0) }))
    }
    return TransferResources(
      budget: ByteBudget(limitBytes: Self.bodyBudgetBytes),
      gate: ConcurrencyGate(adaptive, now: context.elapsed), bandwidth: limiter)
  }
}
