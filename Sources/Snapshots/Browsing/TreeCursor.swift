package import StorageModel

/// Walks a tree of a snapshot, each folder in the order of its names, with memory for one folder a level.
///
/// What the tree says is not trusted: a name that no file can have, a name that comes twice, and folders nested deeper
/// than 2,000 are reported as problems and passed over. A folder cannot hold itself: its id would be in its own digest.
package struct TreeCursor {
  package enum Step: Sendable {
    /// An entry; the next step goes into it if it is a folder, unless ``TreeCursor/skip()`` is called.
    case entry(PathBytes, TreeNode)
    /// Everything in the folder was passed.
    case leave(PathBytes, TreeNode)
    /// What stands there cannot be walked; the walk goes on behind it.
    case problem(PathBytes, any Error)
  }

  private struct Folder {
    var path: PathBytes
    var node: TreeNode
    var decoder: TreeDecoder
    /// The greatest name so far, for folders that ascend, as all do.
    var lastName: [UInt8] = []
    /// All names so far, once one did not ascend.
    var names: Set<[UInt8]>?
  }

  /// Longer than any path that Linux can make in one call, four times over.
  private static let deepest = 2000

  private let source: any SnapshotReader
  private var folders: [Folder] = []
  /// The folder to go into at the next step.
  private var pending: (path: PathBytes, node: TreeNode, tree: StorageID)?

  /// Begins in `tree`, whose entries get paths below `path` (empty, or in directory form). The first folder itself is
  /// neither entered nor left in the steps.
  package init(_ source: any SnapshotReader, tree: StorageID, path: PathBytes = PathBytes(bytes: [])) {
    self.source = source
    pending = (path, TreeNode(name: [], kind: .directory), tree)
  }

  /// Does not go into the folder that the last step showed; there will be no leave for it.
  package mutating func skip() { pending = nil }

  /// The next step; nil at the end. Throws what ends the walk altogether: a store that does not answer, a
  /// cancellation; a tree that is damaged or missing is a problem of its folder.
  package mutating func next() async throws -> Step? {
    if let (path, node, tree) = pending {
      pending = nil
      do {
        guard folders.count < Self.deepest else {
          throw RepositoryError(.unsupported, "folders are nested deeper than \(Self.deepest)")
        }
        folders.append(Folder(path: path, node: node, decoder: TreeDecoder(try await source.loadTree(tree))))
      } catch let error as RepositoryError {
        return .problem(path, error)
      }
    }
    try Task.checkCancellation()
    guard var folder = folders.popLast() else { return nil }
    do {
      guard let node = try folder.decoder.next() else {
        return folders.isEmpty ? nil : .leave(folder.path, folder.node)
      }
      return step(node, in: &folder)
    } catch {
      // The rest of this folder is lost; its siblings are not.
      return .problem(folder.path, RepositoryError(.damaged, error.description))
    }
  }

  private mutating func step(_ node: TreeNode, in folder: inout Folder) -> Step {
    defer { folders.append(folder) }
    let isFolder = node.kind == .directory
    let path = folder.path.child(node.name, asDirectory: isFolder)
    guard node.hasSafeName else {
      return .problem(path, RepositoryError(.damaged, "no entry can have this name"))
    }
    guard Self.isNew(node.name, in: &folder) else {
      return .problem(path, RepositoryError(.damaged, "the name comes twice in its folder"))
    }
    if isFolder {
      guard let subtree = node.subtree else {
        return .problem(path, RepositoryError(.damaged, "the folder has no content: it was not readable when saved"))
      }
      pending = (path, node, subtree)
    }
    return .entry(path, node)
  }

  private static func isNew(_ name: [UInt8], in folder: inout Folder) -> Bool {
    if folder.names == nil {
      if compareBytes(folder.lastName, name) < 0 {
        folder.lastName = name
        return true
      }
      if folder.lastName == name { return false }
      // Not in order: the names before this one are not known any more, so the last one stands for them.
      folder.names = [folder.lastName]
    }
    return folder.names?.insert(name).inserted ?? false
  }
}
