import StorageModel
import Testing

@testable import Snapshots

/// The keys of all snapshots list as the keys of any bucket: against a model that knows them all.
@Suite struct SnapshotFoldersTests {
  private static let names = ["a", "a-b", "a.txt", "b", "z-", "ä", "-", "b!"]

  /// A tree by chance, and its keys below `base`.
  private func tree(
    _ hostile: HostileRepository, _ generator: inout SeededGenerator, _ base: String, depth: Int,
    _ keys: inout [[UInt8]]
  ) -> [TreeNode] {
    var nodes: [TreeNode] = []
    for name in Self.names.sorted(by: { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }) {
      switch generator.next() % 6 {
      case 0, 1:
        nodes.append(hostile.file(Array(name.utf8), Array("\(generator.next())".utf8)))
        keys.append(Array((base + name).utf8))
      case 2:
        var link = TreeNode(name: Array(name.utf8), kind: .symlink)
        link.linkTarget = Array("target".utf8)
        nodes.append(link)
        keys.append(Array((base + name).utf8))
      case 3 where depth < 3:
        var below: [[UInt8]] = []
        let content = tree(hostile, &generator, base + name + "/", depth: depth + 1, &below)
        nodes.append(hostile.folder(Array(name.utf8), content))
        keys += below.isEmpty ? [Array((base + name + "/").utf8)] : below
      case 4: nodes.append(TreeNode(name: Array(name.utf8), kind: .fifo))
      default: break
      }
    }
    return nodes
  }

  /// What a listing of `keys` must show, keys and prefixes in one sequence.
  private func model(_ keys: [[UInt8]], _ prefix: [UInt8], _ delimiter: [UInt8]) -> [[UInt8]] {
    var shown: [[UInt8]] = []
    for key in keys where key.starts(with: prefix) {
      var entry = key
      if !delimiter.isEmpty {
        for start in prefix.count..<max(prefix.count, key.count) where key[start...].starts(with: delimiter) {
          entry = Array(key[..<(start + delimiter.count)])
          break
        }
      }
      if shown.last != entry { shown.append(entry) }
    }
    return shown
  }

  @Test func listingsAgreeWithAModel() async throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let hostile = HostileRepository()
    var keys: [[UInt8]] = []
    var snapshots: [Snapshot] = []
    for number in 0..<4 {
      var snapshot = Snapshot(
        time: GoTime(seconds: 1_800_000_000 + Int64(number) * 90_000, nanoseconds: 5), tree: .none, paths: [],
        hostname: "h")
      snapshot.id = StorageID(of: [UInt8(number)])
      let base = String(decoding: SnapshotFolders.name(of: snapshot), as: UTF8.self) + "/"
      var below: [[UInt8]] = []
      snapshot.tree = hostile.tree(tree(hostile, &generator, base, depth: 0, &below))
      keys += below.isEmpty ? [Array(base.utf8)] : below
      snapshots.append(snapshot)
    }
    keys.sort { compareBytes($0, $1) < 0 }
    let folders = SnapshotFolders(hostile, snapshots.reversed())
    for _ in 0..<300 {
      let key = keys[Int(generator.next() % UInt64(keys.count))]
      let prefix = generator.next() % 3 == 0 ? [] : Array(key.prefix(Int(generator.next() % UInt64(key.count + 2))))
      let delimiter = Array(["", "/", "/", "-", "a"][Int(generator.next() % 5)].utf8)
      let limit = [1, 2, 7, 1000][Int(generator.next() % 4)]
      var found: [[UInt8]] = []
      var after: [UInt8]?
      repeat {
        let page = try await folders.page(prefix: prefix, delimiter: delimiter, after: after, limit: limit)
        let entries = (page.items.map(\.key) + page.prefixes).sorted { compareBytes($0, $1) < 0 }
        #expect(entries.count <= limit && page.last == nil || entries.last == page.last, "seed \(seed)")
        found += entries
        after = page.last
      } while after != nil && found.count < 10_000
      #expect(found == model(keys, prefix, delimiter), "prefix \(prefix), delimiter \(delimiter), seed \(seed)")
      // From any key on, as `start-after` has it.
      let rest = try await folders.page(prefix: prefix, delimiter: [], after: key, limit: 1000)
      #expect(rest.items.map(\.key) == keys.filter { $0.starts(with: prefix) && compareBytes($0, key) > 0 })
    }
    for key in keys {
      let item = try #require(try await folders.find(key), "\(PathBytes(bytes: key)), seed \(seed)")
      #expect(item.key == key && (item.node == nil) == (key.last == UInt8(ascii: "/")))
    }
  }

  @Test func whatIsNoKeyIsNotFound() async throws {
    let hostile = HostileRepository()
    let folder = hostile.folder(Array("d".utf8), [hostile.file(Array("f".utf8), Array("x".utf8))])
    var snapshot = Snapshot(
      time: GoTime(seconds: 0, nanoseconds: 0), tree: hostile.tree([folder]), paths: [], hostname: "h")
    snapshot.id = StorageID(of: [1])
    let folders = SnapshotFolders(hostile, [snapshot])
    let base = String(decoding: SnapshotFolders.name(of: snapshot), as: UTF8.self)
    #expect(base == "1970-01-01T00-00-00Z-" + snapshot.id.short)
    #expect(try await folders.find(Array("\(base)/d/f".utf8)) != nil)
    for name in [
      "", "/", base, base + "/", base + "/d", base + "/d/", base + "/d/f/", base + "//d/f", base + "/d/../d/f",
      base + "/x", "other/d/f", base + "/d/f/g",
    ] {
      #expect(try await folders.find(Array(name.utf8)) == nil, "\(name)")
    }
  }

  /// A name that no file can have is passed over: no key leads out of its folder.
  @Test func hostileNamesHaveNoKey() async throws {
    let hostile = HostileRepository()
    let names = ["..", ".", "", "a/b", String(repeating: "n", count: 256)]
    let tree = hostile.tree(names.map { hostile.file(Array($0.utf8), Array("x".utf8)) })
    let snapshot = Snapshot(time: .zero, tree: tree, paths: [], hostname: "h")
    let page = try await SnapshotFolders(hostile, [snapshot]).page(prefix: [], delimiter: [], after: nil, limit: 100)
    #expect(page.items.count == 1 && page.items.first?.node == nil)
  }
}
