import Mirroring
import Planning
import StorageModel
import Synchronization
import Transfers

/// What something costs, in dollars.
struct RunCost: Sendable, Equatable {
  /// Once: requests, and bytes that are read.
  var dollars: Double
  /// Each month from then on, where more lies there than before; less than nothing where less does.
  var monthlyDollars: Double
}

/// Adds up what the steps of a run cost, by the requests that each of them takes.
final class CostTally: MirrorObserver {
  private struct Sums {
    let layout: PlanLayout
    /// By the storage class that is written.
    var plans: [String?: PlanSummary] = [:]
    /// Read from each storage class.
    var retrieved: [String: Int64] = [:]
    /// What gives way in a target bucket.
    var freedBytes: Int64 = 0
  }

  private let sums: Mutex<Sums>
  private let storageClass: String?
  private let hasTargetBucket: Bool

  init(_ options: MirrorOptions) {
    var layout = PlanLayout()
    layout.smallPartBytes = options.partSizeBytes ?? MultipartLayout.smallPartBytes
    layout.smallBelowBytes = options.partSizeBytes == nil ? MultipartLayout.smallFileLimitBytes : .max
    layout.multipartFromBytes = MultipartLayout.defaultPartBytes
    layout.partSizeBytes = MultipartLayout.defaultPartBytes
    sums = Mutex(Sums(layout: layout))
    storageClass = options.objects.storageClass
    hasTargetBucket = options.rules.direction != .bucketToLocal
  }

  func handle(_ event: MirrorEvent) {
    switch event {
    case .planned(let step, let item): add(step, item)
    case .finished(let step): add(step, Self.item(step))
    default: break
    }
  }

  private func add(_ step: MirrorStep, _ item: PlanItem) {
    sums.withLock { sums in
      let written = step.writtenClass ?? storageClass
      sums.plans[written, default: PlanSummary(layout: sums.layout)].add(item)
      if let storageClass = step.storageClass, [.download, .relay, .copy].contains(step.action) {
        sums.retrieved[storageClass, default: 0] &+= step.sizeBytes
      }
      if hasTargetBucket { sums.freedBytes &+= step.freedBytes }
    }
  }

  /// What the steps so far cost by themselves, and `listings` beside them. The target is taken for a bucket without
  /// versions, in which what gives way is gone.
  func cost(_ prices: Prices, listings: Int64) -> RunCost {
    let sums = sums.withLock { $0 }
    var micros = prices.listing(listings).rounded() + prices.retrieval(sums.retrieved)
    var added = 0.0
    for (written, plan) in sums.plans {
      micros += Double(plan.costMicros(prices.requests(in: written)))
      added += prices.storage(plan.bytesSent &+ plan.bytesCopied, in: written)
    }
    return RunCost(dollars: micros / 1_000_000, monthlyDollars: added - prices.storage(sums.freedBytes))
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
