package import ObjectStores
package import StorageModel

extension Entry {
  /// The entry of a listed object, its path being the key after `prefixBytes` bytes. A key that ends in `/` is a
  /// directory.
  package init(_ object: ListedObject, prefixBytes: Int) {
    let path = PathBytes(bytes: prefixBytes == 0 ? object.key.bytes : Array(object.key.bytes.dropFirst(prefixBytes)))
    self.init(
      path: path, kind: path.isDirectoryForm ? .directory : .file, sizeBytes: object.sizeBytes,
      modified: object.lastModified,
      object: ObjectFacts(etag: object.etag, storageClass: object.storageClass))
  }
}
