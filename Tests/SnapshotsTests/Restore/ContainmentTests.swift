import FolderFixtures
import Glibc
import LocalFiles
import Snapshots
import StorageModel
import Synchronization
import Testing

/// Whatever a tree says, nothing outside of the target changes.
@Suite struct ContainmentTests {
  /// Trees in CI size; the bar of a release is 10,000.
  private static let rounds = getenv("CAIRN_HOSTILE_TREES").flatMap { Int(String(cString: $0)) } ?? 300

  private func names(_ generator: inout SeededGenerator) -> [UInt8] {
    let names = [
      "a", "b", "c", "link", "..", ".", "", "/", "../outside", "a/b", "../../etc/passwd", "/etc/passwd", "x\u{0}y",
      "a", "link", "....", "..\u{0}", "a/../../outside/victim", String(repeating: "n", count: 300), "\u{202e}gpj",
    ]
    return Array((names.randomElement(using: &generator) ?? "a").utf8)
  }

  private func nodes(
    _ repository: HostileRepository, depth: Int, outside: String, _ generator: inout SeededGenerator
  ) -> [TreeNode] {
    (0..<Int.random(in: 0...6, using: &generator)).map { _ in
      let name = names(&generator)
      var node: TreeNode
      switch Int.random(in: 0..<8, using: &generator) {
      case 0, 1:
        node = TreeNode(name: name, kind: .symlink)
        let targets = [outside, "..", "../outside", outside + "/victim", "/", "a"]
        node.linkTarget = Array((targets.randomElement(using: &generator) ?? "..").utf8)
      case 2,
        3 where depth < 4:
        node = repository.folder(name, nodes(repository, depth: depth + 1, outside: outside, &generator))
      case 4:
        node = repository.file(name, Array("evil".utf8))
        (node.links, node.inode, node.deviceID) = (2, UInt64.random(in: 1...2, using: &generator), 1)
      case 5:
        node = TreeNode(name: name, kind: .fifo)
      default: node = repository.file(name, Array("evil".utf8))
      }
      node.mode = GoFileMode(unixMode: 0o7777)
      node.modified = GoTime(seconds: 1, nanoseconds: 0)
      return node
    }
  }

