import FolderFixtures
import Glibc
import LocalFiles
import StorageModel
import Testing

@testable import Snapshots

/// A drill restores a sample, finds it right, and finds whatever is not.
@Suite struct DrillTests {
  private func drill(
    _ repository: any SnapshotReader, _ snapshot: Snapshot, _ folder: TemporaryFolder, log: RestoreLog = RestoreLog(),
    _ change: (inout DrillScope) -> Void = { _ in }
  ) async throws -> DrillResult {
    var scope = DrillScope(seed: 7)
    change(&scope)
    let target = try FolderRoot(opening: Array((folder.path + "/drill-\(folder.nextNumber())").utf8), creating: true)
    return try await SnapshotDrill(repository, snapshot, scope, comparesSource: true, observer: log).run(into: target)
  }

  @Test func everythingIsRightAndTheSourceToo() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 41)
    symlink("nowhere", source + "/link")
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let made = try await bed.snapshot(repository, [source])
    let all = try await drill(repository, made.snapshot, folder)
    #expect(all.total == 16 && all.sampled == 16 && all.verified == 16 && all.damaged == 0)
    // The link has no content to compare.
    #expect(all.comparedWithSource == 15 && all.withoutSource == 0)
    // A file that was touched since is compared with the snapshot alone.
    try writeFile(source + "/d1/f1", "another content")
    let later = try await drill(repository, made.snapshot, folder)
    #expect(later.verified == 16 && later.comparedWithSource == 14 && later.withoutSource == 1)
  }

  @Test func aSeedChoosesTheSameFilesAndAnotherOneOthers() async throws {
    let folder = try TemporaryFolder()
    let hostile = HostileRepository()
    let nodes = (0..<200).map { hostile.file(Array("file-\($0)".utf8), Array("content \($0)".utf8)) }
    let snapshot = Snapshot(time: .zero, tree: hostile.tree(nodes), paths: [], hostname: "h")
    func names(_ seed: UInt64) async throws -> Set<String> {
      let log = RestoreLog()
      let result = try await drill(hostile, snapshot, folder, log: log) {
        $0 = DrillScope(seed: seed)
        $0.files = 10
      }
      #expect(result.total == 200 && result.sampled == 10 && result.verified == 10)
      return Set(log.outcomes.keys)
    }
    let first = try await names(1)
    #expect(first.count == 10)
    #expect(try await names(1) == first)
    #expect(try await names(2) != first)
    let little = try await drill(hostile, snapshot, folder) { $0.budgetBytes = 25 }
    #expect((1...3).contains(little.sampled) && little.bytes <= 25)
  }

  /// A flipped byte in a pack, a chunk that no index has, a folder that cannot be read.
  @Test func damageIsFound() async throws {
    let folder = try TemporaryFolder()
    let hostile = HostileRepository()
    let good = hostile.file(Array("good".utf8), Array("good".utf8))
    let flipped = hostile.file(Array("flipped".utf8), Array("some content".utf8))
    let missing = hostile.file(Array("missing".utf8), Array("no index has it".utf8))
    let lost = hostile.folder(Array("lost".utf8), [hostile.file(Array("x".utf8), Array("x".utf8))])
    hostile.damage(BlobHandle(.data, try #require(flipped.content?.first)))
    hostile.lose(BlobHandle(.data, try #require(missing.content?.first)))
    hostile.lose(BlobHandle(.tree, try #require(lost.subtree)))
    let tree = hostile.tree([flipped, good, lost, missing])
    let log = RestoreLog()
    let snapshot = Snapshot(time: .zero, tree: tree, paths: [], hostname: "h")
    let result = try await drill(hostile, snapshot, folder, log: log)
    #expect(result.sampled == 3 && result.verified == 1 && result.damaged == 3 && result.failed == 0)
    #expect(Set(log.failures.keys) == ["flipped", "missing", "lost/"])
  }

  /// The snapshot has other bytes than a file that, by all that its status says, has not changed since.
  @Test func aSourceThatDiffersThoughUnchangedIsDamage() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try writeFile(source + "/file", "what is there")
    let status = try FolderRoot(opening: Array(source.utf8)).status(PathBytes("file"))
    let hostile = HostileRepository()
    var node = hostile.file(Array("file".utf8), Array("what was kept".utf8))
    node.modified = GoTime(status.modified)
    node.changed = GoTime(status.fingerprint.changed)
    node.inode = status.fingerprint.inode
    var tree = node
    for name in source.split(separator: "/").reversed() { tree = hostile.folder(Array(name.utf8), [tree]) }
    let snapshot = Snapshot(time: .zero, tree: hostile.tree([tree]), paths: [source], hostname: "h")
    let log = RestoreLog()
    let result = try await drill(hostile, snapshot, folder, log: log)
    #expect(result.damaged == 1 && result.verified == 0)
    #expect(log.failures.values.contains { $0.contains("although the source has not changed") })
  }
}
