package import StorageModel

/// What has to happen at one path so that the target equals the source.
package enum Decision: Hashable, Sendable {
  /// Both sides are equal.
  case unchanged
  /// Send the source's content to the target, creating or replacing it.
  case transfer(TransferReason)
  /// Only the content can tell. The executor compares as asked, then calls
  /// ``ChangeRules/afterComparison(isEqual:source:target:row:)``.
  case compareContent(ContentComparison)
  /// The contents are equal; times or attributes of the target are to be set anew.
  case updateMetadata
  /// Create the directory (or its marker object).
  case makeDirectory
  /// The target has no source. Only a candidate: the ``DeletionGuard`` decides. A local directory is removed only if
  /// it is empty by then.
  case delete
  /// Neither side has the path any more: drop the state row.
  case forgetRow
  case skip(SkipReason)
}

/// Why a content is sent, for reports.
package enum TransferReason: String, Hashable, Sendable, CaseIterable {
  /// The target does not have it.
  case new
  case sizeDiffers
  /// Times, inode or ETag of the source differ from what was last sent.
  case sourceChanged
  /// The target is not what was last written there.
  case targetChanged
  /// A comparison of contents came out unequal.
  case contentDiffers
  /// Nothing proves equality and nothing can be compared.
  case unknown
}

/// Why nothing is done although the sides may differ.
package enum SkipReason: String, Hashable, Sendable, CaseIterable {
  /// `--update`: the target is newer than the source.
  case targetNewer
  /// `--existing`: the target does not have it.
  case notExisting
  /// `--ignore-existing`: the target has it.
  case existing
  /// The target has it, the source does not, and deletes were not asked for.
  case extraneous
  /// The target was not listed (`--trust state`): what is extraneous there is unknown.
  case notListed
  /// Directories are not kept by this run.
  case directory
  /// Symbolic links are not copied by this run.
  case symlink
  /// A fifo, socket or device.
  case specialFile
  /// Over or under the size or age limits of this run.
  case outsideLimits
  /// File against directory or link of the same name: nothing is replaced by another kind.
  case kindDiffers
}

/// How to find out whether the contents are equal, cheapest way first.
package enum ContentComparison: Hashable, Sendable {
  /// Hash the local file and compare with the digest of what the object holds. `partBytes` as
  /// ``StateRecord/digestPartBytes``.
  case digest(ContentDigest, partBytes: Int64?)
  /// Compute the ETag that the local file would have and compare. The part size is known, or nil: an MD5 of the whole
  /// for a tag without parts, those that tools use otherwise.
  case etag(ETag, partSizeBytes: Int64?)
  /// HEAD the object: compare its checksum with the file's, and without one its `mtime` metadata with the file's mtime.
  case head
  /// HEAD both objects and compare checksums of the same algorithm; without a common one they count as different.
  case headBoth
  /// HEAD the target, whose existence and age are unknown, and call
  /// ``ChangeRules/decide(source:target:row:)`` again with what it said.
  case headTarget
}
