internal import Digests
package import StorageModel

/// The files of all snapshots as one sorted set of keys: `2026-09-01T12-00-00Z-1a2b3c4d/srv/photos/file`.
///
/// Files have their content, symbolic links their target; a folder without either is a key of its own that ends in
/// `/`, so that it can be seen. Devices, fifos and sockets have no key, as in a mirror.
package struct SnapshotFolders: Sendable {
  /// What a key leads to.
  package struct Item: Sendable {
    package var key: [UInt8]
    /// nil for a folder without entries.
    package var node: TreeNode?
    package var sizeBytes: Int64
    package var modified: Timestamp
    /// Changes whenever the content does.
    package var tag: ETag
  }

  package struct Page: Sendable {
    package var items: [Item] = []
    package var prefixes: [[UInt8]] = []
    /// The last key or prefix, where more follow.
    package var last: [UInt8]?
  }

  /// Folders are not followed deeper than this: as ``TreeCursor``.
  private static let deepest = 2000

  private let source: any SnapshotReader
  /// In the order of their names.
  private let folders: [(name: [UInt8], snapshot: Snapshot)]

  package init(_ source: any SnapshotReader, _ snapshots: [Snapshot]) {
    self.source = source
    folders = snapshots.map { (Self.name(of: $0), $0) }.sorted { compareBytes($0.name, $1.name) < 0 }
  }

  /// `2026-09-01T12-00-00Z-1a2b3c4d`: in UTC, so that names are in the order of time, and without a colon, which not
  /// every file system takes.
  package static func name(of snapshot: Snapshot) -> [UInt8] {
    let time = GoTime(seconds: snapshot.time.seconds, nanoseconds: 0).text.replacing(":", with: "-")
    return Array("\(time)-\(snapshot.id.short)".utf8)
  }

  // MARK: - One key

  /// nil for a key that is none. Throws `.damaged` where a tree on the way is.
  package func find(_ key: [UInt8]) async throws -> Item? {
    let slash = UInt8(ascii: "/")
    var segments = key.split(separator: slash, omittingEmptySubsequences: false).map(Array.init)
    let wantsFolder = segments.last?.isEmpty ?? false
    if wantsFolder { segments.removeLast() }
    guard let first = segments.first, let folder = folders.first(where: { $0.name == first }),
      !segments.contains([]), !segments.dropFirst().contains(where: { $0.elementsEqual("..".utf8) || $0 == [0x2e] })
    else { return nil }
    let place: SnapshotPlace
    do {
      place = try await SnapshotPlace.find(Array(segments.dropFirst()), in: folder.snapshot.tree, of: source)
    } catch let error as RepositoryError where error.code == .notFound && error.file == nil {
      return nil
    }
    switch place {
    case .entry(let node): return wantsFolder || !Self.hasKey(node) ? nil : Self.item(key, node)
    case .folder(let tree, let node):
      guard wantsFolder, try await entries(of: tree).isEmpty else { return nil }
      return Self.emptyFolder(key, node, folder.snapshot)
    }
  }

  private static func hasKey(_ node: TreeNode) -> Bool { node.kind == .file || node.kind == .symlink }

  private static func item(_ key: [UInt8], _ node: TreeNode) -> Item {
    let isLink = node.kind == .symlink
    let size = isLink ? Int64(node.linkTarget.count) : Int64(clamping: node.sizeBytes)
    let facts = isLink ? node.linkTarget : (node.content ?? []).flatMap(\.bytes)
    // As long as no MD5 is, alone or of parts: clients would compare it with the content.
    let tag = ETag(hexadecimal(Array(sha256(facts))))
    return Item(key: key, node: node, sizeBytes: size, modified: node.modified.timestamp, tag: tag)
  }

  private static func emptyFolder(_ key: [UInt8], _ node: TreeNode?, _ snapshot: Snapshot) -> Item {
    Item(
      key: key, node: nil, sizeBytes: 0, modified: (node?.modified ?? snapshot.time).timestamp,
      tag: ETag(hexadecimal(Array(sha256([UInt8]())))))
  }

  // MARK: - A page of keys

  /// Keys and prefixes after `after`, at most `limit`. A folder whose keys all fold into one prefix is not read.
  package func page(prefix: [UInt8], delimiter: [UInt8], after: [UInt8]?, limit: Int) async throws -> Page {
    var walk = KeyCollection(prefix: prefix, delimiter: delimiter, after: after, limit: limit)
    guard limit > 0 else { return walk.page }
    for folder in folders {
      let key = folder.name + [UInt8(ascii: "/")]
      guard try await visit(key, folder.snapshot.tree, nil, folder.snapshot, depth: 0, &walk) else { break }
    }
    return walk.page
  }

  /// What is in the folder whose keys begin with `base`; false when the page is full.
  private func visit(
    _ base: [UInt8], _ tree: StorageID, _ node: TreeNode?, _ snapshot: Snapshot, depth: Int,
    _ walk: inout KeyCollection
  ) async throws -> Bool {
    guard walk.mayHold(keysBelow: base) else { return true }
    if let folded = walk.fold(base) { return walk.add(prefix: folded) }
    guard depth < Self.deepest else {
      throw RepositoryError(.unsupported, "folders are nested deeper than \(Self.deepest)")
    }
    let entries = try await entries(of: tree)
    guard !entries.isEmpty else { return walk.add(Self.emptyFolder(base, node, snapshot)) }
    for (name, node) in entries {
      let key = base + name
      if let subtree = node.subtree, node.kind == .directory {
        guard try await visit(key, subtree, node, snapshot, depth: depth + 1, &walk) else { return false }
      } else if walk.wants(key) {
        guard walk.add(Self.item(key, node)) else { return false }
      }
    }
    return true
  }

  /// In the order of keys: a folder counts with its slash, so `a-b` comes before what is in `a`.
  private func entries(of tree: StorageID) async throws -> [(name: [UInt8], node: TreeNode)] {
    var decoder = TreeDecoder(try await source.loadTree(tree))
    var entries: [(name: [UInt8], node: TreeNode)] = []
    do throws(TreeError) {
      while let node = try decoder.next() {
        guard node.hasSafeName else { continue }
        if node.kind == .directory, node.subtree != nil {
          entries.append((node.name + [UInt8(ascii: "/")], node))
        } else if Self.hasKey(node) {
          entries.append((node.name, node))
        }
      }
    } catch {
      throw RepositoryError(.damaged, error.description)
    }
    entries.sort { compareBytes($0.name, $1.name) < 0 }
    return entries
  }
}

