package import StorageModel

/// What the blob store refuses or cannot do, in the terms of the store. S3's codes are the server's to choose.
package struct BlobStorageError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case noSuchBucket, bucketExists, bucketNotEmpty
    case noSuchKey, noSuchVersion, noSuchUpload
    /// The key has no object now; ``BlobStorageError/marker`` says which version hides it.
    case latestIsDeleteMarker
    /// The version asked for is a delete marker, which cannot be read: see ``BlobStorageError/marker``.
    case versionIsDeleteMarker
    /// A retention or legal hold forbids it.
    case objectLocked
    /// The bucket has no object lock.
    case noObjectLock
    /// The bucket's object lock forbids to suspend versioning, or its versioning to have an object lock.
    case invalidBucketState
    /// The object went away between two looks at it: look again.
    case replaced
    /// An If-Match or If-None-Match did not hold when the write was to become visible.
    case preconditionFailed
    /// Complete names a part that is not there or has another ETag.
    case invalidPart
    case invalidPartOrder
    /// A part other than the last is under the minimum size.
    case partTooSmall
    case objectTooLarge
    /// The body is shorter or longer than announced.
    case incompleteBody
    /// Content-MD5 differs from what arrived.
    case md5Mismatch
    /// The signed payload hash differs from what arrived.
    case sha256Mismatch
    /// An x-amz-checksum differs from what arrived, or is not the kind the upload was created with.
    case checksumMismatch
    case invalidRange
    /// ENOSPC or EDQUOT: nothing was written.
    case storageFull
    /// Any other failure of the disk.
    case inputOutput
    /// Stored bytes or rows contradict each other.
    case damaged
    /// The object is encrypted with a customer's key, and none came with the call.
    case keyRequired
    /// The key that came is not the one the object was encrypted with.
    case wrongKey
    /// The store has no encryption key, or not any more the one of this object.
    case keyMissing
    /// An fsync failed before, or the store is closed: nothing is acknowledged any more.
    case stopped
    /// The call would have had to wait, and was made where nothing may: see ``ResidentReader``.
    case wouldWait
    /// Another process has the folder.
    case locked
    case newerFormat
    /// The folder has other things in it.
    case notAStore
  }

  package var code: Code
  package var message: String
  /// Of the system call that failed; 0 otherwise.
  package var errno: Int32
  /// The delete marker that was found in the place of an object.
  package var marker: FoundMarker?

  package init(_ code: Code, _ message: String, errno: Int32 = 0) {
    self.code = code
    self.message = message
    self.errno = errno
  }

  package var description: String { message }
}

/// The delete marker that a read met.
package struct FoundMarker: Sendable {
  package var version: VersionID
  package var modified: Timestamp
}
