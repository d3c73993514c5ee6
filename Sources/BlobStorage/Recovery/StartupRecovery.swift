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
    let names = try StoreFolder.names(in: folder.temporaryPath)
    for name in names { unlink(folder.temporaryPath + "/" + name) }
    return names.count
  }

  private func sweepGarbage(_ database: Connection) throws(BlobStorageError) {
    let query = try Query(database, "SELECT name FROM garbage")
    while try query.step() {
      if let name = BlobName(bytes: query.bytes(0)) { unlink(folder.blobPath(name)) }
    }
    try Query(database, "DELETE FROM garbage").run()
  }

  private func compare(_ database: Connection, _ report: inout RecoveryReport) throws(BlobStorageError) {
    for shard in 0..<256 {
      let low = [UInt8(shard)]
      var wanted: Set<BlobName> = []
      let query = try Query(database, "SELECT name FROM blob WHERE name >= ? AND name < ?")
      query.bind(low, at: 1)
      query.bind(shard == 255 ? [UInt8](repeating: 255, count: 17) : [UInt8(shard) + 1], at: 2)
      while try query.step() {
        if let name = BlobName(bytes: query.bytes(0)) { wanted.insert(name) }
      }
      guard let folderName = BlobName(bytes: low + [UInt8](repeating: 0, count: 15)) else { continue }
      for text in try StoreFolder.names(in: folder.shardPath(folderName)) {
        guard let name = BlobName(text: text) else { continue }
        if wanted.remove(name) == nil {
          unlink(folder.blobPath(name))
          report.sweptBlobs += 1
        }
      }
      report.missingBlobs += wanted.map(\.text).sorted()
    }
  }
}
