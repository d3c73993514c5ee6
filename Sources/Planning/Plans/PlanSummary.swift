/// What requests and bytes cost, in millionths of a dollar.
package struct PriceTable: Hashable, Sendable {
  /// PUT, COPY, POST, LIST.
  package var perThousandWrites: Int64
  /// GET, HEAD and everything else.
  package var perThousandReads: Int64
  /// From the endpoint to this machine.
  package var perGibibyteReceived: Int64

  package init(perThousandWrites: Int64, perThousandReads: Int64, perGibibyteReceived: Int64) {
    self.perThousandWrites = perThousandWrites
    self.perThousandReads = perThousandReads
    self.perGibibyteReceived = perGibibyteReceived
  }

  /// Everything costs nothing: one's own server.
  package static let free = PriceTable(perThousandWrites: 0, perThousandReads: 0, perGibibyteReceived: 0)
  /// Amazon S3 Standard, US East, list price without free tiers: $0.005 and $0.0004 per 1,000 requests, $0.09 per GB
  /// out.
  package static let amazonStandard = PriceTable(
    perThousandWrites: 5000, perThousandReads: 400, perGibibyteReceived: 96_636)
}

/// Requests by what they cost.
package struct RequestCounts: Hashable, Sendable {
  package var writes: Int64 = 0
  package var reads: Int64 = 0
  /// DELETE, abort: free on every endpoint known.
  package var deletes: Int64 = 0

  package init(writes: Int64 = 0, reads: Int64 = 0, deletes: Int64 = 0) {
    self.writes = writes
    self.reads = reads
    self.deletes = deletes
  }

  package var total: Int64 { writes &+ reads &+ deletes }
}

/// How large objects are cut, for the estimate.
package struct PlanLayout: Hashable, Sendable {
  package var multipartFromBytes: Int64
  package var partSizeBytes: Int64
  package var copyLimitBytes: Int64
  package var deleteBatch: Int64
  /// Objects below `smallBelowBytes` are cut into these parts; nil for the same parts as all others.
  package var smallPartBytes: Int64?
  package var smallBelowBytes: Int64 = 0
  /// Larger objects are read in ranges of this length.
  package var rangeBytes: Int64 = 16 << 20

  package init(
    multipartFromBytes: Int64 = 16 << 20, partSizeBytes: Int64 = 16 << 20, copyLimitBytes: Int64 = 5 << 30,
    deleteBatch: Int64 = 1000
  ) {
    self.multipartFromBytes = multipartFromBytes
    self.partSizeBytes = max(1, partSizeBytes)
    self.copyLimitBytes = copyLimitBytes
    self.deleteBatch = max(1, deleteBatch)
  }

  /// Parts of an upload.
  func uploadParts(_ sizeBytes: Int64) -> Int64 {
    guard let smallPartBytes, sizeBytes < smallBelowBytes else { return parts(sizeBytes, from: multipartFromBytes) }
    return sizeBytes <= smallPartBytes ? 1 : (sizeBytes - 1) / max(1, smallPartBytes) + 1
  }

  /// Requests of a download.
  func ranges(_ sizeBytes: Int64) -> Int64 {
    sizeBytes <= rangeBytes ? 1 : (sizeBytes - 1) / max(1, rangeBytes) + 1
  }

  /// Parts of a body; 1 for one that is sent whole. At most 10,000.
  func parts(_ sizeBytes: Int64, from threshold: Int64) -> Int64 {
    guard sizeBytes > threshold else { return 1 }
    return min(10_000, (sizeBytes - 1) / partSizeBytes + 1)
  }
}

/// Counts, bytes, requests and cost of a plan. Sums stop at the largest number instead of overflowing.
package struct PlanSummary: Hashable, Sendable {
  package private(set) var counts: [PlanItem.Action: Int64] = [:]
  package var unchanged: Int64 = 0
  package var skipped: Int64 = 0
  /// To the endpoint.
  package private(set) var bytesSent: Int64 = 0
  /// From an endpoint.
  package private(set) var bytesReceived: Int64 = 0
  /// Copied without passing through here.
  package private(set) var bytesCopied: Int64 = 0
  /// Freed in the target.
  package private(set) var bytesDeleted: Int64 = 0
  private var planned = RequestCounts()
  private let layout: PlanLayout

  package init(layout: PlanLayout = PlanLayout()) { self.layout = layout }

  package func count(_ action: PlanItem.Action) -> Int64 { counts[action] ?? 0 }

  /// Number of all items.
  package var itemCount: Int64 { counts.values.reduce(0, saturatingSum) }

  /// Requests of the actions; listings are not among them.
  package var requests: RequestCounts {
    var requests = planned
    let deletes = count(.delete)
    requests.deletes = deletes == 0 ? 0 : (deletes - 1) / layout.deleteBatch + 1
    return requests
  }

  package mutating func add(_ item: PlanItem) {
    counts[item.action] = saturatingSum(count(item.action), 1)
    switch item.action {
    case .upload:
      bytesSent = saturatingSum(bytesSent, item.sizeBytes)
      addWrites(layout.uploadParts(item.sizeBytes))
    case .download:
      bytesReceived = saturatingSum(bytesReceived, item.sizeBytes)
      planned.reads = saturatingSum(planned.reads, layout.ranges(item.sizeBytes))
    case .copy, .renameCopy:
      bytesCopied = saturatingSum(bytesCopied, item.sizeBytes)
      addWrites(layout.parts(item.sizeBytes, from: layout.copyLimitBytes))
    case .streamCopy:
      bytesSent = saturatingSum(bytesSent, item.sizeBytes)
      bytesReceived = saturatingSum(bytesReceived, item.sizeBytes)
      let parts = layout.uploadParts(item.sizeBytes)
      planned.reads = saturatingSum(planned.reads, parts)
      addWrites(parts)
    case .updateMetadata, .makeDirectory: planned.writes = saturatingSum(planned.writes, 1)
    case .delete: bytesDeleted = saturatingSum(bytesDeleted, item.sizeBytes)
    }
  }

  /// In millionths of a dollar, rounded down.
  package func costMicros(_ prices: PriceTable, listRequests: Int64 = 0) -> Int64 {
    let requests = requests
    let writes = portion(saturatingSum(requests.writes, listRequests), prices.perThousandWrites, per: 1000)
    let reads = portion(requests.reads, prices.perThousandReads, per: 1000)
    let received = portion(bytesReceived, prices.perGibibyteReceived, per: 1 << 30)
    return saturatingSum(saturatingSum(writes, reads), received)
  }

  /// A body of several parts takes one request to begin and one to complete.
  private mutating func addWrites(_ parts: Int64) {
    planned.writes = saturatingSum(planned.writes, parts > 1 ? parts + 2 : 1)
  }

  private func portion(_ count: Int64, _ price: Int64, per unit: Int64) -> Int64 {
    let whole = (count / unit).multipliedReportingOverflow(by: price)
    let rest = (count % unit).multipliedReportingOverflow(by: price)
    guard !whole.overflow, !rest.overflow else { return .max }
    return saturatingSum(whole.partialValue, rest.partialValue / unit)
  }
}

/// The sum of two numbers that are not negative, or the largest one.
private func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
  let (sum, overflow) = left.addingReportingOverflow(right)
  return overflow ? .max : sum
}