  @Test func nothingOutsideChanges() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let outside = try folder.folder("outside")
    try writeFile(outside + "/victim", "untouched", modified: 1_600_000_000)
    try writeFile(outside + "/folder/inner", "untouched", modified: 1_600_000_000)
    let before = try TreeFacts(outside)
    let target = try folder.folder("target")
    let root = try FolderRoot(opening: Array(target.utf8))
    for round in 0..<Self.rounds {
      let repository = HostileRepository()
      let tree = repository.tree(nodes(repository, depth: 0, outside: outside, &generator))
      var options = RestoreBed.everything
      options.deletes = round % 3 == 0
      let restore = FolderRestore(repository, into: root, options, observer: RestoreLog())
      _ = try await restore.run(.folder(tree, nil))
      // The target is kept every other time, so that links of an earlier tree stand in the way of the next.
      if round % 2 == 1 {
        for name in namesInFolder(Array(target.utf8)) { removeTree(Array("\(target)/".utf8) + name) }
      }
    }
    #expect(try TreeFacts(outside) == before, "seed \(seed)")
    #expect(namesInFolder(Array(folder.path.utf8)).count == 2, "seed \(seed)")
  }

  /// While a thread swaps a folder of the target for a link out of it and back, as fast as it can.
  @Test func aFolderThatBecomesALinkIsNoWayOut() async throws {
    let folder = try TemporaryFolder()
    let outside = try folder.folder("outside")
    let target = try folder.folder("target")
    let repository = HostileRepository()
    let files = (0..<30).map { repository.file(Array("f\($0)".utf8), Array("evil \($0)".utf8)) }
    let tree = repository.tree([repository.folder(Array("a".utf8), [repository.folder(Array("b".utf8), files)])])
    let root = try FolderRoot(opening: Array(target.utf8))
    let state = FlipState()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await onThread {
          let (path, aside, link) = (target + "/a", target + "/aside", target + "/link")
          symlink(outside, link)
          while !state.isOver.load(ordering: .relaxed) {
            if rename(path, aside) == 0, rename(link, path) == 0 { state.flips.add(1, ordering: .relaxed) }
            rename(path, link)
            rename(aside, path)
          }
        }
      }
      for round in 0..<80 {
        var options = RestoreBed.everything
        options.deletes = round % 4 == 0
        // Whatever the flips make of it: refused, failed or restored, but never outside.
        _ = try? await FolderRestore(repository, into: root, options, observer: RestoreLog()).run(.folder(tree, nil))
      }
      state.isOver.store(true, ordering: .relaxed)
      try await group.waitForAll()
    }
    #expect(state.flips.load(ordering: .relaxed) > 10)
    #expect(namesInFolder(Array(outside.utf8)).isEmpty)
  }

  @Test func aLinkOfTheTreeIsNoWayOut() async throws {
    let folder = try TemporaryFolder()
    let outside = try folder.folder("outside")
    let target = try folder.folder("target")
    let repository = HostileRepository()
    var link = TreeNode(name: Array("a".utf8), kind: .symlink)
    link.linkTarget = Array(outside.utf8)
    let below = repository.folder(Array("a".utf8), [repository.file(Array("evil".utf8), [1])])
    let log = RestoreLog()
    let root = try FolderRoot(opening: Array(target.utf8))
    let tally = try await FolderRestore(repository, into: root, RestoreOptions(), observer: log)
      .run(.folder(repository.tree([link, below]), nil))
    #expect(tally.damaged == 1)
    #expect(namesInFolder(Array(outside.utf8)).isEmpty)
  }

  @Test func aLinkThatStandsInTheTargetIsReplacedNotFollowed() async throws {
    let folder = try TemporaryFolder()
    let outside = try folder.folder("outside")
    let target = try folder.folder("target")
    symlink(outside, target + "/a")
    symlink(outside + "/file", target + "/file")
    let repository = HostileRepository()
    let tree = repository.tree([
      repository.folder(Array("a".utf8), [repository.file(Array("x".utf8), [1])]),
      repository.file(Array("file".utf8), [2]),
    ])
    let root = try FolderRoot(opening: Array(target.utf8))
    _ = try await FolderRestore(repository, into: root, RestoreOptions(), observer: RestoreLog())
      .run(.folder(tree, nil))
    #expect(try readBytes(target + "/a/x") == [1])
    #expect(try readBytes(target + "/file") == [2])
    #expect(namesInFolder(Array(outside.utf8)).isEmpty)
  }

  @Test(arguments: [
    "", "{", "[]", "{\"nodes\":[{]}", "{\"nodes\":[{}]}", "{\"nodes\":[{\"name\":\"a\",\"mode\":99999999999}]}",
    "{\"nodes\":[{\"name\":\"a\\\\\"}]}", "{\"nodes\":[]}x", "{\"nodes\":[{\"name\":\"a\",\"content\":[\"zz\"]}]}",
    "{\"nodes\":[{\"name\":\"a\",\"size\":-1}]}", "{\"nodes\":[{\"name\":\"a\",\"mtime\":\"now\"}]}",
    "{\"nodes\":[],\"nodes\":[]}", "{\"nodes\":[{\"name\":\"a\",\"x\":\(String(repeating: "[", count: 9999))",
  ])
  func badTreesAreDamage(text: String) async throws {
    let folder = try TemporaryFolder()
    let repository = HostileRepository()
    let good = repository.file(Array("z".utf8), [9])
    var bad = TreeNode(name: Array("bad".utf8), kind: .directory)
    bad.subtree = repository.add(.tree, Array(text.utf8))
    let root = try FolderRoot(opening: Array(folder.path.utf8))
    let tally = try await FolderRestore(repository, into: root, RestoreOptions(), observer: RestoreLog())
      .run(.folder(repository.tree([bad, good]), nil))
    #expect(tally.damaged >= 1)
    #expect(try readBytes(folder.path + "/z") == [9])
  }
}

/// What a thread that flips and a test share.
private final class FlipState: Sendable {
  let isOver = Atomic(false)
  let flips = Atomic(0)
}
