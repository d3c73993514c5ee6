package import StorageModel

/// Where a document belongs: to the store as a whole (keys, policies), or to a bucket, with which it goes.
package enum DocumentScope: Sendable, Hashable {
  case store
  case bucket(BucketName)
}

/// Small named documents beside the objects: what a bucket is configured with, who may do what. The store keeps the
/// bytes and does not read them.
///
/// `kind` is a word of the server's ("policy", "lifecycle", "user"), `name` tells documents of a kind apart and may be
/// empty. Writes go through the one writer: durable when the call returns.
extension BlobStore {
  /// nil when there is none. Throws `.noSuchBucket`.
  package func document(
    _ scope: DocumentScope, kind: String, name: String = ""
  ) throws(BlobStorageError) -> [UInt8]? {
    try read { database throws(BlobStorageError) in
      let id = try scopeID(scope, database)
      let query = try Query(database, "SELECT value FROM document WHERE scope = ? AND kind = ? AND name = ?")
      query.bind(id, at: 1).bind(kind, at: 2).bind(name, at: 3)
      guard try query.step() else { return nil }
      defer { query.reset() }
      return query.bytes(0)
    }
  }

  /// All of a kind, in byte order of name. Throws `.noSuchBucket`.
  package func documents(
    _ scope: DocumentScope, kind: String
  ) throws(BlobStorageError) -> [(name: String, bytes: [UInt8])] {
    try read { database throws(BlobStorageError) in
      let id = try scopeID(scope, database)
      let query = try Query(database, "SELECT name, value FROM document WHERE scope = ? AND kind = ? ORDER BY name")
      query.bind(id, at: 1).bind(kind, at: 2)
      var found: [(name: String, bytes: [UInt8])] = []
      while try query.step() { found.append((query.text(0), query.bytes(1))) }
      return found
    }
  }

  /// Adds or replaces a document; nil removes it, and it may be missing already. `oldName` is what it was called so
  /// far: that one goes in the same transaction. Throws `.noSuchBucket`.
  package func setDocument(
    _ scope: DocumentScope, kind: String, name: String = "", replacing oldName: String? = nil, to bytes: [UInt8]?
  ) throws(BlobStorageError) {
    try writer.commit { transaction throws(BlobStorageError) in
      let id = try scopeID(scope, transaction.database)
      for gone in [bytes == nil ? name : nil, oldName] {
        guard let gone else { continue }
        let query = try transaction.query("DELETE FROM document WHERE scope = ? AND kind = ? AND name = ?")
        try query.bind(id, at: 1).bind(kind, at: 2).bind(gone, at: 3).run()
      }
      guard let bytes else { return }
      let query = try transaction.query(
        "INSERT OR REPLACE INTO document (scope, kind, name, value) VALUES (?, ?, ?, ?)")
      try query.bind(id, at: 1).bind(kind, at: 2).bind(name, at: 3).bind(bytes, at: 4).run()
    }
  }
}

/// The number that stands for a scope in the table: 0 for the store, as no bucket has it.
private func scopeID(_ scope: DocumentScope, _ database: Connection) throws(BlobStorageError) -> Int64 {
  switch scope {
  case .store: 0
  case .bucket(let name): try requireBucket(name, database).id
  }
}
