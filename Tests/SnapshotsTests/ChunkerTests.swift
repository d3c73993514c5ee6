import Digests
import FolderFixtures
import JSON
import Snapshots
import Testing

@Suite struct ChunkerTests {
  private static let polynomial = Polynomial(bits: 0x3d_a335_8b4d_c173)

  @Test func zerosAreCutAtTheMinimum() throws {
    let chunker = try #require(Chunker(Self.polynomial))
    let zeros = [UInt8](repeating: 0, count: 3 * Chunker.minimumBytes + 5)
    let lengths = zeros.withUnsafeBytes { chunker.lengths(of: $0) }
    #expect(lengths == [Chunker.minimumBytes, Chunker.minimumBytes, Chunker.minimumBytes, 5])
  }

  @Test func bytesThatComeInPiecesAreCutAlike() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let chunker = try #require(Chunker(Self.polynomial))
    let content = generator.bytes(6 << 20)
    let lengths = content.withUnsafeBytes { chunker.lengths(of: $0) }
    #expect(lengths.reduce(0, +) == content.count)
    var found: [Int] = []
    var start = 0
    var (filled, scanned) = (0, 0)
    while start < content.count {
      filled = min(content.count, filled + Int.random(in: 1...400_000, using: &generator))
      while let end = content[start..<filled].withUnsafeBytes({ chunker.end(in: $0, scanned: scanned) }) {
        found.append(end)
        start += end
        scanned = 0
      }
      scanned = filled - start
      if filled == content.count, start < filled {
        found.append(filled - start)
        start = filled
      }
    }
    #expect(found == lengths, "seed \(seed)")
  }

  @Test func theLongestChunkIsEightMebibytes() throws {
    // A period of 64 bytes has 64 fingerprints; this one none that cuts.
    let chunker = try #require(Chunker(Self.polynomial))
    let pattern = (0..<64).map { UInt8($0 * 37 & 255) }
    let content = Array([[UInt8]](repeating: pattern, count: (9 << 20) / 64).joined())
    let lengths = content.withUnsafeBytes { chunker.lengths(of: $0) }
    #expect(lengths == [8 << 20, 1 << 20] || lengths.allSatisfy { $0 <= 8 << 20 && $0 >= 512 << 10 })
    #expect(content.prefix((8 << 20) - 1).withUnsafeBytes { chunker.end(in: $0) } == nil)
  }

  @Test func polynomialsAreTested() {
    #expect(Self.polynomial.isIrreducible)
    #expect(Polynomial(bits: 0x3f_4bdb_c2a8_7357).degree == 53)
    // x^2 + 1 = (x + 1)^2; x^2 + x + 1 is irreducible; x^53 has x as a factor.
    #expect(!Polynomial(bits: 5).isIrreducible)
    #expect(Polynomial(bits: 7).isIrreducible)
    #expect(!Polynomial(bits: 1 << 53).isIrreducible)
    // AES's, of degree 8, and a product of two of degree 3 and 2.
    #expect(Polynomial(bits: 0x11b).isIrreducible)
    #expect(!Polynomial(bits: 0b11_0001).isIrreducible)
    #expect(Chunker(Polynomial(bits: 1 << 53 | 1)) == nil)
    #expect(Chunker(Polynomial(bits: 0x11b)) == nil)
  }

  @Test func randomPolynomialsAreIrreducibleAndDiffer() throws {
    var generator = SeededGenerator(seed: 3)
    let made = try (0..<10).map { _ in try #require(Polynomial.random(using: &generator)) }
    #expect(made.allSatisfy { $0.degree == 53 && $0.isIrreducible })
    #expect(Set(made).count == 10)
  }

  /// Any other cut would still be a repository, and would store everything twice.
  @Test(.needsRestic) func resticCutsTheSameWay() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let restic = ResticProgram(folder)
    try restic.run(["init"])
    let content = generator.bytes(24 << 20) + [UInt8](repeating: 0, count: 3 << 20) + generator.bytes(1000)
    let source = try folder.folder("source")
    try writeFile(Array("\(source)/file".utf8), content)
    try restic.run(["backup", "file"], in: source)
    let config = try #require(JSONReader.read(try restic.run(["cat", "config"])))
    let bits = try #require(config["chunker_polynomial"]?.string.flatMap { UInt64($0, radix: 16) })
    let nodes = try restic.rootNodes()
    let chunker = try #require(Chunker(Polynomial(bits: bits)))
    var ids: [StorageID] = []
    content.withUnsafeBytes { content in
      var start = 0
      for length in chunker.lengths(of: content) {
        ids.append(StorageID(of: UnsafeRawBufferPointer(rebasing: content[start..<start + length])))
        start += length
      }
    }
    #expect(nodes.first?.content == ids, "seed \(seed)")
    // 27 MiB, in chunks of 8 MiB at the most.
    #expect(ids.count > 3)
  }
}

extension ResticProgram {
  /// The id of the root tree of the latest snapshot.
  func rootTree() throws -> String {
    let list = try #require(JSONReader.read(try run(["snapshots", "--json", "--latest", "1"])))
    return try #require(list.array?.last?["tree"]?.string)
  }

  /// The nodes of the root tree of the latest snapshot.
  func rootNodes() throws -> [TreeNode] {
    try TreeDecoder.nodes(try run(["cat", "blob", try rootTree()]))
  }
}
