internal import Digests
internal import Glibc
internal import StorageModel

/// The body of an object, copied to where another storage class keeps its bodies.
///
/// Order of writes: each blob that lies elsewhere is copied into `tmp/` of its new folder, as it is stored (an
/// encrypted one stays sealed and needs no key) and compared with its sum on the way; fsync, rename to a never used
/// name, fsync of the folder. Then one transaction gives the object its new class and its copies, if it is still the
/// version that was looked at, and takes the old blobs' link, whose files the reclaimer unlinks once no reader needs
/// them. A crash before the commit leaves files that the next start sweeps, a crash after it old files that the table
/// `garbage` names: at every step the object is whole, in its old place or in its new one.
struct BodyMove: Sendable {
  /// The copies, by the number of the blob that each is of.
  fileprivate(set) var copies: [Int64: StoredBody] = [:]
  fileprivate(set) var bytes: Int64 = 0
}

extension BlobStore {
  /// Copies what of the body of `object` lies where `storageClass` does not keep its bodies; nil where nothing does.
  /// `goesOn` is asked every few MiB. Throws `.damaged` for bytes that are not the ones written, `.replaced` when the
  /// object went away or `goesOn` said no; then nothing is left behind.
  func copyBody(
    of object: StoredObject, to storageClass: String?, goesOn: () -> Bool
  ) throws(BlobStorageError) -> BodyMove? {
    let target = placement(of: storageClass)
    // The files stay for as long as they are read.
    let lease = reclaimer.lease()
    defer { withExtendedLifetime(lease) {} }
    var move = BodyMove()
    do throws(BlobStorageError) {
      for id in try blobs(of: object) {
        guard let record = try blobRecord(id) else { throw outdated }
        guard record.lies(elsewhereThan: target) else { continue }
        let copy = try copy(record, to: target, goesOn: goesOn)
        move.copies[id] = copy
        move.bytes += copy.sizeBytes
      }
    } catch {
      discard(move)
      throw error
    }
    return move.copies.isEmpty ? nil : move
  }

  /// Forgets copies that no transaction took.
  func discard(_ move: BodyMove) { for copy in move.copies.values { discard(copy) } }

  private var outdated: BlobStorageError {
    BlobStorageError(.replaced, "the object went away while its body was being moved")
  }

  private func blobs(of object: StoredObject) throws(BlobStorageError) -> [Int64] {
    if let blob = object.blob { return [blob] }
    guard let content = object.content else { return [] }
    return try read { database throws(BlobStorageError) in
      let query = try Query(database, "SELECT DISTINCT blob FROM segment WHERE content = ?").bind(content, at: 1)
      var blobs: [Int64] = []
      while try query.step() { blobs.append(query.integer(0)) }
      return blobs
    }
  }

  private func blobRecord(_ id: Int64) throws(BlobStorageError) -> BlobRecord? {
    try read { database throws(BlobStorageError) in
      let query = try Query(database, "SELECT \(blobColumns) FROM blob l WHERE id = ?").bind(id, at: 1)
      guard try query.step() else { return nil }
      defer { query.reset() }
      return try BlobRow(query: query, column: 0).record()
    }
  }

  private func copy(
    _ record: BlobRecord, to volume: String?, goesOn: () -> Bool
  ) throws(BlobStorageError) -> StoredBody {
    guard let name = BlobName(bytes: randomBytes(count: 16)), let place = folder.folder(volume) else {
      throw BlobStorageError(.inputOutput, "the storage class \(volume ?? "") has no folder")
    }
    let output = try FileDescriptor.open(place.temporaryPath(name), O_RDWR | O_CREAT | O_EXCL)
    do throws(BlobStorageError) {
      try fill(output, from: record, goesOn: goesOn)
    } catch {
      unlink(place.temporaryPath(name))
      throw error
    }
    do throws(BlobStorageError) {
      try place.publish(output, name)
    } catch {
      if error.code == .stopped { writer.stop(error) }
      throw error
    }
    return StoredBody(
      place: .file(BlobFile(name: name, volume: volume)), sizeBytes: record.sizeBytes, md5: [], crc: record.crc,
      sums: record.sums, seal: record.seal, checksum: nil)
  }

