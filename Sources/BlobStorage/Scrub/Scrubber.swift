internal import Digests
internal import Glibc
internal import StorageModel

/// Compares every blob with what was written, and rows with files.
///
/// It only reads, on a connection of its own, and needs no lock: a daemon may work on the folder meanwhile, in this
/// process or another. What is removed while it looks is looked up again before it counts as missing.
package final class Scrubber {
  private let database: FileDescriptor
  private let hasPageSums: Bool
  private let connection: Connection
  private let places: [String?: BlobFolder]
  private let pace: ScrubPace
  private var report = ScrubReport()
  private var start: Duration
  /// Findings by the number of their blob; owners are looked up at the end, in one pass over the objects.
  private var byBlob: [Int64: ScrubFinding] = [:]

  /// Throws `.notAStore` and `.newerFormat` for a folder that is none of ours.
  package convenience init(path: String, pace: ScrubPace) throws(BlobStorageError) {
    try self.init(path: path, database: nil, pace: pace)
  }

  /// `database`: its file, where this process has it open already, see ``MetadataFile/open()``.
  init(path: String, database: FileDescriptor?, pace: ScrubPace) throws(BlobStorageError) {
    hasPageSums = try StoreFolder.requireFormat(path)
    try PageSums.register()
    if let database {
      self.database = database
    } else {
      self.database = try FileDescriptor.open(path + "/metadata.sqlite", O_RDONLY)
    }
    connection = try Connection(path: path + "/metadata.sqlite", isReadOnly: true)
    var places: [String?: BlobFolder] = [nil: BlobFolder(path: path)]
    let query = try Query(connection, "SELECT class, path FROM volume")
    while try query.step() { places[query.text(0)] = BlobFolder(path: query.text(1)) }
    self.places = places
    self.pace = pace
    start = pace.time
  }

  /// Blobs with a number above `after`, and then, unless it was stopped, files and rows. `passed` hears the number of
  /// the last blob of each batch.
  package func run(after: Int64 = 0, passed: (Int64) -> Void = { _ in }) throws(BlobStorageError) -> ScrubReport {
    start = pace.time
    try survive { () throws(BlobStorageError) in try checkBlobs(after: after, passed) }
    if !pace.isStopped {
      if hasPageSums { report.findings += try PageCheck(file: database, pace: pace).run() }
      try survive { () throws(BlobStorageError) in try checkMetadata() }
      try survive { () throws(BlobStorageError) in try findOrphans() }
    }
    try survive { () throws(BlobStorageError) in try findOwners() }
    report.findings += byBlob.sorted { $0.key < $1.key }.map(\.value)
    report.isComplete = !pace.isStopped
    return report
  }

  /// Runs a step; metadata that cannot be read end it and are a finding, and the next step goes on.
  private func survive(_ step: () throws(BlobStorageError) -> Void) throws(BlobStorageError) {
    do throws(BlobStorageError) {
      try step()
    } catch  where error.code == .damaged {
      report.findings.append(ScrubFinding(kind: .metadata, blob: "", message: error.message))
    }
  }

  private func checkBlobs(after: Int64, _ passed: (Int64) -> Void) throws(BlobStorageError) {
    var position = after
    while !pace.isStopped {
      let batch = try nextBatch(after: position)
      guard let last = batch.last else { break }
      for (id, record) in batch where !pace.isStopped { try check(id, record) }
      position = last.id
      passed(position)
    }
  }

  private func nextBatch(
    after id: Int64
  ) throws(BlobStorageError) -> [(id: Int64, record: Result<BlobRecord, BlobStorageError>)] {
    let query = try Query(connection, batchSQL).bind(id, at: 1)
    var batch: [(id: Int64, record: Result<BlobRecord, BlobStorageError>)] = []
    while try query.step() {
      do throws(BlobStorageError) {
        batch.append((query.integer(0), .success(try BlobRow(query: query, column: 1).record())))
      } catch {
        batch.append((query.integer(0), .failure(error)))
      }
    }
    return batch
  }

  private func check(_ id: Int64, _ row: Result<BlobRecord, BlobStorageError>) throws(BlobStorageError) {
    report.blobs += 1
    var name = "#\(id)"
    do throws(BlobStorageError) {
      let record = try row.get()
      switch record.place {
      case .inline(let bytes):
        report.bytes += Int64(bytes.count)
        try record.checkInline(bytes)
      case .file(let file):
        name = file.name.text
        try checkFile(file, record)
      }
    } catch {
      guard try isStillThere(id) else { return }
      let kind: ScrubFinding.Kind = error.errno == ENOENT ? .missing : .damaged
      byBlob[id] = ScrubFinding(kind: kind, blob: name, message: error.message)
    }
  }

  private func checkFile(_ file: BlobFile, _ record: BlobRecord) throws(BlobStorageError) {
    guard let place = places[file.volume] else {
      throw BlobStorageError(.damaged, "the storage class \(file.volume ?? "") has no folder")
    }
    let opened = try FileDescriptor.open(place.blobPath(file.name), O_RDONLY)
    guard opened.sizeBytes == record.storedBytes else {
      throw BlobStorageError(.damaged, "the file has not the \(record.storedBytes) bytes of its row")
    }
    var sums = StretchSums()
    var position: Int64 = 0
    while position < record.storedBytes, !pace.isStopped {
      let bytes = try opened.read(at: position, limit: Int(min(Int64(1 << 20), record.storedBytes - position)))
      guard !bytes.isEmpty else { throw BlobStorageError(.damaged, "the file is shorter than its row says") }
      bytes.withUnsafeBytes { sums.update($0) }
      position += Int64(bytes.count)
      report.bytes += Int64(bytes.count)
      pace.hold(report.bytes, since: start)
    }
    guard !pace.isStopped else { return }
    guard sums.total.bytes == record.crc else {
      throw BlobStorageError(.damaged, "the bytes of the file are not the ones written")
    }
    guard record.sums == nil || record.sums == sums.finish() else {
      throw BlobStorageError(.damaged, "the sums in the metadata are not those of the file")
    }
  }

  private func isStillThere(_ id: Int64) throws(BlobStorageError) -> Bool {
    let query = try Query(connection, "SELECT 1 FROM blob WHERE id = ?").bind(id, at: 1)
    defer { query.reset() }
    return try query.step()
  }

  /// SQLite's own check, and objects and parts whose blob has no row.
  private func checkMetadata() throws(BlobStorageError) {
    let check = try Query(connection, "PRAGMA integrity_check(20)")
    while try check.step() {
      if check.text(0) == "ok" { continue }
      report.findings.append(ScrubFinding(kind: .metadata, blob: "", message: check.text(0)))
    }
    for sql in danglingSQL {
      let query = try Query(connection, sql)
      while try query.step() {
        let id = query.integer(0)
        byBlob[id] = ScrubFinding(kind: .dangling, blob: "#\(id)", message: "the row of the blob is missing")
      }
    }
  }

  /// Files that no row names, but for young ones: those may be between their fsync and their row.
  private func findOrphans() throws(BlobStorageError) {
    for (volume, place) in places {
      for shard in BlobFolder.shards where !pace.isStopped {
        for text in try StoreFolder.names(in: place.shardPath(shard)) {
          guard let name = BlobName(text: text), try !isKnown(name), isOld(place.blobPath(name)) else { continue }
          let placeText = volume.map { " in the folder of \($0)" } ?? ""
          report.findings.append(
            ScrubFinding(kind: .orphan, blob: text, message: "no row names this file\(placeText)"))
        }
      }
    }
  }

  private func isKnown(_ name: BlobName) throws(BlobStorageError) -> Bool {
    let query = try Query(
      connection, "SELECT 1 FROM blob WHERE name = ?1 UNION ALL SELECT 1 FROM garbage WHERE name = ?1")
    query.bind(name.bytes, at: 1)
    defer { query.reset() }
    return try query.step()
  }

  private func isOld(_ path: String) -> Bool {
    var facts = stat()
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return stat(path, &facts) == 0 && now.tv_sec - facts.st_mtim.tv_sec > 600
  }

  private func findOwners() throws(BlobStorageError) {
    guard !byBlob.isEmpty else { return }
    var contents: [Int64: Set<Int64>] = [:]
    let segments = try Query(connection, "SELECT content, blob FROM segment")
    while try segments.step() {
      if byBlob[segments.integer(1)] != nil { contents[segments.integer(0), default: []].insert(segments.integer(1)) }
    }
    for (sql, isUpload) in ownerSQL {
      let query = try Query(connection, sql)
      while try query.step() {
        var blobs = query.optionalInteger(4).flatMap { contents[$0] } ?? []
        if let blob = query.optionalInteger(3), byBlob[blob] != nil { blobs.insert(blob) }
        for blob in blobs {
          byBlob[blob]?.owners.append(
            ScrubFinding.Owner(
              bucket: query.text(0), key: ObjectKey(bytes: query.bytes(1)), version: query.optionalBytes(2),
              isUpload: isUpload))
        }
      }
    }
  }
}

private let batchSQL = "SELECT l.id, \(blobColumns) FROM blob l WHERE l.id > ? ORDER BY l.id LIMIT 64"

private let danglingSQL = [
  "SELECT blob FROM object WHERE blob IS NOT NULL AND blob NOT IN (SELECT id FROM blob)",
  "SELECT blob FROM segment WHERE blob NOT IN (SELECT id FROM blob)",
]

/// Bucket, key, version, blob and content of everything that has bytes; true for what is still an upload.
private let ownerSQL = [
  ("SELECT b.name, o.key, o.version, o.blob, o.content FROM object o JOIN bucket b ON b.id = o.bucket", false),
  ("SELECT b.name, u.key, NULL, NULL, u.content FROM upload u JOIN bucket b ON b.id = u.bucket", true),
]
