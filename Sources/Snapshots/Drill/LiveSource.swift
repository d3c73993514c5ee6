internal import LocalFiles
internal import StorageModel

/// The files of this machine from which a snapshot was made, found again by path, size, times and inode.
struct LiveSource: Sendable {
  /// The paths of the snapshot: absolute.
  let paths: [[UInt8]]

  /// The file as it is now, where it is the one that was saved; nil when it changed, is gone or cannot be read.
  func unchanged(_ item: DrillSample.Item) -> (file: OpenFile, fingerprint: FileFingerprint)? {
    for candidate in candidates(item.path) {
      let (folder, name) = LexicalPath.split(candidate)
      // What cannot be opened cannot be compared: it is counted as such.
      guard let root = try? FolderRoot(opening: folder),
        let (file, status) = try? root.openWithStatus(PathBytes(bytes: name)), isSame(status, item.node)
      else { continue }
      return (file, status.fingerprint)
    }
    return nil
  }

  /// An absolute target stands in the tree with all of its path. A relative one stands there from its own name on, and
  /// `.` with what is in it: the tree does not say which, the fingerprint does.
  private func candidates(_ path: PathBytes) -> [[UInt8]] {
    let slash = UInt8(ascii: "/")
    var found = [[slash] + path.bytes]
    for base in paths where base.first == slash {
      for folder in [base, LexicalPath.split(base).folder] {
        let candidate = LexicalPath.joined(folder, path.bytes)
        if !found.contains(candidate) { found.append(candidate) }
      }
    }
    return found
  }

  private func isSame(_ status: FileStatus, _ node: TreeNode) -> Bool {
    let seen = status.fingerprint
    return node.kind == .file && node.sizeBytes == UInt64(clamping: seen.sizeBytes)
      && node.modified.timestamp == seen.modified && node.changed.timestamp == seen.changed && node.inode == seen.inode
  }
}
