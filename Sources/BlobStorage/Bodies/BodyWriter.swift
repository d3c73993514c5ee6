internal import Digests
internal import Glibc

/// Takes a body piece by piece: into memory while it is small, else into a file of `tmp/`, with its digests on the
/// way.
///
/// Order of writes (`finish`): length and digests are compared; the file is fsynced, renamed to a never used name in
/// `blobs/`, and that folder is fsynced. A crash before leaves a file in `tmp/`, which the next start sweeps; a crash
/// after leaves a blob without a row, which the next start sweeps too.
package final class BodyWriter: @unchecked Sendable {
  // Owner: one request, which uses it from one thread at a time.
  private let folder: StoreFolder
  private let writer: MetadataWriter
  private let demands: BodyDemands
  private let inlineLimit: Int
  private var buffer: [UInt8] = []
  private var digests: BodyDigests?
  private var file: FileDescriptor?
  private var name: BlobName?
  private var sizeBytes: Int64 = 0

  init(_ folder: StoreFolder, _ writer: MetadataWriter, _ demands: BodyDemands, inlineLimit: Int) {
    self.folder = folder
    self.writer = writer
    self.demands = demands
    self.inlineLimit = inlineLimit
    if let length = demands.lengthBytes, length <= Int64(inlineLimit) { buffer.reserveCapacity(Int(length)) }
  }

  deinit { abandon() }

  /// Takes the next bytes. Throws `.objectTooLarge` and `.incompleteBody` as soon as there are more than announced.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(BlobStorageError) {
    let (size, overflow) = sizeBytes.addingReportingOverflow(Int64(bytes.count))
    guard !overflow, size <= demands.maximumBytes else {
      throw BlobStorageError(.objectTooLarge, "the body is over \(demands.maximumBytes) bytes")
    }
    if let length = demands.lengthBytes, size > length {
      throw BlobStorageError(.incompleteBody, "the body is longer than the \(length) bytes announced")
    }
    if file == nil, size <= Int64(inlineLimit) {
      buffer.append(contentsOf: bytes)
    } else {
      let file = try spill()
      digests?.update(bytes)
      try file.write(bytes, at: sizeBytes)
    }
    sizeBytes = size
  }

  /// Compares and makes durable. Whatever it throws, nothing is left behind.
  package func finish(_ expected: BodyExpectations) throws(BlobStorageError) -> StoredBody {
    if let wanted = expected.lengthBytes ?? demands.lengthBytes, wanted != sizeBytes {
      throw BlobStorageError(.incompleteBody, "the body has \(sizeBytes) bytes, not the \(wanted) announced")
    }
    let values =
      digests?.finish() ?? buffer.withUnsafeBytes { BodyDigests.values(of: $0, demands) }
    try values.verify(expected)
    let place: StoredBody.Place
    if let file, let name {
      try publish(file, name)
      place = .file(name)
    } else {
      place = .inline(buffer)
    }
    return StoredBody(
      place: place, sizeBytes: sizeBytes, md5: values.md5, crc: values.crc, checksum: values.checksum)
  }

  /// Forgets the body; harmless after `finish`.
  package func abandon() {
    guard file != nil, let name else { return }
    file = nil
    unlink(temporaryPath(name))
  }

  /// Opens the file and moves what is in memory there.
  private func spill() throws(BlobStorageError) -> FileDescriptor {
    if let file { return file }
    guard let name = BlobName(bytes: randomBytes(count: 16)) else {
      throw BlobStorageError(.inputOutput, "no random bytes")
    }
    let file = try FileDescriptor.open(temporaryPath(name), O_RDWR | O_CREAT | O_EXCL)
    self.file = file
    self.name = name
    var digests = BodyDigests(demands)
    var failure: BlobStorageError?
    buffer.withUnsafeBytes { bytes in
      digests.update(bytes)
      do throws(BlobStorageError) {
        try file.write(bytes, at: 0)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    buffer = []
    self.digests = digests
    return file
  }

  private func publish(_ file: FileDescriptor, _ name: BlobName) throws(BlobStorageError) {
    var isPublished = false
    do throws(BlobStorageError) {
      try file.synchronise()
      guard rename(temporaryPath(name), folder.blobPath(name)) == 0 else { throw .system("rename", "a blob") }
      self.file = nil
      isPublished = true
      try FileDescriptor.open(folder.shardPath(name), O_RDONLY | O_DIRECTORY).synchronise()
    } catch {
      if error.code == .stopped {
        writer.stop(error)
      } else if isPublished {
        unlink(folder.blobPath(name))
      }
      throw error
    }
  }

  private func temporaryPath(_ name: BlobName) -> String { folder.temporaryPath + "/" + name.text }
}
