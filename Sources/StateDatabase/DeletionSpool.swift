internal import Glibc
package import StorageModel

/// A delete that may happen at the end of a run.
package struct SpooledDeletion: Hashable, Sendable {
  package var path: PathBytes
  package var sizeBytes: Int64
  /// The object as it was listed: the delete is of this one.
  package var etag: ETag?
  package var versionID: String?
  /// The local file as it was seen.
  package var file: FileFingerprint?

  package init(
    path: PathBytes, sizeBytes: Int64, etag: ETag? = nil, versionID: String? = nil, file: FileFingerprint? = nil
  ) {
    self.path = path
    self.sizeBytes = sizeBytes
    self.etag = etag
    self.versionID = versionID
    self.file = file
  }
}

/// Candidates for deletion on disk, in the order in which they came: deletes run last, and millions of them must not
/// wait in memory.
///
/// The file has no name: it is gone with the process, however that ends, and nothing of it is ever used by another
/// run. Used by one task at a time: first ``append(_:)``, then ``rewind()`` and ``nextBatch(_:)``. Holds at most 64
/// KiB in memory while writing.
package final class DeletionSpool {
  private static let bufferBytes = 64 << 10

  private let folder: String
  private let descriptor: Int32
  private var unwritten = FieldWriter()
  private var readOffset: off_t = 0
  private var readAhead: [UInt8] = []
  /// How many were appended.
  package private(set) var count: Int64 = 0
  /// Sum of their sizes, up to the largest number.
  package private(set) var sizeBytes: Int64 = 0

  /// Makes an unnamed file in `folder`.
  package init(folder: String) throws(StateError) {
    self.folder = folder
    var template = Array("\(folder)/.spool-XXXXXX".utf8CString)
    let opened = mkstemp(&template)
    guard opened >= 0 else { throw StateError(errno: errno, path: folder, operation: "write a file in") }
    unlink(template)
    _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
    descriptor = opened
  }

  deinit { Glibc.close(descriptor) }

  package func append(_ deletion: SpooledDeletion) throws(StateError) {
    var fields = FieldWriter()
    fields.string(deletion.path.bytes)
    fields.integer(deletion.sizeBytes)
    fields.optional(deletion.etag) { $0.string($1.value.utf8) }
    fields.optional(deletion.versionID) { $0.string($1.utf8) }
    fields.optional(deletion.file) { $0.fingerprint($1) }
    unwritten.string(fields.bytes)
    count += 1
    let (sum, overflow) = sizeBytes.addingReportingOverflow(deletion.sizeBytes)
    sizeBytes = overflow ? .max : sum
    if unwritten.bytes.count >= Self.bufferBytes { try writeOut() }
  }

  /// Ends appending; reading starts at the first one.
  package func rewind() throws(StateError) {
    try writeOut()
    readOffset = 0
    readAhead = []
  }

  /// At most `limit` of them in order; empty at the end.
  package func nextBatch(_ limit: Int) throws(StateError) -> [SpooledDeletion] {
    var batch: [SpooledDeletion] = []
    var consumed = 0
    while batch.count < limit {
      let rest = readAhead.count - consumed
      let length = rest >= 2 ? Int(readAhead[consumed]) | Int(readAhead[consumed + 1]) << 8 : 0
      if rest < 2 || rest < 2 + length {
        readAhead.removeFirst(consumed)
        consumed = 0
        guard try readMore() else { break }
        continue
      }
      let record = readAhead[consumed + 2..<consumed + 2 + length]
      consumed += 2 + length
      guard let deletion = record.withUnsafeBytes({ Self.decode($0) }) else {
        throw StateError(.inputOutput, path: folder, message: "a spooled delete is not what was written")
      }
      batch.append(deletion)
    }
    readAhead.removeFirst(consumed)
    return batch
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer) -> SpooledDeletion? {
    var fields = FieldReader(bytes)
    let deletion = SpooledDeletion(
      path: PathBytes(bytes: fields.array()), sizeBytes: fields.integer(),
      etag: fields.optional { ETag(verbatim: $0.text()) }, versionID: fields.optional { $0.text() },
      file: fields.optional { $0.fingerprint() })
    return fields.isAtEnd ? deletion : nil
  }

  private func writeOut() throws(StateError) {
    var rest = unwritten.bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw StateError(errno: errno, path: folder, operation: "write a file in") }
      rest = rest.dropFirst(written)
    }
    unwritten = FieldWriter()
  }

  /// False at the end of the file.
  private func readMore() throws(StateError) -> Bool {
    var chunk = [UInt8](repeating: 0, count: Self.bufferBytes)
    while true {
      let count = chunk.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, readOffset) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw StateError(errno: errno, path: folder, operation: "read a file in") }
      readOffset += off_t(count)
      readAhead += chunk.prefix(count)
      return count > 0
    }
  }
}
