import FolderFixtures
import LocalFiles
import ObjectStores
import StorageModel
import Synchronization
import Testing
import Transfers

/// Speeds by the time of day, on a clock of the test's own.
@Suite struct BandwidthTests {
  @Test func readsTimetables() throws {
    let simple = try #require(BandwidthTimetable("512K"))
    #expect(simple.bytesPerSecond(atMinute: 0) == 512 << 10)
    let table = try #require(BandwidthTimetable("08:00,512K 12:30,10M 23:00,off"))
    #expect(table.bytesPerSecond(atMinute: 0) == nil)
    #expect(table.bytesPerSecond(atMinute: 7 * 60 + 59) == nil)
    #expect(table.bytesPerSecond(atMinute: 8 * 60) == 512 << 10)
    #expect(table.bytesPerSecond(atMinute: 12 * 60 + 29) == 512 << 10)
    #expect(table.bytesPerSecond(atMinute: 12 * 60 + 30) == 10 << 20)
    #expect(table.bytesPerSecond(atMinute: 23 * 60) == nil)
    #expect(BandwidthTimetable("1.5M")?.bytesPerSecond(atMinute: 5) == 1_572_864)
    #expect(BandwidthTimetable("100B")?.bytesPerSecond(atMinute: 5) == 100)
    #expect(BandwidthTimetable("100")?.bytesPerSecond(atMinute: 5) == 102_400)
    #expect(BandwidthTimetable("off")?.bytesPerSecond(atMinute: 5) == .some(nil))
  }

  @Test(arguments: [
    "", " ", "x", "-5M", "1e3", "0", "08:00", "08:00,", "24:00,1M", "08:60,1M", "8:0:0,1M", "08:00,1M 08:00,2M",
    "1M 2M", "1M 08:00,2M", "08:00,1M,2M", "nan", "infK", "99999999T",
  ])
  func refusesOtherText(text: String) {
    #expect(BandwidthTimetable(text) == nil)
  }

  @Test func holdsTheMeanRate() async throws {
    let clock = FakeClock()
    let limiter = BandwidthLimiter(BandwidthTimetable(bytesPerSecond: 1000), clock: clock.clock)
    for _ in 0..<100 { try await limiter.take(500) }
    // 50,000 bytes, less the burst and the last piece, which is a debt.
    #expect((48...50).contains(clock.now.components.seconds))
  }

  @Test func changesWithTheTimeOfDay() async throws {
    let clock = FakeClock()
    let table = try #require(BandwidthTimetable("00:00,1B 00:10,off"))
    let limiter = BandwidthLimiter(table, clock: clock.clock)
    try await limiter.take(10)
    try await limiter.take(1)
    #expect(clock.now >= .seconds(9))
    #expect(limiter.isLimiting)
    clock.advance(.seconds(600))
    #expect(!limiter.isLimiting)
    let before = clock.now
    try await limiter.take(1 << 40)
    try await limiter.take(1 << 40)
    #expect(clock.now == before)
  }

  @Test func slowsUploadsAndDownloadsDown() async throws {
    let folder = try RootedFolder()
    let bytes = content(3 << 20)
    let path = try folder.write(PathBytes("file"), bytes)
    let store = try memoryStore()
    let clock = FakeClock()
    let limiter = BandwidthLimiter(BandwidthTimetable(bytesPerSecond: 1 << 20), clock: clock.clock)
    let shared = resources(bandwidth: limiter)
    let log = CallLog { call, number in
      call.operation == .uploadPart && number == 2
        ? StoreError(.unreachable, operation: "UploadPart", message: "gone") : nil
    }
    let uploader = FileUploader(store: log.wrap(store), root: folder.root, resources: shared)
    let key = ObjectKey("key")
    _ = try await uploader.upload(
      UploadRequest(path: path, key: key, preferredPartSizeBytes: 1 << 20))
    #expect(try await store.body(key) == bytes)
    #expect(clock.now >= .seconds(2))
    let before = clock.now
    let downloader = FileDownloader(store: store, root: folder.root, resources: shared)
    _ = try await downloader.download(
      DownloadRequest(
        key: key, sizeBytes: Int64(bytes.count), path: PathBytes("copy"), placement: { _ in .file(FileMetadata()) }))
    #expect(try folder.read(PathBytes("copy")) == bytes)
    #expect(clock.now >= before + .seconds(2))
  }
}

/// Time that passes only when somebody sleeps.
private final class FakeClock: Sendable {
  private let time = Mutex<Duration>(.zero)

  var now: Duration { time.withLock { $0 } }

  func advance(_ duration: Duration) { time.withLock { $0 += duration } }

  var clock: BandwidthLimiter.Clock {
    BandwidthLimiter.Clock(
      now: { self.now }, minuteOfDay: { Int(self.now.components.seconds / 60) % 1440 },
      sleep: { self.advance($0) })
  }
}
