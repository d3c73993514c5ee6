internal import Planning
internal import StorageModel

/// What a restore into an empty place would make: for dry runs where the place does not exist.
package struct RestorePreview: Sendable {
  private let source: any SnapshotReader
  private let options: RestoreOptions
  private let report: RestoreReport

  package init(_ source: any SnapshotReader, _ options: RestoreOptions, observer: any RestoreObserver) {
    self.source = source
    self.options = options
    report = RestoreReport(observer)
  }

  /// Counts and reports; reads trees only.
  package func run(_ place: SnapshotPlace) async throws -> RestoreTally {
    switch place {
    case .entry(let node): take(PathBytes(bytes: node.name), node)
    case .folder(let tree, _):
      var cursor = TreeCursor(source, tree: tree)
      while let step = try await cursor.next() {
        switch step {
        case .leave: break
        case .problem(let path, let error): try report.failed(path.bytes, error)
        case .entry(let path, let node):
          if options.filters.admits(path) { take(path, node) } else { cursor.skip() }
        }
      }
    }
    return report.value
  }

  private func take(_ path: PathBytes, _ node: TreeNode) {
    report.update { $0.selected += 1 }
    switch node.kind {
    case .directory: report.update { $0.folders += 1 }
    case .socket, .other: report.done(path.bytes, .kept)
    default: report.done(path.bytes, .created, sizeBytes: node.sizeBytes)
    }
  }
}
