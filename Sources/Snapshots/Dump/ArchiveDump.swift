package import Planning
package import StorageModel

/// The forms of an archive.
package enum ArchiveForm: String, Sendable, CaseIterable {
  case tar
  case zip
}

/// Writes a folder of a snapshot as an archive, in one pass and in the order of the tree.
package struct ArchiveDump: Sendable {
  private let source: any SnapshotReader
  private let filters: Filters
  private let writer: any ByteWriter
  private let problem: @Sendable (PathBytes, any Error) -> Void

  /// `problem` hears of entries that are not in the archive.
  package init(
    _ source: any SnapshotReader, filters: Filters = Filters(), to writer: any ByteWriter,
    problem: @escaping @Sendable (PathBytes, any Error) -> Void
  ) {
    self.source = source
    self.filters = filters
    self.writer = writer
    self.problem = problem
  }

  /// Writes the archive. A chunk that is damaged ends it: what was announced cannot be taken back, and an archive with
  /// wrong bytes in it must not look whole.
  package func run(_ place: SnapshotPlace, _ form: ArchiveForm) async throws {
    var archive: any ArchiveWriter = form == .tar ? TarArchive(writer) : ZipArchive(writer)
    switch place {
    case .entry(let node): try await add(PathBytes(bytes: node.name), node, to: &archive)
    case .folder(let tree, _):
      var cursor = TreeCursor(source, tree: tree)
      while let step = try await cursor.next() {
        switch step {
        case .leave: break
        case .problem(let path, let error): problem(path, error)
        case .entry(let path, let node):
          if filters.admits(path) { try await add(path, node, to: &archive) } else { cursor.skip() }
        }
      }
    }
    try await archive.finish()
  }

  private func add(_ path: PathBytes, _ node: TreeNode, to archive: inout any ArchiveWriter) async throws {
    guard node.hasSafeName else { return problem(path, RepositoryError(.damaged, "no entry can have this name")) }
    let content = FileContent(source, node)
    var size: UInt64 = 0
    if node.kind == .file {
      do { size = try content.lengthBytes() } catch let error as RepositoryError { return problem(path, error) }
    }
    try await archive.add(path.bytes, node, sizeBytes: size, content)
  }
}

/// An archive that is written from front to back.
protocol ArchiveWriter: Sendable {
  /// Adds an entry; kinds that the form cannot hold are left out.
  mutating func add(_ path: [UInt8], _ node: TreeNode, sizeBytes: UInt64, _ content: FileContent) async throws
  mutating func finish() async throws
}
