extension LocalIndex {
  /// Whether some index file lists the blob.
  package func contains(_ handle: BlobHandle) throws -> Bool {
    try perform { connection in
      let query = try connection.statement("SELECT 1 FROM blobs WHERE id = ?1 AND kind = ?2 LIMIT 1")
      query.bind(1, handle.id)
      query.bind(2, Int64(handle.kind.rawValue))
      defer { query.reset() }
      return try query.step()
    }
  }

  /// All places of the blob, each only once even where several index files list its pack.
  package func locations(_ handle: BlobHandle) throws -> [BlobLocation] {
    try perform { connection in
      let query = try connection.statement(
        """
        SELECT p.id, b.offset, b.length, b.raw FROM blobs b JOIN packs p ON p.n = b.pack
        WHERE b.id = ?1 AND b.kind = ?2
        """)
      query.bind(1, handle.id)
      query.bind(2, Int64(handle.kind.rawValue))
      var found: [BlobLocation] = []
      while try query.step() {
        guard let pack = query.id(0) else { continue }
        let location = BlobLocation(handle, pack: pack, place: Self.place(query, at: 1))
        // Next to always there is one: cheaper than to let SQLite sort.
        if !found.contains(location) { found.append(location) }
      }
      return found
    }
  }

  /// The first of the blobs that no index file lists as it is, of a pack that some index file lists; nil for none.
  func firstUnlisted(of blobs: [BlobLocation], inPack pack: StorageID) throws -> BlobLocation? {
    try perform { connection in
      let numbers = try connection.statement("SELECT n FROM packs WHERE id = ?1")
      numbers.bind(1, pack)
      var packs: [Int64] = []
      while try numbers.step() { packs.append(numbers.integer(0)) }
      guard !packs.isEmpty else { return nil }
      let query = try connection.statement(
        "SELECT offset, length, raw FROM blobs WHERE id = ?1 AND kind = ?2 AND pack = ?3 AND offset = ?4")
      return try blobs.first { blob in
        try !packs.contains { number in
          query.bind(1, blob.handle.id)
          query.bind(2, Int64(blob.handle.kind.rawValue))
          query.bind(3, number)
          query.bind(4, Int64(blob.place.offset))
          defer { query.reset() }
          return try query.step() && Self.place(query, at: 0) == blob.place
        }
      }
    }
  }

  /// Calls `body` for each blob of the index, pack after pack; a pack that several files list comes once for each.
  /// The index is locked meanwhile.
  func forEachBlob(_ body: (BlobLocation) throws -> Void) throws {
    try perform { connection in
      let query = try connection.statement(
        """
        SELECT p.id, b.offset, b.length, b.raw, b.id, b.kind FROM blobs b JOIN packs p ON p.n = b.pack
        ORDER BY p.id, b.offset, b.pack
        """)
      var last: BlobLocation?
      while try query.step() {
        guard let pack = query.id(0), let id = query.id(4),
          let kind = BlobKind(rawValue: UInt8(truncatingIfNeeded: query.integer(5)))
        else { continue }
        let location = BlobLocation(BlobHandle(kind, id), pack: pack, place: Self.place(query, at: 1))
        if location == last { continue }
        last = location
        try body(location)
      }
    }
  }

  /// Whether some index file lists the pack.
  func lists(_ pack: StorageID) throws -> Bool {
    try perform { connection in
      let query = try connection.statement("SELECT 1 FROM packs WHERE id = ?1 LIMIT 1")
      query.bind(1, pack)
      defer { query.reset() }
      return try query.step()
    }
  }

  /// How long each pack must be: its blobs, its header, and the length of that.
  func packSizes() throws -> [StorageID: Int64] {
    try perform { connection in
      var sizes: [StorageID: Int64] = [:]
      let query = try connection.statement(
        """
        SELECT p.id, b.length, b.raw IS NULL FROM blobs b
        JOIN (SELECT id, min(n) AS n FROM packs GROUP BY id) p ON b.pack = p.n
        """)
      while try query.step() {
        guard let pack = query.id(0) else { continue }
        sizes[pack, default: Int64(MasterKey.overheadBytes) + 4] +=
          query.integer(1) + (query.integer(2) == 0 ? 41 : 37)
      }
      return sizes
    }
  }

  /// The packs that index files list.
  package func packs() throws -> Set<StorageID> {
    try perform { connection in
      var ids: Set<StorageID> = []
      let query = try connection.statement("SELECT DISTINCT id FROM packs")
      while try query.step() { if let id = query.id(0) { ids.insert(id) } }
      return ids
    }
  }

  /// The blobs of one pack, in the order of the pack.
  package func blobs(inPack pack: StorageID) throws -> [BlobLocation] {
    try perform { connection in
      // The table is ordered by id: one pass over it, for repairs only.
      let query = try connection.statement(
        """
        SELECT DISTINCT b.offset, b.length, b.raw, b.id, b.kind FROM blobs b
        WHERE b.pack IN (SELECT n FROM packs WHERE id = ?1) ORDER BY b.offset
        """)
      query.bind(1, pack)
      var found: [BlobLocation] = []
      while try query.step() {
        guard let id = query.id(3), let kind = BlobKind(rawValue: UInt8(truncatingIfNeeded: query.integer(4))) else {
          continue
        }
        found.append(BlobLocation(BlobHandle(kind, id), pack: pack, place: Self.place(query, at: 0)))
      }
      return found
    }
  }

  /// How many blobs are listed.
  package func blobCount() throws -> Int64 {
    try perform { connection in
      let query = try connection.statement("SELECT count(*) FROM blobs")
      defer { query.reset() }
      return try query.step() ? query.integer(0) : 0
    }
  }

  private static func place(_ query: IndexStatement, at column: Int32) -> BlobPlace {
    BlobPlace(
      offset: UInt32(clamping: query.integer(column)), length: UInt32(clamping: query.integer(column + 1)),
      uncompressedLength: query.isNull(column + 2) ? nil : UInt32(clamping: query.integer(column + 2)))
  }

  // MARK: - When packs were verified

  /// When each pack was last read and found whole, in seconds since 1970.
  package func checkedTimes() throws -> [StorageID: Int64] {
    try perform { connection in
      var times: [StorageID: Int64] = [:]
      let query = try connection.statement("SELECT pack, seconds FROM checked")
      while try query.step() { if let id = query.id(0) { times[id] = query.integer(1) } }
      return times
    }
  }

  /// Remembers that a pack was read and found whole.
  package func noteChecked(_ pack: StorageID, seconds: Int64) throws {
    try perform { connection in
      let insert = try connection.statement("INSERT OR REPLACE INTO checked (pack, seconds) VALUES (?1, ?2)")
      insert.bind(1, pack)
      insert.bind(2, seconds)
      try insert.run()
    }
  }
}
