extension LocalIndex {
  /// Empties the table of blobs that are in use.
  func resetMarks() throws {
    try perform { connection in
      try connection.execute("PRAGMA temp_store=FILE")
      try connection.execute("DROP TABLE IF EXISTS temp.used")
      try connection.execute(
        """
        CREATE TEMP TABLE used (
          id BLOB NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (id, kind)) WITHOUT ROWID
        """)
    }
  }

  /// Notes blobs as in use; returns those that were not before.
  func mark(_ handles: [BlobHandle]) throws -> [BlobHandle] {
    if handles.isEmpty { return [] }
    return try perform { connection in
      var new: [BlobHandle] = []
      let insert = try connection.statement("INSERT OR IGNORE INTO temp.used (id, kind) VALUES (?1, ?2)")
      for handle in handles {
        insert.bind(1, handle.id)
        insert.bind(2, Int64(handle.kind.rawValue))
        try insert.run()
        if connection.changedRows == 1 { new.append(handle) }
      }
      return new
    }
  }

  func isMarked(_ handle: BlobHandle) throws -> Bool {
    try perform { connection in
      let query = try connection.statement("SELECT 1 FROM temp.used WHERE id = ?1 AND kind = ?2")
      query.bind(1, handle.id)
      query.bind(2, Int64(handle.kind.rawValue))
      defer { query.reset() }
      return try query.step()
    }
  }

  /// The first blob in use that no index file lists.
  func unlistedMark() throws -> BlobHandle? {
    try perform { connection in
      let query = try connection.statement(
        """
        SELECT u.id, u.kind FROM temp.used u
        WHERE NOT EXISTS (SELECT 1 FROM blobs b WHERE b.id = u.id AND b.kind = u.kind) LIMIT 1
        """)
      defer { query.reset() }
      guard try query.step(), let id = query.id(0) else { return nil }
      return BlobHandle(query.integer(1) == 0 ? .data : .tree, id)
    }
  }

  /// How much of a pack is in use.
  struct PackUse: Sendable {
    var kinds: Set<BlobKind> = []
    var usedBytes: Int64 = 0
    var unusedBytes: Int64 = 0
    /// Of the pack, as its blobs and header make it.
    var sizeBytes: Int64 = 0
  }

  /// What of each pack is in use. Of a blob that lies in several packs one copy counts: the one in the pack with the
  /// least waste, so that packs which an interrupted prune wrote are the ones that stay. Those choices are noted.
  func packUses() throws -> [StorageID: PackUse] {
    try perform { connection in
      var uses = try Self.rawUses(connection)
      let query = try connection.statement(
        """
        SELECT b.id, b.kind, p.id, b.pack, b.offset, b.length FROM blobs b JOIN packs p ON p.n = b.pack
        JOIN temp.used u ON u.id = b.id AND u.kind = b.kind ORDER BY b.id, b.kind
        """)
      try connection.execute("DROP TABLE IF EXISTS temp.keepers")
      try connection.execute(
        "CREATE TEMP TABLE keepers (id BLOB NOT NULL, kind INTEGER NOT NULL, pack BLOB NOT NULL, "
          + "PRIMARY KEY (id, kind)) WITHOUT ROWID")
      let insert = try connection.statement("INSERT INTO temp.keepers (id, kind, pack) VALUES (?1, ?2, ?3)")
      let waste = try Self.waste(connection)
      var group: [(handle: BlobHandle, pack: StorageID, length: Int64)] = []
      func settle() throws {
        guard let first = group.first else { return }
        let best = group.min { (waste[$0.pack] ?? 0, $0.pack) < (waste[$1.pack] ?? 0, $1.pack) } ?? first
        uses[best.pack]?.usedBytes += best.length
        uses[best.pack]?.unusedBytes -= best.length
        insert.bind(1, best.handle.id)
        insert.bind(2, Int64(best.handle.kind.rawValue))
        insert.bind(3, best.pack)
        try insert.run()
        group.removeAll(keepingCapacity: true)
      }
      while try query.step() {
        guard let id = query.id(0), let pack = query.id(2) else { continue }
        let handle = BlobHandle(query.integer(1) == 0 ? .data : .tree, id)
        if let first = group.first, first.handle != handle { try settle() }
        // One pack in two index files is one copy.
        if !group.contains(where: { $0.pack == pack }) { group.append((handle, pack, query.integer(5))) }
      }
      try settle()
      return uses
    }
  }

  /// Sizes with every blob counted as unused: used ones are taken off by the caller.
  private static func rawUses(_ connection: IndexConnection) throws -> [StorageID: PackUse] {
    var uses: [StorageID: PackUse] = [:]
    let query = try connection.statement(
      """
      SELECT p.id, b.kind, b.length, b.raw IS NOT NULL
      FROM blobs b JOIN (SELECT id, min(n) AS n FROM packs GROUP BY id) p ON b.pack = p.n
      """)
    while try query.step() {
      guard let pack = query.id(0) else { continue }
      var use = uses[pack] ?? PackUse(sizeBytes: Int64(MasterKey.overheadBytes) + 4)
      use.kinds.insert(query.integer(1) == 0 ? .data : .tree)
      use.unusedBytes += query.integer(2)
      use.sizeBytes += query.integer(2) + (query.integer(3) == 0 ? 37 : 41)
      uses[pack] = use
    }
    return uses
  }

  /// Bytes of each pack that nothing uses, whichever copy stays.
  private static func waste(_ connection: IndexConnection) throws -> [StorageID: Int64] {
    var waste: [StorageID: Int64] = [:]
    let query = try connection.statement(
      """
      SELECT p.id, b.length FROM blobs b JOIN (SELECT id, min(n) AS n FROM packs GROUP BY id) p ON b.pack = p.n
      WHERE NOT EXISTS (SELECT 1 FROM temp.used u WHERE u.id = b.id AND u.kind = b.kind)
      """)
    while try query.step() { if let pack = query.id(0) { waste[pack, default: 0] += query.integer(1) } }
    return waste
  }

  /// Whether the copy of the blob in this pack is the one that stays.
  func isKeeper(_ handle: BlobHandle, pack: StorageID) throws -> Bool {
    try perform { connection in
      let query = try connection.statement("SELECT pack FROM temp.keepers WHERE id = ?1 AND kind = ?2")
      query.bind(1, handle.id)
      query.bind(2, Int64(handle.kind.rawValue))
      defer { query.reset() }
      return try query.step() && query.id(0) == pack
    }
  }

  /// The index files that list one of the packs.
  func files(listing packs: Set<StorageID>) throws -> Set<StorageID> {
    try perform { connection in
      var files: Set<StorageID> = []
      let query = try connection.statement("SELECT p.id, f.id FROM packs p JOIN files f ON f.n = p.file")
      while try query.step() {
        if let pack = query.id(0), packs.contains(pack), let file = query.id(1) { files.insert(file) }
      }
      return files
    }
  }

  /// The packs that an index file lists.
  func packs(inFile file: StorageID) throws -> [StorageID] {
    try perform { connection in
      var packs: [StorageID] = []
      let query = try connection.statement(
        "SELECT p.id FROM packs p JOIN files f ON f.n = p.file WHERE f.id = ?1 ORDER BY p.id")
      query.bind(1, file)
      while try query.step() { if let pack = query.id(0) { packs.append(pack) } }
      return packs
    }
  }
}
