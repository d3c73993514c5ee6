extension MetadataTransaction {
  /// Adds a body with one user.
  func insertBlob(_ body: StoredBody) throws(BlobStorageError) -> Int64 {
    let id = try nextSequence()
    let query = try query(
      """
      INSERT INTO blob (id, links, size, crc, name, bytes, sums, seal, volume) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)
      """)
    query.bind(id, at: 1).bind(body.sizeBytes, at: 2).bind(body.crc, at: 3)
    switch body.place {
    case .inline(let bytes): query.bind(nil as [UInt8]?, at: 4).bind(bytes, at: 5).bind(nil as String?, at: 8)
    case .file(let file): query.bind(file.name.bytes, at: 4).bind(nil as [UInt8]?, at: 5).bind(file.volume, at: 8)
    }
    try query.bind(body.sums, at: 6).bind(body.seal?.bytes, at: 7).run()
    return id
  }

  /// One more user of a blob.
  func linkBlob(_ id: Int64) throws(BlobStorageError) {
    try query("UPDATE blob SET links = links + 1 WHERE id = ?").bind(id, at: 1).run()
  }

  /// One user of a blob less; with the last one the blob goes.
  func unlinkBlob(_ id: Int64) throws(BlobStorageError) {
    let select = try query("SELECT links, name, volume FROM blob WHERE id = ?").bind(id, at: 1)
    guard try select.step() else { return }
    let links = select.integer(0)
    let file = select.optionalBytes(1).flatMap { BlobName(bytes: $0) }.map { name in
      BlobFile(name: name, volume: select.optionalText(2))
    }
    select.reset()
    if links > 1 {
      try query("UPDATE blob SET links = links - 1 WHERE id = ?").bind(id, at: 1).run()
    } else {
      try query("DELETE FROM blob WHERE id = ?").bind(id, at: 1).run()
      if let file { try discard(file) }
    }
  }
}
