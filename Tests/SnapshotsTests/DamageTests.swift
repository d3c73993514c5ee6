import FolderFixtures
import Glibc
import StorageModel
import Testing

@testable import Snapshots

/// Any damage to any file is found by a check that reads all data, or already makes the repository refuse to open.
@Suite struct DamageTests {
  enum Fault: String, CaseIterable, Sendable {
    case flip, truncate, zero, delete, empty, swap
  }

  /// Positions for each kind and fault.
  private static let positions = 2

  @Test(arguments: RepositoryFileKind.allCases.filter { $0 != .lock })
  func isFound(kind: RepositoryFileKind) async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    for generation in 1...2 {
      try SampleFiles.make(in: source, seed: UInt64(generation))
      _ = try await bed.snapshot(repository, [source])
    }
    #expect(try await bed.check(repository) == [])
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let backend = try FolderBackend(Array(bed.path.utf8))
    for fault in Fault.allCases {
      for _ in 0..<Self.positions {
        let names = kind == .config ? [StorageID.none] : try await backend.list(kind).map(\.id).sorted()
        let file = RepositoryFile(kind, names[Int(generator.next() % UInt64(names.count))])
        let other = names.count > 1 ? RepositoryFile(kind, names.first { $0 != file.id } ?? file.id) : nil
        guard fault != .swap || other != nil else { continue }
        // A snapshot that is gone leaves no trace in the store.
        guard !(fault == .delete && kind == .snapshot) else { continue }
        // A key more or less is no damage of what another key opens; here it is the only one.
        let saved = try await apply(fault, to: file, other, bed, &generator)
        #expect(try await findsDamage(bed), "\(fault) of \(file.path), seed \(seed)")
        for (path, bytes) in saved { try writeFile(Array(path.utf8), bytes) }
      }
    }
    #expect(try await bed.check(try await bed.open(cache: nil)) == [])
  }

  /// True when opening or checking says so.
  private func findsDamage(_ bed: TestRepository) async throws -> Bool {
    do { return try await !bed.check(try await bed.open(cache: nil)).isEmpty } catch is RepositoryError { return true }
  }

  /// The bytes to put back, by path.
  private func apply(
    _ fault: Fault, to file: RepositoryFile, _ other: RepositoryFile?, _ bed: TestRepository,
    _ generator: inout SeededGenerator
  ) async throws -> [(String, [UInt8])] {
    let path = bed.path + "/" + file.path
    let before = try readBytes(path)
    var bytes = before
    let position = Int(generator.next() % UInt64(before.count))
    switch fault {
    case .flip: bytes[position] ^= 1 << UInt8(generator.next() % 8)
    case .truncate: bytes = Array(bytes[..<position])
    case .zero:
      let end = min(bytes.count, position + 32)
      // Zeros over zeros would be no damage: the first byte becomes another one in any case.
      for index in position..<end { bytes[index] = 0 }
      if bytes == before { bytes[position] = 1 }
    case .empty: bytes = []
    case .delete:
      unlink(path)
      return [(path, before)]
    case .swap:
      guard let other else { return [] }
      let otherPath = bed.path + "/" + other.path
      let content = try readBytes(otherPath)
      try writeFile(Array(path.utf8), content)
      try writeFile(Array(otherPath.utf8), before)
      return [(path, before), (otherPath, content)]
    }
    try writeFile(Array(path.utf8), bytes)
    return [(path, before)]
  }

  /// What is damaged is repaired as far as it can be: afterwards the check is clean again.
  @Test func repair() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 77)
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let made = try await bed.snapshot(repository, [source])
    // The index is lost: it comes back from the headers.
    for file in try await repository.backend.list(.index) {
      try await repository.backend.remove([RepositoryFile(.index, file.id)])
    }
    #expect(try await !bed.check(try await bed.open(cache: nil), .none).isEmpty)
    let outcome = try await IndexRepair(try await bed.open(cache: nil)).run()
    #expect(outcome.added.count == (try await repository.backend.list(.pack)).count)
    #expect(try await bed.check(try await bed.open(cache: nil)) == [])
    // One bit of a pack of data: what is whole in it is saved, the snapshot goes on without the rest.
    let fresh = try await bed.open(cache: nil)
    try await fresh.loadIndex()
    let node = try await largeFile(made.snapshot.tree, fresh)
    let chunk = try #require(node.content?.first)
    let location = try #require(try fresh.index.locations(BlobHandle(.data, chunk)).first)
    let path = bed.path + "/" + RepositoryFile(.pack, location.pack).path
    var bytes = try readBytes(path)
    bytes[Int(location.place.offset) + 20] ^= 1
    try writeFile(Array(path.utf8), bytes)
    let packs = try await PackRepair(try await bed.open(cache: nil)).run([location.pack])
    #expect(packs.lost == [BlobHandle(.data, chunk)])
    let again = try await bed.open(cache: nil)
    try await again.loadIndex()
    let repaired = try #require(try await SnapshotRepair(again).run(made.snapshot, dryRun: false))
    #expect(repaired.losses.count == 1)
    try await again.backend.remove([RepositoryFile(.snapshot, made.snapshot.id)])
    #expect(try await bed.check(try await bed.open(cache: nil)) == [])
  }

  private func largeFile(_ tree: StorageID, _ repository: Repository) async throws -> TreeNode {
    var waiting = [tree]
    while let id = waiting.popLast() {
      for node in try TreeDecoder.nodes(try await repository.loadTree(id)) {
        if let subtree = node.subtree { waiting.append(subtree) }
        if node.name == Array("large".utf8) { return node }
      }
    }
    throw RepositoryError(.notFound, "no large file")
  }
}
