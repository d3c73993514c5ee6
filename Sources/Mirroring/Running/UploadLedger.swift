internal import Digests
internal import StateDatabase
internal import StorageModel
internal import Synchronization
internal import Transfers

/// Keeps the multipart uploads of a pair in its state database, so that a later run resumes or aborts what this one
/// leaves.
final class UploadLedger: Sendable {
  private let uploads: UploadJournal
  private let now: @Sendable () -> Timestamp
  /// Uploads that earlier runs left open; taken out once they are resumed or gone. A key can have several: of some
  /// only the intent is known, because the run ended before the endpoint's answer.
  private let left: Mutex<[RecordedUpload]>

  /// Reads what earlier runs left open.
  init(_ uploads: UploadJournal, now: @escaping @Sendable () -> Timestamp) async throws {
    self.uploads = uploads
    self.now = now
    left = Mutex(try await uploads.all())
  }

  /// Uploads of earlier runs that nothing has taken up: to be aborted at the end.
  func abandoned() -> [RecordedUpload] { left.withLock { $0 } }

  /// The ids of all uploads that are on record, those of this run included.
  func recordedIDs() async throws -> Set<String> { Set(try await uploads.all().compactMap(\.uploadID)) }

  /// Forgets an upload that is gone.
  func forget(_ upload: RecordedUpload) async throws {
    settle(upload.id)
    try await uploads.finish(upload.id)
  }

  /// What is open for this key from an earlier run, if its id is known.
  func resumable(_ key: ObjectKey) -> ResumableUpload? {
    lastLeft(key).flatMap { upload in
      guard let uploadID = upload.uploadID, let file = upload.sourceFile else { return nil }
      return ResumableUpload(
        uploadID: uploadID, partSizeBytes: upload.partSizeBytes, fingerprint: file,
        parts: upload.parts.compactMap { SentPart($0) })
    }
  }

  /// The recorder of one file's upload.
  func recorder(for path: PathBytes, key: ObjectKey) -> any UploadRecorder {
    LedgerRecorder(ledger: self, path: path, rowID: lastLeft(key)?.id)
  }

  private func lastLeft(_ key: ObjectKey) -> RecordedUpload? {
    left.withLock { $0.last { $0.key == key && $0.uploadID != nil && $0.sourceFile != nil } }
  }

  private func settle(_ id: Int64) { left.withLock { $0.removeAll { $0.id == id } } }

  /// Writes one upload's rows.
  private final class LedgerRecorder: UploadRecorder {
    private let ledger: UploadLedger
    private let path: PathBytes
    /// The row of the upload, of this run or of the one that is resumed.
    private let row: Mutex<Int64?>

    init(ledger: UploadLedger, path: PathBytes, rowID: Int64?) {
      self.ledger = ledger
      self.path = path
      row = Mutex(rowID)
    }

    func intend(_ upload: IntendedUpload) async throws {
      // An upload that the store forgot begins anew: its old row is of no use.
      if let old = row.withLock({ $0 }) {
        ledger.settle(old)
        try await ledger.uploads.finish(old)
      }
      let id = try await ledger.uploads.begin(
        RecordedUpload(
          path: path, key: upload.key, sizeBytes: upload.fingerprint.sizeBytes, partSizeBytes: upload.partSizeBytes,
          sourceFile: upload.fingerprint, begun: ledger.now()))
      row.withLock { $0 = id }
    }

    func created(uploadID: String) async throws {
      guard let id = row.withLock({ $0 }) else { return }
      try await ledger.uploads.setUploadID(uploadID, of: id)
    }

    func sent(_ part: SentPart) async throws {
      guard let id = row.withLock({ $0 }) else { return }
      try await ledger.uploads.addPart(RecordedPart(part), to: id)
    }

    func closed() async throws {
      let id = row.withLock { row in
        defer { row = nil }
        return row
      }
      guard let id else { return }
      ledger.settle(id)
      try await ledger.uploads.finish(id)
    }
  }
}

extension SentPart {
  /// nil for a row without the digests that completing needs.
  fileprivate init?(_ part: RecordedPart) {
    guard let digest = part.digest, let checksum = part.checksum, checksum.bytes.count == 8 else { return nil }
    let crc = checksum.bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    self.init(
      number: part.number, etag: part.etag,
      digests: PartDigests(sha256: digest.bytes, crc64nvme: crc, sizeBytes: part.sizeBytes))
  }
}

extension RecordedPart {
  fileprivate init(_ part: SentPart) {
    self.init(
      number: part.number, etag: part.etag, sizeBytes: part.digests.sizeBytes,
      digest: ContentDigest(bytes: part.digests.sha256),
      checksum: Checksum(.crc64nvme, bytes: bigEndianBytes(part.digests.crc64nvme)))
  }
}
