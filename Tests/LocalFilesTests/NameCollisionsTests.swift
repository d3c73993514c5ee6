import FolderFixtures
import LocalFiles
import StorageModel
import Synchronization
import Testing

/// The detection against a folder that is made up: no case-insensitive file system can be mounted everywhere.
@Suite struct NameCollisionsTests {
  /// Paths of a folder that does not tell upper from lower case.
  private final class Insensitive: Sendable {
    let paths: Mutex<[PathBytes]>
    let reads = Mutex(0)

    init(_ paths: [String]) { self.paths = Mutex(paths.map { PathBytes($0) }) }

    private static func fold(_ path: PathBytes) -> String { path.description.lowercased() }

    var folder: NameCollisions.Folder {
      NameCollisions.Folder { path throws(LocalError) in
        self.paths.withLock { $0.contains { Self.fold($0) == Self.fold(path) } }
      } names: { directory throws(LocalError) in
        self.reads.withLock { $0 += 1 }
        return self.paths.withLock { paths in
          paths.filter { $0.parent == directory }.map(\.lastSegment)
        }
      }
    }
  }

  private func isRefused(_ collisions: NameCollisions, _ path: String) throws -> Bool {
    try collisions.refusal(of: PathBytes(path)) != nil
  }

  @Test func twoNewNamesThatDifferInCaseAreNotBothWritten() throws {
    let collisions = NameCollisions(Insensitive([]).folder)
    #expect(try !isRefused(collisions, "README"))
    #expect(try isRefused(collisions, "readme"))
    #expect(try isRefused(collisions, "Readme"))
    #expect(try !isRefused(collisions, "README"), "the same name again is no collision")
    #expect(try !isRefused(collisions, "read"))
    #expect(try collisions.refusal(of: PathBytes("readME"))?.contains("README") == true)
  }

  @Test func foldersCount() throws {
    let collisions = NameCollisions(Insensitive([]).folder)
    #expect(try !isRefused(collisions, "Docs/a"))
    #expect(try !isRefused(collisions, "Docs/b"))
    #expect(try isRefused(collisions, "docs/c"))
    #expect(try isRefused(collisions, "DOCS/"))
    #expect(try !isRefused(collisions, "Docs/"))
    #expect(try isRefused(collisions, "Docs/A"))
  }

  @Test func whatStandsThereIsNotReplacedByAnotherSpelling() throws {
    let folder = Insensitive(["readme", "Sub", "Sub/File", "Sub/other"])
    let collisions = NameCollisions(folder.folder)
    #expect(try isRefused(collisions, "README"))
    #expect(try !isRefused(collisions, "readme"), "an update of what is there")
    #expect(try isRefused(collisions, "sub/new"))
    #expect(try !isRefused(collisions, "Sub/File"))
    #expect(try isRefused(collisions, "Sub/OTHER"))
    #expect(try !isRefused(collisions, "Sub/new"))
    #expect(folder.reads.withLock { $0 } <= 3)
  }

  @Test func lettersOfOtherScriptsAndComposedOnesCount() throws {
    let collisions = NameCollisions(Insensitive([]).folder)
    #expect(try !isRefused(collisions, "ÄRGER"))
    #expect(try isRefused(collisions, "ärger"))
    #expect(try isRefused(collisions, "a\u{308}rger"))
  }

  @Test func anOrdinaryFolderNeedsNone() throws {
    let folder = try RootedFolder()
    #expect(NameCollisions(in: folder.root) == nil)
    #expect(try folder.entries().isEmpty, "the probe is gone")
    try folder.write("README")
    try folder.root.makeDirectories(PathBytes("readme/"))
    let before = try folder.root.status(PathBytes("")).fingerprint
    #expect(NameCollisions(in: folder.root) == nil)
    #expect(try folder.root.status(PathBytes("")).fingerprint == before, "nothing is written where something is")
  }
}
