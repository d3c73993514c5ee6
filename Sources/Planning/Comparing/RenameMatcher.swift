package import StorageModel

/// Where a file that is new under its name was before, so that its object is copied on the server instead of sent.
package struct RenameMatch: Hashable, Sendable {
  /// The row of the old path; its `object` is the one to copy, on the condition of its ETag.
  package var old: StateRecord
  /// Whether the content must still be compared: nil when it is known to be equal, otherwise the digest that the file
  /// has to have before the object is copied.
  package var mustHave: ContentDigest?
}

/// Finds renamed files among the rows. Pure: the caller looks the candidates up.
package enum RenameMatcher {
  /// The best candidate for `source`, a file without a target: same size, an object to copy, and either `digest`, when
  /// the content was already hashed, or inode and mtime, which a rename keeps (it changes ctime). A candidate without
  /// a digest is never taken: inode and mtime alone may lie. Of several the one of the same name, then the first path.
  package static func match(
    _ source: Entry, candidates: [StateRecord], digest: ContentDigest? = nil
  ) -> RenameMatch? {
    let fitting = candidates.filter { candidate in
      guard candidate.path != source.path, let object = candidate.object, let known = candidate.contentDigest,
        object.sizeBytes == source.sizeBytes
      else { return false }
      if let digest { return candidate.digestPartBytes == nil && known == digest }
      guard let file = candidate.file, let seen = source.fingerprint else { return false }
      return file.inode == seen.inode && file.sizeBytes == seen.sizeBytes && file.modified == seen.modified
    }
    let name = source.path.lastSegment
    let best = fitting.min { left, right in
      let leftHasName = left.path.lastSegment == name
      let rightHasName = right.path.lastSegment == name
      return leftHasName == rightHasName ? left.path < right.path : leftHasName
    }
    return best.map { RenameMatch(old: $0, mustHave: digest == nil ? $0.contentDigest : nil) }
  }
}
