internal import Digests

/// The columns of a blob, table alias `l`, in the order in which ``BlobRow`` reads them.
let blobColumns = "l.name, l.bytes, l.size, l.crc, l.sums, l.seal, l.volume"

/// The columns of a blob in the current row of a query, from `column` on; read when asked for.
struct BlobRow {
  let query: Query
  let column: Int32

  /// nil for a blob that lies in the database.
  var file: BlobFile? {
    guard let name = query.optionalBytes(column).flatMap({ BlobName(bytes: $0) }) else { return nil }
    return BlobFile(name: name, volume: query.optionalText(column + 6))
  }

  /// The row as a value. Throws `.damaged` for one that contradicts itself.
  func record() throws(BlobStorageError) -> BlobRecord {
    let sealBytes = query.optionalBytes(column + 5)
    let seal = sealBytes.flatMap { BlobSeal(bytes: $0) }
    guard (seal == nil) == (sealBytes == nil), query.integer(column + 2) >= 0 else {
      throw BlobStorageError(.damaged, "the row of a blob cannot be read")
    }
    return BlobRecord(
      place: file.map { .file($0) } ?? .inline(query.bytes(column + 1)), sizeBytes: query.integer(column + 2),
      crc: query.bytes(column + 3), sums: query.optionalBytes(column + 4), seal: seal)
  }
}

/// Where the bytes of a blob lie and what proves them.
struct BlobRecord: Sendable {
  let place: StoredBody.Place
  /// Of the content.
  let sizeBytes: Int64
  /// CRC-64/NVME of the stored bytes, big-endian.
  let crc: [UInt8]
  let sums: [UInt8]?
  let seal: BlobSeal?

  /// On the disk.
  var storedBytes: Int64 { seal == nil ? sizeBytes : FrameCipher.storedBytes(sizeBytes) }

  /// Throws `.damaged` unless the stored bytes of an inline blob are the ones written.
  func checkInline(_ bytes: [UInt8]) throws(BlobStorageError) {
    var sum = CRC64NVME()
    sum.update(bytes)
    guard Int64(bytes.count) == storedBytes, sum.bytes == crc else {
      throw BlobStorageError(.damaged, "the bytes of a small object are not the ones written")
    }
  }
}
