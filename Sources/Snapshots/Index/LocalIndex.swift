internal import LocalFiles
internal import StorageModel
internal import Synchronization

/// The repository's index on this machine, in SQLite: which blob lies where. Memory does not grow with the repository.
///
/// A cache of the index files: ``synchronize(with:load:)`` brings it to exactly the files that the repository lists,
/// and reads only those that are new. Several processes may share it. A row exists only while its index file does, so
/// that "known" always means "some index file of the repository says so".
package final class LocalIndex: Sendable {
  private let path: String?
  private let connection: Mutex<IndexConnection>

  /// `folder` holds the file and must be private; nil keeps the index in memory.
  package init(folder: String?) throws {
    path = folder.map { $0 + "/index.db" }
    do {
      connection = Mutex(try Self.open(path ?? ":memory:"))
    } catch let error as IndexCacheError where error.isDamage {
      guard let folder, let path else { throw Self.translated(error) }
      try Self.removeFiles(folder)
      do { connection = Mutex(try Self.open(path)) } catch { throw Self.translated(error) }
    } catch let error as IndexCacheError {
      throw Self.translated(error)
    }
  }

  private static func open(_ path: String) throws -> IndexConnection {
    // Made by SQLite it would have the mode that the umask leaves. Where this fails, SQLite says why.
    if path != ":memory:" { try? PrivateFolder.prepareFile(Array(path.utf8)) }
    let connection = try IndexConnection(path: path)
    try connection.execute("PRAGMA journal_mode=WAL")
    // NORMAL: after a power cut the last transactions may be missing, but never half of one (SQLite, "PRAGMA
    // synchronous").
    try connection.execute("PRAGMA synchronous=NORMAL")
    try connection.execute("PRAGMA cache_size=-16384")
    try connection.execute(IndexSchema.tables)
    return connection
  }

  private static func removeFiles(_ folder: String) throws {
    let root = try FolderRoot(opening: Array(folder.utf8))
    for name in ["index.db", "index.db-wal", "index.db-shm"] where try root.statusIfPresent(PathBytes(name)) != nil {
      try root.remove(PathBytes(name))
    }
  }

  static func translated(_ error: any Error) -> any Error {
    guard let error = error as? IndexCacheError else { return error }
    return RepositoryError(
      .invalid, "the local index cannot be used: \(error.message); remove the cache folder and run again",
      cause: error)
  }

  func perform<Value: Sendable>(_ body: (IndexConnection) throws -> Value) throws -> Value {
    try connection.withLock { connection throws -> Value in
      do { return try body(connection) } catch { throw Self.translated(error) }
    }
  }

  // MARK: - Filling

  /// Makes the cache agree with the index files that exist. `load` gives the JSON of one.
  package func synchronize(
    with files: [StorageID], load: @Sendable (StorageID) async throws -> [UInt8]
  ) async throws {
    let wanted = Set(files)
    let known = try knownFiles()
    let gone = known.subtracting(wanted)
    if !gone.isEmpty { try forget(gone) }
    for id in wanted.subtracting(known).sorted() {
      try add(id, json: try await load(id))
    }
  }

  /// The index files whose content is here.
  package func knownFiles() throws -> Set<StorageID> {
    try perform { connection in
      var ids: Set<StorageID> = []
      let query = try connection.statement("SELECT id FROM files")
      while try query.step() { if let id = query.id(0) { ids.insert(id) } }
      return ids
    }
  }

  /// Takes the content of an index file.
  package func add(_ id: StorageID, json: [UInt8]) throws {
    try perform { connection in
      try connection.transaction {
        guard let file = try IndexSchema.insertFile(id, connection) else { return }
        do {
          // What is superseded was merged into this file; restic ignores the list as well, the listing decides.
          _ = try IndexScanner.read(json) { pack, blobs in
            try IndexSchema.insert(pack, blobs, file: file, connection)
          }
        } catch is IndexScanner.Damaged {
          throw RepositoryError(.damaged, "the index file does not parse", file: RepositoryFile(.index, id))
        }
      }
    }
  }

  /// Takes what was just written as an index file.
  func add(_ id: StorageID, _ content: IndexFile) throws {
    try perform { connection in
      try connection.transaction {
        guard let file = try IndexSchema.insertFile(id, connection) else { return }
        for pack in content.packs { try IndexSchema.insert(pack.id, pack.blobs, file: file, connection) }
      }
    }
  }

  /// Drops the content of index files that are no more.
  package func forget(_ ids: Set<StorageID>) throws {
    try perform { connection in
      try connection.transaction {
        for id in ids {
          let delete = try connection.statement("DELETE FROM files WHERE id = ?1")
          delete.bind(1, id)
          try delete.run()
        }
        try connection.execute("DELETE FROM packs WHERE file NOT IN (SELECT n FROM files)")
        try connection.execute("DELETE FROM blobs WHERE pack NOT IN (SELECT n FROM packs)")
        try LocalIndex.unsettleFolders(connection)
      }
    }
  }
}
