package import LocalFiles
package import ObjectStores
package import StorageModel

/// One end of a mirror.
package enum MirrorSide: Sendable {
  case folder(FolderRoot)
  case bucket(BucketPlace)

  /// What stands for this end in the state database and in reports: stable from run to run.
  package var identity: String {
    switch self {
    case .folder(let root): "file://\(root.realPath)"
    case .bucket(let place): "\(place.endpointIdentity)/\(place.bucket)/\(ObjectKey(bytes: place.prefix))"
    }
  }
}

/// A prefix of a bucket.
package struct BucketPlace: Sendable {
  package let store: any MultipartStore
  package let bucket: BucketName
  /// What every key of the mirror begins with: empty, or ending in `/`.
  package let prefix: [UInt8]
  /// Scheme, host and port. Two places of one identity can copy without moving bytes through here.
  package let endpointIdentity: String
  /// The endpoint is known to list folder by folder: its listings are read whole and sorted.
  package var listsByFolder = false

  /// A prefix that does not end in `/` gets one: a directory argument means its contents.
  package init(store: any MultipartStore, bucket: BucketName, prefix: [UInt8], endpointIdentity: String) {
    self.store = store
    self.bucket = bucket
    self.prefix = prefix.isEmpty || prefix.last == UInt8(ascii: "/") ? prefix : prefix + [UInt8(ascii: "/")]
    self.endpointIdentity = endpointIdentity
  }

  /// The key of an entry below the prefix.
  package func key(_ path: PathBytes) -> ObjectKey { ObjectKey(prefix: prefix, path: path) }
}
