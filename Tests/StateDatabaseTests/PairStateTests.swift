import Foundation
import StorageModel
import Testing

@testable import StateDatabase

@Suite struct PairStateTests {
  @Test func rowsComeBackInByteOrder() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.child("state"))
    let paths = ["a/x", "a.txt", "a-b", "a", "é", "Z", "a/"].map { PathBytes($0) } + [PathBytes(bytes: [0xff, 0, 1])]
    for (number, path) in paths.enumerated() {
      try await state.writer.put(Sample.record(path, version: UInt64(number)))
    }
    #expect(try state.allRows().isEmpty, "nothing is visible before it is committed")
    try await state.writer.flush()
    let expected = paths.enumerated().map { Sample.record($1, version: UInt64($0)) }.sorted { $0.path < $1.path }
    for batchRows in [1, 3, 100] { #expect(try state.allRows(batchRows: batchRows) == expected) }
    #expect(try state.allRows(after: PathBytes("a.txt")) == expected.filter { $0.path > PathBytes("a.txt") })
    #expect(try state.row(at: PathBytes("é")) == Sample.record("é", version: 4))
    #expect(try state.row(at: PathBytes("e")) == nil)
    try state.close()
    let again = try PairState.open(Sample.pair, folder: folder.child("state"))
    #expect(again.notice == nil)
    #expect(try again.allRows() == expected)
    try again.close()
  }

  @Test func randomChangesEqualAPlainModel() async throws {
    let seed: UInt64 = 21
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    var options = StateOptions()
    options.batchChanges = 37
    var state = try PairState.open(Sample.pair, folder: folder.path, options: options)
    var model: [PathBytes: StateRecord] = [:]
    for step in 0..<3000 {
      let path = PathBytes("d\(generator.next() % 20)/f\(generator.next() % 30)")
      switch generator.next() % 10 {
      case 0..<6:
        let record = Sample.record(path, version: generator.next())
        model[path] = record
        try await state.writer.put(record)
      case 6..<8:
        model[path] = nil
        try await state.writer.remove(path)
      case 8 where step % 50 == 8:
        try await state.writer.flush()
        try state.close()
        state = try PairState.open(Sample.pair, folder: folder.path, options: options)
      default:
        try await state.writer.flush()
        #expect(try state.row(at: path) == model[path], "seed \(seed), step \(step)")
      }
    }
    try await state.writer.flush()
    #expect(try state.allRows() == model.values.sorted { $0.path < $1.path }, "seed \(seed)")
    #expect(!state.isDamaged)
    try state.close()
  }

  @Test func ofSeveralChangesToAPathTheLastCounts() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    try await state.writer.apply([
      .put(Sample.record("a", version: 1)), .put(Sample.record("b", version: 1)), .remove(PathBytes("a")),
      .put(Sample.record("a", version: 2)), .remove(PathBytes("b")),
    ])
    try await state.writer.flush()
    #expect(try state.allRows() == [Sample.record("a", version: 2)])
    try state.close()
  }

  @Test func readingGoesOnWhileRowsAreWritten() async throws {
    let folder = try TemporaryFolder()
    var options = StateOptions()
    options.batchChanges = 10
    let state = try PairState.open(Sample.pair, folder: folder.path, options: options)
    let paths = (0..<1000).map { PathBytes("p" + String(10_000 + $0)) }
    try await state.writer.apply(paths.map { .put(Sample.record($0)) })
    try await state.writer.flush()
    var reader = state.rows(batchRows: 16)
    var seen: [PathBytes] = []
    while true {
      let batch = try reader.nextBatch()
      if batch.isEmpty { break }
      for row in batch {
        #expect(row == Sample.record(row.path), "its own writes are not seen")
        seen.append(row.path)
        try await state.writer.put(Sample.record(row.path, version: 2))
      }
    }
    #expect(seen == paths)
    try await state.writer.flush()
    #expect(try state.allRows(batchRows: 300) == paths.map { Sample.record($0, version: 2) })
    try state.close()
  }

  @Test func renamedFilesAreFoundByInodeAndByDigest() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    func row(_ path: String, inode: UInt64, size: Int64, digest: UInt64) -> StateRecord {
      let stamp = Timestamp(seconds: 1)
      return StateRecord(
        path: PathBytes(path),
        file: FileFingerprint(device: 1, inode: inode, sizeBytes: size, modified: stamp, changed: stamp),
        contentDigest: ContentDigest(words: (digest, 1, 1, 1)))
    }
    let large: Int64 = 1 << 20
    let rows = [
      row("a", inode: .max, size: large, digest: 5), row("b", inode: .max, size: large + 1, digest: 5),
      row("c", inode: 2, size: large, digest: .max), row("medium", inode: 4, size: 64 << 10, digest: 7),
      row("small", inode: 3, size: (64 << 10) - 1, digest: 6),
    ]
    try await state.writer.apply(rows.map { .put($0) })
    try await state.writer.flush()
    #expect(try state.rows(inode: .max, sizeBytes: large) == [rows[0]])
    #expect(try state.rows(digest: ContentDigest(words: (5, 1, 1, 1))) == [rows[0], rows[1]])
    #expect(try state.rows(digest: ContentDigest(words: (5, 1, 1, 2))).isEmpty)
    #expect(try state.rows(digest: ContentDigest(words: (.max, 1, 1, 1))) == [rows[2]])
    #expect(try state.rows(inode: 4, sizeBytes: 64 << 10) == [rows[3]])
    #expect(try state.rows(digest: ContentDigest(words: (7, 1, 1, 1))).isEmpty)
    #expect(try state.rows(inode: 3, sizeBytes: (64 << 10) - 1).isEmpty)
    let moved = row("a", inode: 77, size: large, digest: 78)
    try await state.writer.put(moved)
    try await state.writer.flush()
    #expect(try state.rows(inode: .max, sizeBytes: large).isEmpty)
    #expect(try state.rows(inode: 77, sizeBytes: large) == [moved])
    #expect(try state.rows(digest: ContentDigest(words: (78, 1, 1, 1))) == [moved])
    try state.close()
  }

  @Test func theFolderIsPrivateUnderAnyUmask() async throws {
    let folder = try TemporaryFolder()
    let before = umask(0)
    defer { umask(before) }
    let state = try PairState.open(Sample.pair, folder: folder.child("x/state"))
    try await state.writer.put(Sample.record("a"))
    try await state.writer.flush()
    let manager = FileManager.default
    func mode(_ path: String) throws -> Int {
      try #require(manager.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber).intValue
    }
    #expect(try mode(folder.child("x/state")) == 0o700)
    let names = try manager.contentsOfDirectory(atPath: folder.child("x/state"))
    #expect(names.contains { $0.hasSuffix("-wal") })
    for name in names { #expect(try mode(folder.child("x/state/" + name)) == 0o600, "\(name)") }
    try state.close()
  }

  @Test func aSecondHandleIsRefusedAtOnce() throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    let error = #expect(throws: StateError.self) { try PairState.open(Sample.pair, folder: folder.path) }
    #expect(error?.code == .locked)
    #expect(error?.isRetryable == true)
    let other = try PairState.open(PairIdentity(source: [1], target: [2]), folder: folder.path)
    try other.close()
    try state.close()
    let again = try PairState.open(Sample.pair, folder: folder.path)
    try again.close()
    try again.close()
    let closed = #expect(throws: StateError.self) { try again.row(at: PathBytes("a")) }
    #expect(closed?.code == .closed)
  }

  @Test func theRootIsRemembered() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    #expect(try state.rootIdentity() == nil)
    let root = RootIdentity(device: .max, inode: 2, fileSystem: [1, 2, 3])
    try await state.setRootIdentity(root)
    #expect(try state.rootIdentity() == root)
    #expect(root.isSame(as: RootIdentity(device: 7, inode: 2, fileSystem: [1, 2, 3])))
    #expect(!root.isSame(as: RootIdentity(device: .max, inode: 3, fileSystem: [1, 2, 3])))
    #expect(!root.isSame(as: RootIdentity(device: .max, inode: 2, fileSystem: [1, 2, 4])))
    #expect(root.isSame(as: RootIdentity(device: .max, inode: 2)))
    #expect(!root.isSame(as: RootIdentity(device: 7, inode: 2)))
    try state.close()
  }

  @Test func rowsCanBeForgottenAndSpaceGivenBack() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    try await state.writer.apply((0..<5000).map { .put(Sample.record("row\($0)")) })
    _ = try await state.runs.begin(command: "sync", at: Timestamp(seconds: 1))
    try await state.writer.flush()
    let before = try state.summary()
    #expect(before.rowCount == 5000 && before.runCount == 1 && before.openUploadCount == 0)
    try await state.setRootIdentity(RootIdentity(device: 1, inode: 2))
    try await state.removeAllRows()
    #expect(try state.rootIdentity() == nil, "the next run takes the root as it is")
    try await state.vacuum()
    let after = try state.summary()
    #expect(after.rowCount == 0 && after.runCount == 1)
    #expect(after.sizeBytes * 4 < before.sizeBytes)
    try state.close()
  }

  @Test func theFolderTellsWhatIsInIt() async throws {
    let folder = try TemporaryFolder()
    #expect(try StateFolder.contents(of: folder.child("none")).isEmpty)
    let open = try PairState.open(Sample.pair, folder: folder.path)
    let other = PairIdentity(source: [0xff], target: Array("/x".utf8))
    let closed = try PairState.open(other, folder: folder.path)
    try await closed.writer.put(Sample.record("a"))
    try await closed.writer.flush()
    try closed.close()
    try Data("rubbish".utf8).write(to: URL(fileURLWithPath: folder.child("z.sqlite")))
    let contents = try StateFolder.contents(of: folder.path)
    #expect(contents.contains(.inUse(path: open.path)))
    #expect(
      contents.contains {
        if case .pair(let found) = $0 { found.identity == other && found.rowCount == 1 } else { false }
      })
    #expect(contents.contains { if case .unreadable(let path, _) = $0 { path.hasSuffix("z.sqlite") } else { false } })
    #expect(contents.count == 3)
    try open.close()
  }
}
