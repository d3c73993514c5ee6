import StorageModel
import Testing

@testable import Planning

@Suite struct PlanSummaryTests {
  @Test func countsBytesRequestsAndCost() {
    var summary = PlanSummary(layout: PlanLayout(multipartFromBytes: 100, partSizeBytes: 50))
    summary.add(PlanItem(.upload, path: PathBytes("a"), sizeBytes: 100))
    summary.add(PlanItem(.upload, path: PathBytes("b"), sizeBytes: 101))
    summary.add(PlanItem(.download, path: PathBytes("c"), sizeBytes: 1 << 30))
    summary.add(PlanItem(.copy, path: PathBytes("d"), sizeBytes: 7))
    for number in 0..<1001 { summary.add(PlanItem(.delete, path: PathBytes("x\(number)"), sizeBytes: 2)) }
    #expect(summary.count(.upload) == 2 && summary.count(.delete) == 1001 && summary.itemCount == 1005)
    #expect(summary.bytesSent == 201 && summary.bytesReceived == 1 << 30 && summary.bytesCopied == 7)
    #expect(summary.bytesDeleted == 2002)
    #expect(summary.requests == RequestCounts(writes: 1 + 5 + 1, reads: 64, deletes: 2))
    let prices = PriceTable(perThousandWrites: 5000, perThousandReads: 400, perGibibyteReceived: 90_000)
    #expect(summary.costMicros(prices, listRequests: 3) == 50 + 25 + 90_000)
    #expect(summary.costMicros(.free) == 0)
  }

  @Test func partsAreThoseOfUploads() {
    var layout = PlanLayout()
    layout.smallPartBytes = 8 << 20
    layout.smallBelowBytes = 256 << 20
    for (mebibytes, writes) in [(1, 1), (8, 1), (9, 4), (255, 34), (256, 18), (300, 21)] as [(Int64, Int64)] {
      var summary = PlanSummary(layout: layout)
      summary.add(PlanItem(.upload, path: PathBytes("a"), sizeBytes: mebibytes << 20))
      #expect(summary.requests.writes == writes, "\(mebibytes) MiB")
    }
  }

  @Test func sumsStopAtTheEnd() {
    var summary = PlanSummary()
    for _ in 0..<3 { summary.add(PlanItem(.streamCopy, path: PathBytes("a"), sizeBytes: .max)) }
    #expect(summary.bytesSent == .max && summary.bytesReceived == .max)
    #expect(
      summary.costMicros(PriceTable(perThousandWrites: .max, perThousandReads: .max, perGibibyteReceived: .max)) == .max
    )
  }
}
