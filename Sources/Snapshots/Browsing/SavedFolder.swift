/// Where a folder of this machine stands in a snapshot.
package enum SavedFolder {
  /// Segments of the place at which the snapshot has `folder`; none for its root, and for a folder it does not have.
  ///
  /// An absolute target stands at its own path, a relative one (`create photos`) below the names that were given. So
  /// the end of the path is looked for, the longest first, where the folder is one of the saved ones or below one.
  package static func segments(
    of folder: [UInt8], in snapshot: Snapshot, workingFolder: [UInt8], of source: any SnapshotReader
  ) async throws -> [[UInt8]] {
    let segments = LexicalPath.segments(LexicalPath.absolute(folder, in: workingFolder))
    let isSaved = snapshot.paths.contains { path in
      let saved = LexicalPath.segments(Array(path.utf8))
      return segments.starts(with: saved) || saved.starts(with: segments)
    }
    guard isSaved else { return [] }
    for start in segments.indices {
      let rest = Array(segments[start...])
      do {
        if case .folder = try await SnapshotPlace.find(rest, in: snapshot.tree, of: source) { return rest }
      } catch let error as RepositoryError where error.code == .notFound {
        // Looked for further on.
      }
    }
    return []
  }
}
