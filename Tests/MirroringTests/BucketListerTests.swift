import ObjectStores
import StorageModel
import Synchronization
import Testing

@testable import Mirroring

@Suite struct BucketListerTests {
  /// A bucket with `count` keys, and a store that pages by 10.
  private func store(_ count: Int) async throws -> (any MultipartStore, [ObjectKey]) {
    var limits = StoreLimits()
    limits.listPage = 10
    let store = MemoryEndpoint().bucket(try #require(BucketName("bucket")), limits: limits)
    var keys: [ObjectKey] = []
    for number in 0..<count {
      let key = ObjectKey("k\(number)")
      _ = try await store.put(key, body: .bytes([]), WriteOptions())
      keys.append(key)
    }
    return (store, keys.sorted())
  }

  private func list(_ lister: BucketLister) async throws -> [ObjectKey] {
    var found: [ObjectKey] = []
    try await lister.forEachPage { found += $0.map(\.key) }
    return found
  }

  @Test(arguments: [0, 1, 9, 10, 11, 95, 100])
  func rangesGiveWhatOneListingGives(count: Int) async throws {
    let (store, keys) = try await store(count)
    for cuts in [[], Array(keys.prefix(1)), stride(from: 9, to: max(9, keys.count), by: 10).map { keys[$0] }, keys] {
      for step in [1, 2, 8] {
        let ranges = ListingRanges(pageEnds: cuts, pagesPerRange: step)
        let found = try await list(BucketLister(store: store, prefix: [], ranges: ranges, parallelRanges: 3))
        #expect(found == keys, "\(count) keys, \(cuts.count) cuts by \(step)")
      }
    }
  }

  @Test func cutsOfAnUnchangedBucketCostNoRequestMore() async throws {
    let (base, keys) = try await store(100)
    let cuts = stride(from: 9, to: 100, by: 10).map { keys[$0] }
    let log = CallLog()
    let lister = BucketLister(
      store: log.wrap(base), prefix: [], ranges: ListingRanges(pageEnds: cuts, pagesPerRange: 2), parallelRanges: 4)
    #expect(try await list(lister) == keys)
    #expect(log.count(.list) == 10)
  }

  @Test func cutsThatNoLongerFitChangeNothing() async throws {
    let (store, keys) = try await store(60)
    let cuts = [ObjectKey("a"), keys[20], ObjectKey("k3zzz"), ObjectKey("zzz")]
    let found = try await list(
      BucketLister(store: store, prefix: [], ranges: ListingRanges(pageEnds: cuts, pagesPerRange: 1)))
    #expect(found == keys)
  }

  @Test func aRangeThatFailsFailsTheListing() async throws {
    let (base, keys) = try await store(100)
    let log = CallLog { call, number in
      number == 5 ? StoreError(.serverError, operation: "ListObjectsV2", message: "on purpose") : nil
    }
    let cuts = stride(from: 9, to: 100, by: 10).map { keys[$0] }
    let lister = BucketLister(
      store: log.wrap(base), prefix: [], ranges: ListingRanges(pageEnds: cuts, pagesPerRange: 2), parallelRanges: 2)
    await #expect(throws: StoreError.self) { _ = try await list(lister) }
  }

  @Test func folderOrderIsWhatAWalkOfDirectoriesGives() {
    let walked = ["a/x", "a/y/z", "a b", "a-b", "a.txt", "ab"]
    let sorted = walked.shuffled().sorted { ListingOrder.folders.compare(Array($0.utf8), Array($1.utf8)) < 0 }
    #expect(sorted == walked)
    #expect(ListingOrder.bytes.compare(Array("a/x".utf8), Array("a-b".utf8)) > 0)
  }
}
