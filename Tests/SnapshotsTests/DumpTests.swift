import FolderFixtures
import Glibc
import LocalFiles
import Snapshots
import StorageModel
import Synchronization
import Testing

/// Archives as the tools of others read them.
@Suite struct DumpTests {
  final class Collector: ByteWriter {
    private let bytes = Mutex<[UInt8]>([])

    var value: [UInt8] { bytes.withLock { $0 } }

    func write(_ bytes: [UInt8]) async throws { self.bytes.withLock { $0 += bytes } }
  }

  private func place(_ bed: RestoreBed) async throws -> (Repository, SnapshotPlace) {
    let repository = try await bed.repository()
    let snapshot = try await SnapshotList(loading: repository).find("latest")
    return (repository, .folder(snapshot.tree, nil))
  }

  private func fill(_ bed: RestoreBed) throws {
    try FileKinds.make(in: bed.source)
    let long = String(repeating: "long-", count: 30)
    try writeFile("\(bed.source)/\(long)/\(long).txt", "long name")
    try writeFile(Array("\(bed.source)/".utf8) + [0xff, 0xfe], Array("no text".utf8), modified: 1_600_000_000)
    try writeFile("\(bed.source)/größe", "umlaut")
    try bed.back()
  }

  @Test(.needsRestic) func tarComesBackWhole() async throws {
    let bed = try RestoreBed()
    try fill(bed)
    let (repository, place) = try await place(bed)
    let collector = Collector()
    try await ArchiveDump(repository, to: collector) { path, error in Issue.record("\(path): \(error)") }
      .run(place, .tar)
    try writeFile(Array("\(bed.folder.path)/dump.tar".utf8), collector.value)
    let target = try bed.folder.folder("target")
    let exit = try bed.restic.outcome(of: [
      "/bin/tar", "--xattrs", "--xattrs-include=*", "-xpf", "\(bed.folder.path)/dump.tar", "-C", target,
    ])
    #expect(exit == 0)
    #expect(try TreeFacts(target).differences(from: TreeFacts(bed.source)) == [])
  }

  @Test(.needsRestic) func zipComesBackWhole() async throws {
    let bed = try RestoreBed()
    try writeFile("\(bed.source)/a/größe", "umlaut")
    try writeFile("\(bed.source)/a/empty", "")
    try writeFile(Array("\(bed.source)/large".utf8), [UInt8](repeating: 7, count: 3 << 20))
    try bed.back()
    let (repository, place) = try await place(bed)
    let collector = Collector()
    try await ArchiveDump(repository, to: collector) { path, error in Issue.record("\(path): \(error)") }
      .run(place, .zip)
    try writeFile(Array("\(bed.folder.path)/dump.zip".utf8), collector.value)
    let target = try bed.folder.folder("target")
    let script =
      "import zipfile,sys;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;z.extractall(sys.argv[2])"
    let exit = try bed.restic.outcome(of: ["/usr/bin/python3", "-c", script, "\(bed.folder.path)/dump.zip", target])
    #expect(exit == 0)
    #expect(try FileTree(target).files == FileTree(bed.source).files)
  }

  @Test(.needsRestic) func differencesAreThoseThatWereMade() async throws {
    let bed = try RestoreBed()
    for name in ["kept/same", "kept/changed", "gone/one", "gone/two", "moded"] {
      try writeFile("\(bed.source)/\(name)", name, modified: 1_600_000_000)
    }
    try bed.back()
    let first = try await SnapshotList(loading: try await bed.repository()).find("latest").tree
    try writeFile("\(bed.source)/kept/changed", "other")
    removeTree(Array("\(bed.source)/gone".utf8))
    symlink("x", bed.source + "/gone")
    chmod(bed.source + "/moded", 0o600)
    try writeFile("\(bed.source)/new/file", "new")
    let folder = Collected()
    let root = try FolderRoot(opening: Array(bed.source.utf8))
    let repository = try await bed.repository()
    try await FolderDifference(repository, root, metadata: false) { folder.add($0) }.run(from: first)
    #expect(folder.lines == ["M kept/changed", "T gone", "+ new/", "+ new/file"].sorted())
    try bed.back()
    let again = try await bed.repository()
    let second = try await SnapshotList(loading: again).find("latest").tree
    let trees = Collected()
    try await TreeDifference(again, metadata: true) { trees.add($0) }.run(from: first, to: second)
    let content = trees.lines.filter { !$0.hasSuffix("/") || !$0.hasPrefix("U") }
    #expect(
      content
        == ["M kept/changed", "T gone", "- gone/one", "- gone/two", "U moded", "+ new/", "+ new/file"].sorted())
    let none = Collected()
    try await TreeDifference(again, metadata: true) { none.add($0) }.run(from: second, to: second)
    #expect(none.lines.isEmpty)
  }

  private final class Collected: Sendable {
    private let changes = Mutex<[String]>([])

    var lines: [String] { changes.withLock { $0.sorted() } }

    func add(_ change: EntryChange) {
      let letters: [EntryChange.Kind: String] = [
        .added: "+", .removed: "-", .modified: "M", .replaced: "T", .metadata: "U",
      ]
      changes.withLock { $0.append("\(letters[change.kind] ?? "?") \(change.path)") }
    }
  }
}
