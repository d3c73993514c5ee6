/// The blobs that snapshots refer to, in a temporary table beside the local index: memory does not grow with their
/// number.
struct ReachableBlobs: Sendable {
  let repository: Repository

  /// A problem with a tree, and the snapshot in which it was met first.
  struct Problem: Sendable {
    var snapshot: StorageID
    var path: [UInt8]
    var error: RepositoryError
  }

  /// Walks all trees of the snapshots, each once. `report` hears of trees that cannot be read and blobs that no index
  /// lists; `.damaged` is thrown at the first when it is nil.
  func mark(_ snapshots: [Snapshot], report: ((Problem) -> Void)? = nil) async throws {
    try repository.index.resetMarks()
    for snapshot in snapshots {
      try Task.checkCancellation()
      try await mark(snapshot, report)
    }
  }

  private func mark(_ snapshot: Snapshot, _ report: ((Problem) -> Void)?) async throws {
    var waiting: [(id: StorageID, path: [UInt8])] = [(snapshot.tree, [])]
    while let (id, path) = waiting.popLast() {
      guard try repository.index.mark([BlobHandle(.tree, id)]).count == 1 else { continue }
      let nodes: [TreeNode]
      do { nodes = try TreeDecoder.nodes(try await repository.loadTree(id)) } catch {
        guard let known = Self.readable(error, id) else { throw error }
        guard let report else { throw known }
        report(Problem(snapshot: snapshot.id, path: path, error: known))
        continue
      }
      try visit(nodes, path, snapshot, &waiting, report)
    }
  }

  private func visit(
    _ nodes: [TreeNode], _ path: [UInt8], _ snapshot: Snapshot, _ waiting: inout [(id: StorageID, path: [UInt8])],
    _ report: ((Problem) -> Void)?
  ) throws {
    var content: [BlobHandle] = []
    for node in nodes {
      let here = path + [UInt8(ascii: "/")] + node.name
      if node.kind == .directory, let subtree = node.subtree { waiting.append((subtree, here)) }
      let blobs = (node.content ?? []).map { BlobHandle(.data, $0) }
      for blob in blobs where try !repository.index.contains(blob) {
        let error = RepositoryError(.damaged, "the data blob \(blob.id) is in no index")
        guard let report else { throw error }
        report(Problem(snapshot: snapshot.id, path: here, error: error))
      }
      content += blobs
    }
    _ = try repository.index.mark(content)
  }

  private static func readable(_ error: any Error, _ id: StorageID) -> RepositoryError? {
    switch error {
    case let error as RepositoryError where error.code == .damaged || error.code == .notFound:
      RepositoryError(.damaged, error.message, file: error.file, cause: error.cause)
    case let error as TreeError: RepositoryError(.damaged, "the tree \(id) does not parse", cause: error)
    default: nil
    }
  }
}
