import FolderFixtures
import LocalFiles
import StorageModel
import Testing

@testable import Snapshots

/// Who has the key can write anything: what cannot be is refused, with bounded memory and without a trap.
@Suite(.timeLimit(.minutes(20))) struct HostilePlaintextTests {
  private static let id = String(repeating: "ab", count: 32)

  private static func blob(_ offset: String, _ length: String, _ raw: String? = nil) -> String {
    let more = raw.map { ",\"uncompressed_length\":\($0)" } ?? ""
    return "{\"packs\":[{\"id\":\"\(id)\",\"blobs\":[{\"id\":\"\(id)\",\"type\":\"data\",\"offset\":\(offset),"
      + "\"length\":\(length)\(more)}]}]}"
  }

  /// Index files that say what no pack can have.
  @Test(arguments: [
    blob("0", "33"), blob("4294967295", "4294967295"), blob("4294967262", "33"), blob("0", "4294967295", "4294967295"),
    blob("0", "0"), blob("-1", "40"), blob("0", "18446744073709551616"), blob("1e9", "40"), blob("0", "40", "-5"),
    "{\"packs\":[{\"id\":\"\(id)\",\"blobs\":[{\"id\":\"\(id)\",\"type\":\"lock\",\"offset\":0,\"length\":40}]}]}",
    "{\"packs\":\(String(repeating: "[", count: 5000))", "{\"supersedes\":null,\"packs\":null}", "[]", "{}", "{",
  ])
  func absurdIndexFiles(text: String) async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try writeFile(source + "/file", "content")
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let made = try await bed.snapshot(repository, [source])
    _ = try await repository.saveUnpacked(.index, Array(text.utf8))
    let opened = try await bed.open(cache: nil)
    // A check names what it finds, or finds it harmless; a reader refuses or gives the right bytes.
    _ = try await bed.check(opened)
    let handle = BlobHandle(.data, try #require(StorageID(Self.id)))
    await #expect(throws: (any Error).self) { try await opened.loadBlob(handle) }
    let reader = try await bed.open(cache: nil)
    do {
      try await reader.loadIndex()
      let place = try await SnapshotPlace.find(
        try SnapshotPath.segments(of: Array("\(source)/file".utf8)), in: made.snapshot.tree, of: reader)
      guard case .entry(let node) = place else { throw RepositoryError(.invalid, "no file") }
      var content: [UInt8] = []
      try await FileContent(reader, node).forEachChunk { content += $0 }
      #expect(content == Array("content".utf8))
    } catch let error as RepositoryError {
      #expect(error.code == .damaged || error.code == .notFound)
    }
  }

  /// Snapshots that say what no snapshot can.
  @Test(arguments: [
    "{}", "[", "{\"time\":\"now\",\"tree\":\"\(id)\"}", "{\"time\":\"2026-01-01T00:00:00Z\",\"tree\":7}",
    "{\"time\":\"9999-99-99T00:00:00Z\",\"tree\":\"\(id)\"}",
    "{\"time\":\"2026-01-01T00:00:00Z\",\"tree\":\"\(id)\",\"paths\":{},\"uid\":-1,\"summary\":{\"backup_start\":4}}",
    "{\"time\":\"2026-01-01T00:00:00Z\",\"tree\":\"\(id)\",\"x\":\(String(repeating: "[", count: 100_000))",
  ])
  func absurdSnapshots(text: String) async throws {
    let folder = try TemporaryFolder()
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    _ = try await repository.saveUnpacked(.snapshot, Array(text.utf8))
    let opened = try await bed.open(cache: nil)
    #expect(try await !bed.check(opened).isEmpty)
    // Nobody knows what it uses: nothing is removed.
    await #expect(throws: RepositoryError.self) { try await Prune(opened).plan() }
  }

  /// A repository of a version to come is refused, not read as well as it goes; fields to come are passed over.
  @Test func whatIsNewer() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try writeFile(source + "/file", "content")
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let made = try await bed.snapshot(repository, [source])
    let text = String(decoding: try await repository.loadUnpacked(.snapshot, made.snapshot.id), as: UTF8.self)
    let later = text.replacing("{\"time\"", with: "{\"to_come\":{\"a\":[1,2,{\"b\":null}]},\"time\"")
    let id = try await repository.saveUnpacked(.snapshot, Array(later.utf8))
    let list = try await SnapshotList(loading: try await bed.open(cache: nil))
    #expect(list.damaged.isEmpty && list.snapshots.contains { $0.id == id && $0.tree == made.snapshot.tree })
    var config = repository.config
    config.version = 3
    try writeFile(Array((bed.path + "/config").utf8), repository.key.seal(config.encoded()))
    await #expect { try await bed.open(cache: nil) } throws: { ($0 as? RepositoryError)?.code == .unsupported }
  }
}
