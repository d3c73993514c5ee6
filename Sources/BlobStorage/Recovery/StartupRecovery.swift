internal import Glibc

/// What a start finds after the process before it ended, however it ended.
package struct RecoveryReport: Sendable {
  /// False when the store was closed in order: then nothing was looked for.
  package var wasUnclean = false
  package var sweptTemporaryFiles = 0
  package var sweptBlobs = 0
  /// Blobs that rows name and that are not there. They are reported, never dropped.
  package var missingBlobs: [String] = []
}

/// Brings folder and metadata together before the first request.
///
/// The database is consistent by its own log. Then: unfinished bodies in `tmp/` go; files that the table `garbage`
/// names go; after an unclean end also files that no row names (a crash between fsync and commit), and rows without a
/// file are reported. Nothing else runs meanwhile, so that no body on its way in can be taken for an orphan.
struct StartupRecovery {
  let folder: StoreFolder
  let connection: Connection

  func run() throws(BlobStorageError) -> RecoveryReport {
    var report = RecoveryReport()
    report.sweptTemporaryFiles = try sweepTemporaryFiles()
    try sweepGarbage(connection)
    report.wasUnclean = try Counters.value(connection, "clean") != 1
    if report.wasUnclean { try compare(connection, &report) }
    try Counters.set(connection, "clean", to: 0)
    return report
  }

  private func sweepTemporaryFiles() throws(BlobStorageError) -> Int {
    var count = 0
    for place in places.values {
      let names = try StoreFolder.names(in: place.temporaryPath)
      for name in names { unlink(place.temporaryPath + "/" + name) }
      count += names.count
    }
    return count
  }

  /// The store's own tree under nil, and those of storage classes.
  private var places: [String?: BlobFolder] {
    var places: [String?: BlobFolder] = [nil: folder.home]
    for (storageClass, place) in folder.volumes { places[storageClass] = place }
    return places
  }

  private func sweepGarbage(_ database: Connection) throws(BlobStorageError) {
    let query = try Query(database, "SELECT name, volume FROM garbage")
    while try query.step() {
      guard let name = BlobName(bytes: query.bytes(0)), let place = folder.folder(query.optionalText(1)) else {
        continue
      }
      unlink(place.blobPath(name))
    }
    try Query(database, "DELETE FROM garbage").run()
  }

  private func compare(_ database: Connection, _ report: inout RecoveryReport) throws(BlobStorageError) {
    for (shard, text) in BlobFolder.shards.enumerated() {
      var wanted: Set<BlobFile> = []
      let query = try Query(database, "SELECT name, volume FROM blob WHERE name >= ? AND name < ?")
      query.bind([UInt8(shard)], at: 1)
      query.bind(shard == 255 ? [UInt8](repeating: 255, count: 17) : [UInt8(shard) + 1], at: 2)
      while try query.step() {
        if let name = BlobName(bytes: query.bytes(0)) {
          wanted.insert(BlobFile(name: name, volume: query.optionalText(1)))
        }
      }
      for (volume, place) in places {
        for text in try StoreFolder.names(in: place.shardPath(text)) {
          guard let name = BlobName(text: text) else { continue }
          if wanted.remove(BlobFile(name: name, volume: volume)) == nil {
            unlink(place.blobPath(name))
            report.sweptBlobs += 1
          }
        }
      }
      report.missingBlobs += wanted.map(\.name.text).sorted()
    }
  }
}
