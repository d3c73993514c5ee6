import FolderFixtures
import Synchronization
import Testing

@testable import Snapshots

/// What a writer keeps in memory: packs with a limit on each, and on their number.
@Suite struct OpenPacksTests {
  /// Content of each blob by its id.
  private final class Blobs {
    private(set) var contents: [StorageID: [UInt8]] = [:]
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    func next(bytes: Int) -> PackedBlob {
      let content = generator.bytes(bytes)
      let id = StorageID(of: content)
      contents[id] = content
      return PackedBlob(handle: BlobHandle(.data, id), bytes: content)
    }
  }

  /// How many packs are full and not stored.
  private final class Held: Sendable {
    private let count = Mutex(0)

    @discardableResult
    func change(by difference: Int) -> Int {
      count.withLock { count in
        count += difference
        return count
      }
    }
  }

  private let key: MasterKey

  init() throws { key = try #require(MasterKey.random()) }

  /// The ids in a pack that was sealed; each blob is compared with what went in.
  private func ids(in pack: PackBuilder, _ blobs: Blobs) throws -> [StorageID] {
    try pack.seal(key)
    #expect(pack.id == StorageID(of: pack.bytes))
    for blob in pack.blobs {
      let start = Int(blob.place.offset)
      let sealed = Array(pack.bytes[start..<start + Int(blob.place.length)])
      #expect(key.open(sealed) == blobs.contents[blob.handle.id])
    }
    return pack.blobs.map(\.handle.id)
  }

  @Test func memoryIsThatOfThreePacks() async throws {
    let blobs = Blobs(seed: 7)
    let packs = OpenPacks(.data, open: 2, PackLimits(sizeBytes: 64 << 10, blobs: 1000), seed: 1)
    var stored: [StorageID] = []
    var builders: Set<ObjectIdentifier> = []
    var addresses: Set<UnsafeRawPointer> = []
    func store(_ pack: PackBuilder) throws {
      builders.insert(ObjectIdentifier(pack))
      if let address = pack.bytes.withUnsafeBytes({ $0.baseAddress }) { addresses.insert(address) }
      stored += try ids(in: pack, blobs)
      packs.giveBack(pack)
    }
    for number in 0..<400 {
      try await packs.add(blobs.next(bytes: 100 + number * 40), key) { try store($0) }
    }
    for pack in packs.close() { try store(pack) }
    #expect(stored.count == 400)
    #expect(Set(stored) == Set(blobs.contents.keys))
    #expect(builders.count == 3)
    // Not copied, neither when it is taken out nor when it is used again.
    #expect(addresses.count == 3)
  }

  @Test func whoWouldBeginOneMorePackWaits() async throws {
    let packs = OpenPacks(.data, open: 1, PackLimits(sizeBytes: 1000, blobs: 1000), seed: 1)
    let full = BoundedChannel<PackBuilder>(capacity: 100)
    let held = Held()
    let blobs = Blobs(seed: 3)
    let contents = (0..<20).map { _ in blobs.next(bytes: 1000) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for blob in contents {
          try await packs.add(blob, key) { pack in
            held.change(by: 1)
            try await full.send(pack)
          }
        }
        full.finish()
      }
      while let pack = try await full.receive() {
        #expect(held.change(by: 0) <= 2)
        held.change(by: -1)
        packs.giveBack(pack)
      }
      try await group.waitForAll()
    }
  }

  @Test func packsStayBelowTheirRoom() async throws {
    let limits = PackLimits(sizeBytes: 3 << 20, blobs: 1000)
    let packs = OpenPacks(.data, open: 2, limits, seed: 5)
    let blobs = Blobs(seed: 11)
    var sizes: [Int] = []
    func store(_ pack: PackBuilder) throws {
      let capacity = pack.bytes.capacity
      _ = try ids(in: pack, blobs)
      #expect(pack.blobs.count == 1 || pack.bytes.count <= limits.roomBytes)
      #expect(pack.blobs.count == 1 || pack.bytes.capacity == capacity, "the header made it grow")
      sizes.append(pack.bytes.count)
      packs.giveBack(pack)
    }
    // The last one is larger than any pack.
    for size in [2 << 20, 5 << 19, 2 << 20, 5 << 19, 2 << 20, 2 << 20, 2 << 20, 7 << 20] {
      try await packs.add(blobs.next(bytes: size), key) { try store($0) }
    }
    for pack in packs.close() { try store(pack) }
    #expect(sizes.reduce(0, +) > 22 << 20)
    #expect(sizes.filter { $0 > limits.roomBytes }.count == 1)
  }

  @Test func packsHaveALimitOfBlobs() async throws {
    let packs = OpenPacks(.data, open: 2, PackLimits(sizeBytes: 1 << 20, blobs: 10), seed: 5)
    let blobs = Blobs(seed: 13)
    var counts: [Int] = []
    func store(_ pack: PackBuilder) throws {
      counts.append(try ids(in: pack, blobs).count)
      packs.giveBack(pack)
    }
    for _ in 0..<95 { try await packs.add(blobs.next(bytes: 50), key) { try store($0) } }
    for pack in packs.close() { try store(pack) }
    #expect(counts.reduce(0, +) == 95)
    #expect(counts.max() == 10)
    #expect(counts.filter { $0 < 10 }.count <= 2)
  }

  @Test(arguments: [(100, 1), (700, 2)])
  func whatIsLeftIsOnePackWhereItFits(bytes: Int, expected: Int) async throws {
    let limits = PackLimits(sizeBytes: 1 << 20, blobs: 1000)
    let packs = OpenPacks(.data, open: 2, limits, seed: 9)
    let blobs = Blobs(seed: 17)
    // Evenly enough over both: neither is full, and two of them do not fit into one where there are many.
    for _ in 0..<expected * 900 {
      try await packs.add(blobs.next(bytes: bytes), key) { _ in Issue.record("a pack is full") }
    }
    let rest = packs.close()
    #expect(rest.count == expected)
    #expect(try Set(rest.flatMap { try ids(in: $0, blobs) }) == Set(blobs.contents.keys))
    #expect(packs.close().isEmpty)
  }

  @Test func aRepositoryOfSmallPacksIsWhole() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 5)
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let made = try await bed.snapshot(repository, [source]) { $0.writer.packBlobs = 3 }
    #expect(made.counts.packs >= 6)
    for pack in try repository.index.packs() {
      #expect(try repository.index.blobs(inPack: pack).count <= 3)
    }
    #expect(try await bed.check(repository) == [])
  }

  @Test func indexFilesAreShorterThanByADeeperSearch() async throws {
    let folder = try TemporaryFolder()
    let repository = try await TestRepository(folder).create()
    let blobs = (0..<2000).map { number in
      BlobLocation(
        BlobHandle(.data, .random()), pack: .none,
        place: BlobPlace(offset: UInt32(number * 977), length: 977, uncompressedLength: UInt32(number * 3)))
    }
    let text = IndexFile(packs: [(.random(), blobs)]).encoded()
    let id = try await repository.saveUnpacked(.index, text)
    let size = try #require(try await repository.backend.size(RepositoryFile(.index, id)))
    #expect(size < Int64(Compression.compress(text, .auto).count))
    #expect(try await repository.loadUnpacked(.index, id) == text)
  }
}
