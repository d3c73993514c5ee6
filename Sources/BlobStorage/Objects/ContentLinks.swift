extension MetadataTransaction {
  /// One more user of a content.
  func linkContent(_ id: Int64) throws(BlobStorageError) {
    try query("UPDATE content SET links = links + 1 WHERE id = ?").bind(id, at: 1).run()
  }

  /// One user of a content less; with the last one its parts go.
  func unlinkContent(_ id: Int64) throws(BlobStorageError) {
    let select = try query("SELECT links FROM content WHERE id = ?").bind(id, at: 1)
    guard try select.step() else { return }
    let links = select.integer(0)
    select.reset()
    if links > 1 {
      try query("UPDATE content SET links = links - 1 WHERE id = ?").bind(id, at: 1).run()
      return
    }
    let segments = try query("SELECT blob FROM segment WHERE content = ?").bind(id, at: 1)
    var blobs: [Int64] = []
    while try segments.step() { blobs.append(segments.integer(0)) }
    for blob in blobs { try unlinkBlob(blob) }
    try query("DELETE FROM segment WHERE content = ?").bind(id, at: 1).run()
    try query("DELETE FROM part WHERE content = ?").bind(id, at: 1).run()
    try query("DELETE FROM content WHERE id = ?").bind(id, at: 1).run()
  }
}
