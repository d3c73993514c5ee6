internal import Digests
internal import Glibc

/// Takes a body piece by piece: into memory while it is small, else into a file of `tmp/`, with its digests on the
/// way, and encrypted where that is demanded.
///
/// Order of writes (`finish`): length and digests are compared; the file is fsynced, renamed to a never used name in
/// `blobs/`, and that folder is fsynced. A crash before leaves a file in `tmp/`, which the next start sweeps; a crash
/// after leaves a blob without a row, which the next start sweeps too.
package final class BodyWriter: @unchecked Sendable {
  /// Bodies from this size on are hashed together with others: it pays where there are several pieces.
  private static let companyBytes: Int64 = 1 << 20

  // Owner: one request, which uses it from one thread at a time.
  private let folder: StoreFolder
  private let writer: MetadataWriter
  private let demands: BodyDemands
  private let keyring: Keyring
  private let company: MD5Company
  /// Negative where even an empty body gets a file.
  private let inlineLimit: Int
  private var buffer: [UInt8] = []
  private var digests: BodyDigests?
  private var open: (file: BlobFile, output: BlobFileWriter)?
  private var seal: BlobSeal?
  private var sizeBytes: Int64 = 0

  init(
    _ folder: StoreFolder, _ writer: MetadataWriter, _ demands: BodyDemands, keyring: Keyring, company: MD5Company,
    inlineLimit: Int
  ) {
    self.company = company
    self.folder = folder
    self.writer = writer
    self.demands = demands
    self.keyring = keyring
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
    if open == nil, size <= Int64(inlineLimit) {
      buffer.append(contentsOf: bytes)
    } else {
      try spill()
      digests?.update(bytes)
      try open?.output.write(bytes)
    }
    sizeBytes = size
  }

  /// Compares and makes durable. Whatever it throws, nothing is left behind.
  package func finish(_ expected: BodyExpectations) throws(BlobStorageError) -> StoredBody {
    if let wanted = expected.lengthBytes ?? demands.lengthBytes, wanted != sizeBytes {
      throw BlobStorageError(.incompleteBody, "the body has \(sizeBytes) bytes, not the \(wanted) announced")
    }
    if open == nil, inlineLimit < 0 { try spill() }
    let values =
      digests?.finish() ?? buffer.withUnsafeBytes { BodyDigests.values(of: $0, demands) }
    // Nobody is to wait for a body that is only being written out.
    digests = nil
    try values.verify(expected)
    guard open != nil else { return try inlineBody(values) }
    let sealedSum = try open?.output.finish()
    guard let (file, output) = open else { throw BlobStorageError(.stopped, "the body was abandoned") }
    try publish(output.file, file)
    return StoredBody(
      place: .file(file), sizeBytes: sizeBytes, md5: visibleMD5(values), crc: sealedSum ?? values.crc,
      sums: seal == nil ? values.sums : nil, seal: seal, checksum: values.checksum)
  }

  /// Forgets the body; harmless after `finish`.
  package func abandon() {
    digests = nil
    guard let (file, _) = open else { return }
    open = nil
    if let folder = folder.folder(file.volume) { unlink(folder.temporaryPath(file.name)) }
  }

  private func inlineBody(_ values: DigestValues) throws(BlobStorageError) -> StoredBody {
    var bytes = buffer
    var crc = values.crc
    if let cipher = try makeSeal() {
      bytes = try cipher.sealed(bytes)
      var sum = CRC64NVME()
      sum.update(bytes)
      crc = sum.bytes
    }
    return StoredBody(
      place: .inline(bytes), sizeBytes: sizeBytes, md5: visibleMD5(values), crc: crc, sums: nil, seal: seal,
      checksum: values.checksum)
  }

  /// S3 says that the ETag of what a customer's key encrypts is not the MD5: it would tell equal contents.
  private func visibleMD5(_ values: DigestValues) -> [UInt8] {
    if case .customer = demands.key { return randomBytes(count: 16) }
    return values.md5
  }

  private func makeSeal() throws(BlobStorageError) -> FrameCipher? {
    guard let key = demands.key else { return nil }
    let (seal, cipher) = try BlobSeal.make(key, keyring)
    self.seal = seal
    return cipher
  }

  /// Opens the file and moves what is in memory there.
  private func spill() throws(BlobStorageError) {
    guard open == nil else { return }
    try ResidentReader.checkMayWait()
    guard let name = BlobName(bytes: randomBytes(count: 16)) else {
      throw BlobStorageError(.inputOutput, "no random bytes")
    }
    let volume = demands.storageClass.flatMap { folder.folder($0) == nil ? nil : $0 }
    let file = BlobFile(name: name, volume: volume)
    let place = folder.folder(volume) ?? folder.home
    let descriptor = try FileDescriptor.open(place.temporaryPath(name), O_RDWR | O_CREAT | O_EXCL)
    open = (file, BlobFileWriter(descriptor, nil))
    var output = BlobFileWriter(descriptor, try makeSeal())
    let isLarge = demands.lengthBytes ?? .max >= Self.companyBytes
    var digests = BodyDigests(demands, company: isLarge ? company : nil)
    var failure: BlobStorageError?
    buffer.withUnsafeBytes { bytes in
      digests.update(bytes)
      do throws(BlobStorageError) {
        try output.write(bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    buffer = []
    open = (file, output)
    self.digests = digests
  }

  private func publish(_ descriptor: FileDescriptor, _ file: BlobFile) throws(BlobStorageError) {
    guard let place = folder.folder(file.volume) else { throw BlobStorageError(.inputOutput, "the folder is gone") }
    do throws(BlobStorageError) {
      try place.publish(descriptor, file.name)
      open = nil
    } catch {
      open = nil
      if error.code == .stopped { writer.stop(error) }
      throw error
    }
  }
}
