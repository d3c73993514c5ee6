internal import LocalFiles
internal import Planning
internal import StorageModel

/// What stands in the folders of a restore and is not in the snapshot.
struct ExtraneousEntries: Sendable {
  let source: any SnapshotReader
  let root: FolderRoot
  let options: RestoreOptions
  let report: RestoreReport

  /// Removes it, where the filters let it in; under a dry run only says so. A folder whose tree cannot be read loses
  /// nothing.
  func remove(notIn tree: StorageID) async throws {
    try removeEntries(of: PathBytes(bytes: []), notIn: try await names(in: tree))
    var cursor = TreeCursor(source, tree: tree)
    while let step = try await cursor.next() {
      guard case .entry(let path, let node) = step, node.kind == .directory else { continue }
      guard options.filters.admits(path), let subtree = node.subtree,
        try root.statusIfPresent(path.withoutTrailingSlash)?.kind == .directory
      else {
        cursor.skip()
        continue
      }
      try removeEntries(of: path, notIn: try await names(in: subtree))
    }
  }

  private func names(in tree: StorageID) async throws -> Set<[UInt8]> {
    var decoder = TreeDecoder(try await source.loadTree(tree))
    var names: Set<[UInt8]> = []
    do throws(TreeError) {
      while let node = try decoder.next() { names.insert(node.name) }
    } catch {
      throw RepositoryError(.damaged, error.description)
    }
    return names
  }

  private func removeEntries(of folder: PathBytes, notIn names: Set<[UInt8]>) throws {
    for name in try root.names(in: folder) where !names.contains(name) {
      let path = folder.child(name)
      do throws(LocalError) {
        let isFolder = try root.status(path).kind == .directory
        guard options.filters.admits(isFolder ? folder.child(name, asDirectory: true) : path) else { continue }
        try remove(path, isFolder: isFolder)
      } catch {
        try report.failed(path.bytes, error)
      }
    }
  }

  private func remove(_ path: PathBytes, isFolder: Bool) throws(LocalError) {
    if isFolder {
      let folder = PathBytes(bytes: path.bytes + [UInt8(ascii: "/")])
      for name in try root.names(in: folder) {
        let child = folder.child(name)
        try remove(child, isFolder: try root.status(child).kind == .directory)
      }
      if !options.isDryRun { try root.remove(folder) }
    } else if !options.isDryRun {
      try root.remove(path)
    }
    report.done(path.bytes, .deleted)
  }
}
