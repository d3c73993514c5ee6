package import StorageModel

/// A snapshot and a place in it, as a user writes them: `latest`, `1a2b3c4d`, `latest:home/me`.
package struct SnapshotPath: Hashable, Sendable {
  /// An id, the beginning of one, or `latest`.
  package var snapshot: String
  /// Without empty segments; none for the root.
  package var segments: [[UInt8]]

  package init(snapshot: String, segments: [[UInt8]] = []) {
    self.snapshot = snapshot
    self.segments = segments
  }

  /// Cuts at the first colon. `.invalid` for a path with `..`, which would have no meaning.
  package init(_ argument: [UInt8]) throws(RepositoryError) {
    let parts = argument.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    snapshot = String(decoding: parts[0], as: UTF8.self)
    segments = parts.count > 1 ? try Self.segments(of: Array(parts[1])) : []
  }

  /// The segments of a path; `.` and empty ones mean nothing.
  package static func segments(of path: [UInt8]) throws(RepositoryError) -> [[UInt8]] {
    let dot = [UInt8(ascii: ".")]
    let segments = path.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != dot }
    guard !segments.contains(dot + dot) else {
      throw RepositoryError(.invalid, "'\(escapedForDisplay(path))' goes up with '..'")
    }
    return segments
  }

  /// The path as text for messages.
  package var path: PathBytes { PathBytes(bytes: Array(segments.joined(separator: [UInt8(ascii: "/")]))) }
}

/// What a ``SnapshotPath`` leads to.
package enum SnapshotPlace: Sendable {
  /// The root, or a folder: the tree, and the node of the folder where there is one.
  case folder(StorageID, TreeNode?)
  /// Anything else.
  case entry(TreeNode)

  /// Follows `segments` from `tree` on. `.notFound` names the path as far as it goes; symbolic links are not followed.
  package static func find(
    _ segments: [[UInt8]], in tree: StorageID, of source: any SnapshotReader
  ) async throws -> SnapshotPlace {
    var place = SnapshotPlace.folder(tree, nil)
    for (index, segment) in segments.enumerated() {
      let path = escapedForDisplay(Array(segments[...index].joined(separator: [UInt8(ascii: "/")])))
      guard case .folder(let tree, _) = place else {
        throw RepositoryError(.notFound, "'\(path)' is not in the snapshot: what is above it is no folder")
      }
      guard let node = try await node(named: segment, in: tree, of: source) else {
        throw RepositoryError(.notFound, "'\(path)' is not in the snapshot")
      }
      if node.kind == .directory {
        guard let subtree = node.subtree else {
          throw RepositoryError(.notFound, "'\(path)' was not readable when it was saved")
        }
        place = .folder(subtree, node)
      } else {
        place = .entry(node)
      }
    }
    return place
  }

  private static func node(
    named name: [UInt8], in tree: StorageID, of source: any SnapshotReader
  ) async throws -> TreeNode? {
    var decoder = TreeDecoder(try await source.loadTree(tree))
    do {
      while let node = try decoder.next() { if node.name == name { return node } }
      return nil
    } catch {
      throw RepositoryError(.damaged, error.description)
    }
  }
}
