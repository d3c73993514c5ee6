import FolderFixtures
import Testing

@testable import Snapshots

@Suite struct KeyTests {
  @Test func wrongPasswordAndNoRepository() async throws {
    let folder = try TemporaryFolder()
    let bed = TestRepository(folder)
    _ = try await bed.create()
    let backend = try FolderBackend(Array(bed.path.utf8))
    await #expect { try await Repository.open(backend, password: Array("no".utf8), cacheFolder: nil) } throws: {
      ($0 as? RepositoryError)?.code == .wrongPassword
    }
    let empty = try FolderBackend(Array(folder.folder("empty").utf8))
    await #expect { try await Repository.open(empty, password: TestRepository.password, cacheFolder: nil) } throws: {
      ($0 as? RepositoryError)?.code == .noRepository
    }
    await #expect { try await bed.create() } throws: { ($0 as? RepositoryError)?.code == .exists }
  }

  @Test func addChangeRemove() async throws {
    let folder = try TemporaryFolder()
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let ring = KeyRing(repository.backend)
    let second = try await ring.add(
      repository.key, password: Array("second".utf8), owner: bed.host.keyOwner)
    #expect(try await ring.list().count == 2)
    #expect(try await ring.open(password: Array("second".utf8)).id == second)
    await #expect(throws: RepositoryError.self) { try await ring.remove(repository.keyID, inUse: repository.keyID) }
    try await ring.remove(second, inUse: repository.keyID)
    let changed = try await ring.change(
      repository.key, inUse: repository.keyID, password: Array("new".utf8), owner: bed.host.keyOwner)
    #expect(try await ring.list().map(\.id) == [changed])
  }

  /// A key file is not authenticated before it is used: what would take all memory is refused first.
  @Test(arguments: [(1 << 24, 8, 1), (65536, 1 << 20, 1), (65536, 8, 1 << 20), (3, 8, 1), (0, 8, 1), (-4, 8, 1)])
  func costsAreBounded(n: Int64, r: Int64, p: Int64) {
    #expect(throws: RepositoryError.self) { try ScryptParameters(n: n, r: r, p: p).validate() }
  }
}
