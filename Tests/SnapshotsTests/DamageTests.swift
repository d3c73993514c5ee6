import FolderFixtures
import Glibc
import LocalFiles
import StorageModel
import Testing

@testable import Snapshots

/// Any damage to any file is found by a check that reads all data, or already makes the repository refuse to open.
@Suite struct DamageTests {
  enum Fault: String, CaseIterable, Sendable {
    case flip, truncate, zero, delete, empty, swap
  }

  /// What is damaged, and where in it.
  enum Part: String, CaseIterable, Sendable {
    case config, key, index, snapshot
    /// A pack of data or of trees: its blobs, its header, and the length of that.
    case data, trees, header, headerLength

    var kind: RepositoryFileKind {
      switch self {
      case .config: .config
      case .key: .key
      case .index: .index
      case .snapshot: .snapshot
      case .data, .trees, .header, .headerLength: .pack
      }
    }
  }

  /// For each part and fault; `CAIRN_DAMAGE_POSITIONS` asks for more than a test run has time for.
  private static let positions = getenv("CAIRN_DAMAGE_POSITIONS").flatMap { Int(String(cString: $0)) } ?? 8

  @Test(arguments: Part.allCases) func isFound(part: Part) async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    for generation in 1...2 {
      for number in 0..<4 {
        let content = generator.bytes(Int(generator.next() % 3000))
        try writeFile(Array("\(source)/d\(number % 2)/f\(number)-\(generation)".utf8), content)
      }
      _ = try await bed.snapshot(repository, [source])
    }
    #expect(try await bed.check(repository) == [])
    let files = try FileTree(source).files
    for fault in Fault.allCases {
      for _ in 0..<Self.positions {
        let names = try await candidates(part, repository)
        let file = RepositoryFile(part.kind, names[Int(generator.next() % UInt64(names.count))])
        let other = names.count > 1 ? RepositoryFile(part.kind, names.first { $0 != file.id } ?? file.id) : nil
        guard fault != .swap || other != nil else { continue }
        // A snapshot that is gone leaves no trace in the store: this machine's memory tells.
        guard !(fault == .delete && part == .snapshot) else { continue }
        let saved = try await apply(fault, part, to: file, other, bed, &generator)
        #expect(try await findsDamage(bed), "\(fault) of \(part) \(file.path), seed \(seed)")
        try await restoreTellsTheTruth(bed, source, files, "\(fault) of \(part) \(file.path), seed \(seed)")
        for (path, bytes) in saved { try writeFile(Array(path.utf8), bytes) }
      }
    }
    #expect(try await bed.check(try await bed.open(cache: nil)) == [])
  }

  /// The files of a part, in a fixed order.
  private func candidates(_ part: Part, _ repository: Repository) async throws -> [StorageID] {
    guard part != .config else { return [.none] }
    let all = try await repository.backend.list(part.kind).map(\.id).sorted()
    guard part == .data || part == .trees else { return all }
    try await repository.loadIndex()
    return try all.filter { id in
      try repository.index.blobs(inPack: id).first?.handle.kind == (part == .data ? .data : .tree)
    }
  }

  /// True when opening or checking says so.
  private func findsDamage(_ bed: TestRepository) async throws -> Bool {
    do { return try await !bed.check(try await bed.open(cache: nil)).isEmpty } catch is RepositoryError { return true }
  }

  /// A restore gives back right bytes or says what it could not: never a wrong byte, nothing missing without a word.
  private func restoreTellsTheTruth(
    _ bed: TestRepository, _ source: String, _ files: [[UInt8]: [UInt8]], _ comment: String
  ) async throws {
    let target = bed.folder.path + "/target-\(bed.folder.nextNumber())"
    defer { removeTree(Array(target.utf8)) }
    var isComplete = true
    do {
      let repository = try await bed.open(cache: nil)
      let list = try await SnapshotList(loading: repository)
      guard let latest = list.snapshots.last, list.damaged.isEmpty else { return }
      try await repository.loadIndex()
      let place = try await SnapshotPlace.find(
        try SnapshotPath.segments(of: Array(source.utf8)), in: latest.tree, of: repository)
      let tally = try await FolderRestore(
        repository, into: try FolderRoot(opening: Array(target.utf8), creating: true), RestoreOptions(),
        observer: RestoreLog()
      ).run(place)
      isComplete = tally.damaged == 0 && tally.failed == 0
    } catch is RepositoryError {
      isComplete = false
    }
    let restored = SnapshotTarget.files(target)
    for (path, content) in restored { #expect(files[path] == content, "\(comment): wrong bytes") }
    #expect(!isComplete || restored.count == files.count, "\(comment): files are missing without a word")
  }

  /// The bytes to put back, by path.
  private func apply(
    _ fault: Fault, _ part: Part, to file: RepositoryFile, _ other: RepositoryFile?, _ bed: TestRepository,
    _ generator: inout SeededGenerator
  ) async throws -> [(String, [UInt8])] {
    let path = bed.path + "/" + file.path
    let before = try readBytes(path)
    var bytes = before
    let range = range(part, before)
    let position = range.lowerBound + Int(generator.next() % UInt64(range.count))
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

  /// Where in the file a part lies: a pack ends with its header and, in four bytes, the length of that.
  private func range(_ part: Part, _ bytes: [UInt8]) -> Range<Int> {
    guard part.kind == .pack else { return 0..<bytes.count }
    let length = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = bytes.count - 4 - length
    return switch part {
    case .header: header..<bytes.count - 4
    case .headerLength: bytes.count - 4..<bytes.count
    default: 0..<header
    }
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

/// The files below a folder that may not be there.
enum SnapshotTarget {
  static func files(_ path: String) -> [[UInt8]: [UInt8]] {
    // A restore that ended before it made the folder left none.
    (try? FileTree(path).files) ?? [:]
  }
}
