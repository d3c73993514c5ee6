import FolderFixtures
import Glibc
import LocalFiles
import Snapshots
import StorageModel
import Testing

/// A damaged repository gives back what is whole, names what is not, and never a wrong byte.
@Suite struct RestoreDamageTests {
  private func file(_ repository: HostileRepository, _ name: String, _ chunks: [[UInt8]]) -> TreeNode {
    var node = TreeNode(name: Array(name.utf8), kind: .file)
    node.content = chunks.map { repository.add(.data, $0) }
    node.sizeBytes = chunks.reduce(0) { $0 + UInt64($1.count) }
    return node
  }

  enum Damage: CaseIterable { case damaged, missing, longer, shorter }

  @Test(arguments: Damage.allCases) func onlyTheDamagedFileIsLost(kind: Damage) async throws {
    let folder = try TemporaryFolder()
    let repository = HostileRepository()
    let chunks: [[UInt8]] = (0..<8).map { [UInt8](repeating: UInt8($0), count: 70_000) }
    let tree = repository.tree([
      file(repository, "bad", [chunks[0], chunks[1], chunks[2]]), file(repository, "good", [chunks[0], chunks[3]]),
      file(repository, "new-bad", [chunks[1]]), file(repository, "other", [chunks[4], chunks[2]]),
    ])
    let handle = BlobHandle(.data, StorageID(of: chunks[1]))
    switch kind {
    case .damaged: repository.damage(handle)
    case .missing: repository.lose(handle)
    case .longer: repository.claim(handle, length: 80_000)
    case .shorter: repository.claim(handle, length: 1)
    }
    try writeFile(folder.path + "/bad", "what was there")
    let log = RestoreLog()
    let root = try FolderRoot(opening: Array(folder.path.utf8))
    let tally = try await FolderRestore(repository, into: root, RestoreOptions(), observer: log)
      .run(.folder(tree, nil))
    #expect(tally.damaged == 2)
    #expect(Set(log.failures.keys) == ["bad", "new-bad"])
    #expect(try readBytes(folder.path + "/bad") == Array("what was there".utf8))
    #expect(try readBytes(folder.path + "/good") == chunks[0] + chunks[3])
    #expect(try readBytes(folder.path + "/other") == chunks[4] + chunks[2])
    // No half file, no temporary one.
    #expect(namesInFolder(Array(folder.path.utf8)) == ["bad", "good", "other"].map { Array($0.utf8) })
  }

  /// Flips and cuts at random places of each kind of file that a real repository has.
  @Test(.needsRestic) func realRepositories() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let bed = try RestoreBed()
    var contents: [String: [UInt8]] = [:]
    for index in 0..<20 {
      let content = generator.bytes(Int.random(in: 1...60_000, using: &generator))
      contents["file-\(index)"] = content
      try writeFile(Array("\(bed.source)/folder-\(index % 3)/file-\(index)".utf8), content)
    }
    try bed.back()
    let packs = filesBelow(bed.restic.repository + "/data")
    var found = 0
    for round in 0..<40 {
      let pack = try #require(packs.randomElement(using: &generator))
      let whole = try readBytes(pack)
      var broken = whole
      let position = Int.random(in: 0..<whole.count, using: &generator)
      if round % 4 == 0 { broken.removeSubrange(position...) } else { broken[position] ^= 1 << UInt8(round % 8) }
      chmod(pack, 0o600)
      try writeFile(Array(pack.utf8), broken)
      let target = bed.folder.path + "/target-\(round)"
      let log = RestoreLog()
      do {
        let tally = try await bed.restore(target, observer: log)
        if tally.damaged > 0 { found += 1 }
        for (path, content) in try FileTree(target).files {
          let name = String(decoding: path, as: UTF8.self).split(separator: "/").last.map(String.init) ?? ""
          #expect(content == contents[name], "seed \(seed)")
        }
        let restored = Int64(try FileTree(target).files.count)
        #expect(restored == 20 || tally.damaged > 0, "seed \(seed)")
      } catch let error as RepositoryError {
        // The root tree itself.
        #expect(error.code == .damaged || error.code == .notFound, "seed \(seed)")
        found += 1
      }
      try writeFile(Array(pack.utf8), whole)
    }
    // The rest met the header of a pack, which a restore does not read.
    #expect(found > 20, "seed \(seed)")
  }

  private func filesBelow(_ folder: String) -> [String] {
    namesInFolder(Array(folder.utf8)).flatMap { name -> [String] in
      let path = folder + "/" + String(decoding: name, as: UTF8.self)
      let inner = filesBelow(path)
      var facts = stat()
      lstat(path, &facts)
      return facts.st_mode & S_IFMT == S_IFDIR ? inner : [path]
    }
  }
}
