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

  /// A damaged key is in nobody's way whose own key is whole: it is named by a check, and listed without content.
  @Test func ofTwoKeysOneIsDamaged() async throws {
    let folder = try TemporaryFolder()
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let ring = KeyRing(repository.backend)
    let second = try await ring.add(
      repository.key, password: Array("second".utf8), owner: bed.host.keyOwner,
      cost: ScryptParameters(n: 1024, r: 8, p: 1))
    for damaged in [repository.keyID, second] {
      let path = bed.path + "/" + RepositoryFile(.key, damaged).path
      let whole = try readBytes(path)
      var bytes = whole
      bytes[bytes.count / 2] ^= 1
      try writeFile(Array(path.utf8), bytes)
      let other = damaged == second ? TestRepository.password : Array("second".utf8)
      let opened = try await Repository.open(repository.backend, password: other, cacheFolder: nil)
      #expect(try await bed.check(opened, .none).count == 1)
      #expect(try await ring.list().map { $0.file == nil } == ring.list().map { $0.id == damaged })
      try writeFile(Array(path.utf8), whole)
    }
    #expect(try await bed.check(repository, .none) == [])
  }

  /// A key file whose derivation would take 2^40 blocks is refused before anything is allocated.
  @Test(.timeLimit(.minutes(20))) func aKeyFileWithAbsurdCosts() async throws {
    let folder = try TemporaryFolder()
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let path = bed.path + "/" + RepositoryFile(.key, repository.keyID).path
    let text = String(decoding: try readBytes(path), as: UTF8.self)
    for n in ["1099511627776", "9223372036854775808", "-1", "0", "1e40"] {
      let changed = Array(text.replacing("\"N\":1024", with: "\"N\":\(n)").utf8)
      try await repository.backend.remove([RepositoryFile(.key, repository.keyID)])
      let id = StorageID(of: changed)
      try await repository.backend.save(RepositoryFile(.key, id), changed)
      await #expect(throws: RepositoryError.self, "N \(n)") {
        try await Repository.open(repository.backend, password: TestRepository.password, cacheFolder: nil)
      }
      try await repository.backend.remove([RepositoryFile(.key, id)])
    }
  }

  /// A key file is not authenticated before it is used: what would take all memory is refused first.
  @Test(arguments: [(1 << 24, 8, 1), (65536, 1 << 20, 1), (65536, 8, 1 << 20), (3, 8, 1), (0, 8, 1), (-4, 8, 1)])
  func costsAreBounded(n: Int64, r: Int64, p: Int64) {
    #expect(throws: RepositoryError.self) { try ScryptParameters(n: n, r: r, p: p).validate() }
  }
}