  /// Copies the stored bytes; throws `.damaged` unless they are the ones written.
  private func fill(
    _ output: FileDescriptor, from record: BlobRecord, goesOn: () -> Bool
  ) throws(BlobStorageError) {
    switch record.place {
    case .inline(let bytes):
      try record.checkInline(bytes)
      try output.write(bytes)
    case .file(let file):
      let input = try openFile(file, storedBytes: record.storedBytes)
      var sum = CRC64NVME()
      var position: Int64 = 0
      while position < record.storedBytes {
        guard goesOn() else { throw BlobStorageError(.replaced, "the move of a body was put off") }
        let bytes = try input.read(at: position, limit: Int(min(Self.moveWindowBytes, record.storedBytes - position)))
        guard !bytes.isEmpty else { throw BlobStorageError(.damaged, "a blob is shorter than its row says") }
        sum.update(bytes)
        try output.write(bytes, at: position)
        position += Int64(bytes.count)
      }
      guard sum.bytes == record.crc else {
        throw BlobStorageError(.damaged, "the bytes of the blob \(file.name.text) are not the ones written")
      }
    }
  }

  private static let moveWindowBytes: Int64 = 4 << 20
}

extension BlobRecord {
  /// True for a blob that `volume` does not hold; nil is the store itself, whose database is as good as its folder.
  fileprivate func lies(elsewhereThan volume: String?) -> Bool {
    switch place {
    case .inline: volume != nil
    case .file(let file): file.volume != volume
    }
  }
}

extension MetadataTransaction {
  /// Gives an object the copies of `move` in place of the blobs that they are of, and says what it is made of then.
  /// `object` must be made of the same blobs as when they were copied.
  func take(_ move: BodyMove, for object: StoredObject) throws(BlobStorageError) -> (blob: Int64?, content: Int64?) {
    if let blob = object.blob {
      guard let copy = move.copies[blob] else { throw BlobStorageError(.damaged, "a blob was not copied") }
      let made = try insertBlob(copy)
      try unlinkBlob(blob)
      return (made, nil)
    }
    guard let content = object.content else { return (nil, nil) }
    let made = try nextSequence()
    try query("INSERT INTO content (id, links) VALUES (?, 1)").bind(made, at: 1).run()
    try query(copyPartsSQL).bind(made, at: 1).bind(content, at: 2).run()
    var replacements: [Int64: Int64] = [:]
    for (old, copy) in move.copies.sorted(by: { $0.key < $1.key }) { replacements[old] = try insertBlob(copy) }
    var linked: Set<Int64> = []
    for segment in try segmentRows(of: content) {
      let blob = replacements[segment.blob] ?? segment.blob
      // A copy has one user from the start.
      if blob == segment.blob || !linked.insert(blob).inserted { try linkBlob(blob) }
      let insert = try query(
        "INSERT INTO segment (content, number, ordinal, blob, start, size) VALUES (?, ?, ?, ?, ?, ?)")
      insert.bind(made, at: 1).bind(segment.number, at: 2).bind(segment.ordinal, at: 3).bind(blob, at: 4)
      try insert.bind(segment.start, at: 5).bind(segment.size, at: 6).run()
    }
    try unlinkContent(content)
    return (nil, made)
  }

  private func segmentRows(of content: Int64) throws(BlobStorageError) -> [SegmentRow] {
    let query = try query("SELECT number, ordinal, blob, start, size FROM segment WHERE content = ?")
    query.bind(content, at: 1)
    var rows: [SegmentRow] = []
    while try query.step() {
      rows.append(
        SegmentRow(
          number: query.integer(0), ordinal: query.integer(1), blob: query.integer(2), start: query.integer(3),
          size: query.integer(4)))
    }
    return rows
  }
}

/// A row of `segment`.
private struct SegmentRow {
  let number: Int64
  let ordinal: Int64
  let blob: Int64
  let start: Int64
  let size: Int64
}

private let copyPartsSQL = """
  INSERT INTO part (content, number, start, size, md5, algorithm, checksum, modified)
  SELECT ?, number, start, size, md5, algorithm, checksum, modified FROM part WHERE content = ?
  """
