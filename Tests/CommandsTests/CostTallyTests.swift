import Mirroring
import Planning
import StorageModel
import Testing

@testable import Commands

@Suite struct CostTallyTests {
  private static func options(_ direction: SyncDirection, _ storageClass: String? = nil) -> MirrorOptions {
    var options = MirrorOptions(rules: ChangeRules(direction: direction))
    options.objects.storageClass = storageClass
    return options
  }

  private static func step(
    _ action: MirrorAction, _ bytes: Int64, from storageClass: String? = nil, frees: Int64 = 0
  ) -> MirrorStep {
    var step = MirrorStep(action: action, path: PathBytes("p"), sizeBytes: bytes, reason: "new")
    step.storageClass = storageClass
    step.freedBytes = frees
    return step
  }

  private static let prices: Prices = {
    var prices = Prices(
      requests: PriceTable(perThousandWrites: 5_000_000, perThousandReads: 1_000_000, perGibibyteReceived: 500_000),
      perGibibyteMonth: 100_000)
    prices.classes["COLD"] = Prices.StorageClass(
      perThousandWrites: 50_000_000, perGibibyteMonth: 10_000, perGibibyteRetrieved: 2_000_000)
    return prices
  }()

  @Test func uploadsCostTheirPartsAndTheirPlace() {
    let tally = CostTally(Self.options(.localToBucket))
    // 300 MiB go in 19 parts of 16 MiB: 21 requests; 100 MiB in 13 of 8 MiB: 15; one small one: 1.
    for size in [300, 100, 1] as [Int64] { tally.handle(.finished(Self.step(.upload, size << 20, frees: 1 << 20))) }
    let cost = tally.cost(Self.prices, listings: 3)
    #expect(cost.dollars == 0.2)
    // 401 MiB more and 3 MiB less, at $0.1 a GiB.
    #expect(abs(cost.monthlyDollars - 398.0 / 1024 / 10) < 1e-9)
  }

  @Test func aColdClassCostsMoreToWriteAndToRead() {
    let up = CostTally(Self.options(.localToBucket, "COLD"))
    up.handle(.finished(Self.step(.upload, 1)))
    #expect(up.cost(Self.prices, listings: 1).dollars == 0.055)
    let down = CostTally(Self.options(.bucketToLocal))
    down.handle(.finished(Self.step(.download, 1 << 30, from: "COLD", frees: 5)))
    // 64 ranges, a GiB received and retrieved; nothing is freed that costs.
    let cost = down.cost(Self.prices, listings: 0)
    #expect(cost.dollars == 2.564)
    #expect(cost.monthlyDollars == 0)
  }

  @Test func aStepMayWriteAnotherClassThanTheRun() {
    let tally = CostTally(Self.options(.bucketToBucket))
    var cold = Self.step(.copy, 1 << 30)
    cold.writtenClass = "COLD"
    tally.handle(.finished(cold))
    tally.handle(.finished(Self.step(.copy, 1 << 30)))
    let cost = tally.cost(Self.prices, listings: 0)
    // One write in each class; a GiB at $0.01 and one at $0.1.
    #expect(cost.dollars == 0.055)
    #expect(abs(cost.monthlyDollars - 0.11) < 1e-9)
  }

  @Test func deletesAreFreeAndSave() {
    let tally = CostTally(Self.options(.localToBucket))
    tally.handle(.finished(Self.step(.delete, 0, frees: 1 << 30)))
    #expect(tally.cost(Self.prices, listings: 0) == RunCost(dollars: 0, monthlyDollars: -0.1))
  }
}