/// Gathers one page of an ascending sequence of keys (S3 API Reference, ListObjectsV2): what shares a prefix up to the
/// delimiter is one entry.
struct KeyCollection {
  let prefix: [UInt8]
  let delimiter: [UInt8]
  let after: [UInt8]?
  let limit: Int
  private(set) var page = SnapshotFolders.Page()
  /// The last entry of the page.
  private var last: [UInt8]?

  init(prefix: [UInt8], delimiter: [UInt8], after: [UInt8]?, limit: Int) {
    self.prefix = prefix
    self.delimiter = delimiter
    self.after = after
    self.limit = limit
  }

  /// False when no key that begins with `base` can be on the page.
  func mayHold(keysBelow base: [UInt8]) -> Bool {
    guard base.starts(with: prefix) || prefix.starts(with: base) else { return false }
    guard let after else { return true }
    return compareBytes(base, after) > 0 || after.starts(with: base)
  }

  func wants(_ key: [UInt8]) -> Bool {
    guard key.starts(with: prefix) else { return false }
    guard let after else { return true }
    return compareBytes(key, after) > 0
  }

  /// The prefix that every key beginning with `base` folds into; nil where that depends on the rest of the key.
  func fold(_ base: [UInt8]) -> [UInt8]? {
    guard !delimiter.isEmpty, base.starts(with: prefix), base.count >= prefix.count + delimiter.count else {
      return nil
    }
    for start in prefix.count...base.count - delimiter.count
    where base[start..<start + delimiter.count].elementsEqual(delimiter) {
      return Array(base[..<(start + delimiter.count)])
    }
    return nil
  }

  /// False when the page was full before.
  mutating func add(prefix folded: [UInt8]) -> Bool {
    // A marker inside of the prefix is behind it: the page before showed it.
    if let after, compareBytes(folded, after) <= 0 { return true }
    if page.prefixes.last == folded { return true }
    guard hasRoom() else { return false }
    page.prefixes.append(folded)
    last = folded
    return true
  }

  mutating func add(_ item: SnapshotFolders.Item) -> Bool {
    guard wants(item.key) else { return true }
    if let folded = fold(item.key) { return add(prefix: folded) }
    guard hasRoom() else { return false }
    page.items.append(item)
    last = item.key
    return true
  }

  private mutating func hasRoom() -> Bool {
    guard page.items.count + page.prefixes.count >= limit else { return true }
    page.last = last
    return false
  }
}
