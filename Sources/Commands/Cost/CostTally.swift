import Mirroring
import Planning
import StorageModel
import Synchronization

/// Adds up what the steps of a run cost.
final class CostTally: MirrorObserver {
  private let summary = Mutex(PlanSummary())

  func handle(_ event: MirrorEvent) {
    switch event {
    case .planned(_, let item): summary.withLock { $0.add(item) }
    case .finished(let step): summary.withLock { $0.add(Self.item(step)) }
    default: break
    }
  }

  /// In dollars. `requests` is how many were sent in all: what is no step's was a listing.
  func dollars(_ prices: Prices, requests: Int64, isDryRun: Bool) -> Double {
    let summary = summary.withLock { $0 }
    let listings = isDryRun ? requests : max(0, requests - summary.requests.total)
    return Double(summary.costMicros(prices.requests, listRequests: listings)) / 1_000_000
  }

  private static func item(_ step: MirrorStep) -> PlanItem {
    let action: PlanItem.Action =
      switch step.action {
      case .upload: .upload
      case .download: .download
      case .copy: .copy
      case .relay: .streamCopy
      case .delete: .delete
      case .makeDirectory: .makeDirectory
      case .metadata: .updateMetadata
      }
    return PlanItem(action, path: step.path, sizeBytes: step.sizeBytes)
  }
}

/// Tells two observers.
struct BothObservers: MirrorObserver {
  let first: any MirrorObserver
  let second: any MirrorObserver

  func handle(_ event: MirrorEvent) {
    first.handle(event)
    second.handle(event)
  }
}
