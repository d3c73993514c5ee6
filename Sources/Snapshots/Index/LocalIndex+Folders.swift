/// What an earlier run saw of a folder of this machine, and the tree that it made of it.
package struct FolderRecord: Sendable, Hashable {
  /// Of the names and the status of everything in it, see ``FolderDigest``.
  package var digest: StorageID
  /// Of the ids of the trees of the folders in it.
  package var subtrees: StorageID
  package var tree: StorageID
  /// True when the run came to its end and no index file was removed since: then everything that the tree refers to
  /// is listed in the index. Otherwise nobody knows.
  package var isSettled: Bool
}

/// What earlier runs saw of folders is in the same file as the index, and in the same transactions: whoever removes
/// either removes both, and a record never claims more than the index has.
extension LocalIndex {
  /// Of a folder by its absolute path.
  func folderRecord(_ path: [UInt8]) throws -> FolderRecord? {
    try perform { connection in
      let query = try connection.statement("SELECT digest, subtrees, tree, settled FROM folders WHERE path = ?1")
      query.bind(1, path)
      defer { query.reset() }
      guard try query.step(), let digest = query.id(0), let subtrees = query.id(1), let tree = query.id(2) else {
        return nil
      }
      return FolderRecord(digest: digest, subtrees: subtrees, tree: tree, isSettled: query.integer(3) != 0)
    }
  }

  /// Writes records of a run that goes on, not settled.
  func note(_ records: [(path: [UInt8], record: FolderRecord)], run: Int64) throws {
    try perform { connection in
      try connection.transaction {
        let insert = try connection.statement(
          "INSERT OR REPLACE INTO folders (path, digest, subtrees, tree, run, settled) VALUES (?1, ?2, ?3, ?4, ?5, 0)")
        for (path, record) in records {
          insert.bind(1, path)
          insert.bind(2, record.digest)
          insert.bind(3, record.subtrees)
          insert.bind(4, record.tree)
          insert.bind(5, run)
          try insert.run()
        }
      }
    }
  }

  /// The run has its index files stored: its records are settled, unless something was removed meanwhile.
  func settleFolders(run: Int64) throws {
    try perform { connection in
      try connection.transaction {
        let update = try connection.statement("UPDATE folders SET settled = 1 WHERE run = ?1 AND settled = 0")
        update.bind(1, run)
        try update.run()
      }
    }
  }

  /// Drops the records of a folder that is no more, and of all below it.
  func forgetFolders(_ path: [UInt8]) throws {
    try perform { connection in
      try connection.transaction {
        let delete = try connection.statement("DELETE FROM folders WHERE path = ?1 OR (path > ?2 AND path < ?3)")
        delete.bind(1, path)
        delete.bind(2, path + [UInt8(ascii: "/")])
        delete.bind(3, path + [UInt8(ascii: "/") + 1])
        try delete.run()
      }
    }
  }

  /// Index files were removed: what records refer to may be gone. Also for records of a run that goes on.
  static func unsettleFolders(_ connection: IndexConnection) throws {
    try connection.execute("UPDATE folders SET settled = 0, run = 0")
  }
}
