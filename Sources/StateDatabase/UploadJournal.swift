package import StorageModel

/// A multipart upload as the journal knows it.
package struct RecordedUpload: Hashable, Sendable {
  /// Given by ``UploadJournal/begin(_:)``; 0 before.
  package var id: Int64 = 0
  package var path: PathBytes
  package var key: ObjectKey
  /// nil while only the intent is recorded: whether the upload exists is for the endpoint's list of uploads to say.
  package var uploadID: String?
  package var sizeBytes: Int64
  package var partSizeBytes: Int64
  /// The content that is being sent: it may be resumed only from the same file or object.
  package var sourceFile: FileFingerprint?
  package var sourceETag: ETag?
  package var begun: Timestamp
  /// In ascending order of their numbers.
  package var parts: [RecordedPart] = []

  package init(
    path: PathBytes, key: ObjectKey, sizeBytes: Int64, partSizeBytes: Int64, sourceFile: FileFingerprint? = nil,
    sourceETag: ETag? = nil, begun: Timestamp
  ) {
    self.path = path
    self.key = key
    self.sizeBytes = sizeBytes
    self.partSizeBytes = partSizeBytes
    self.sourceFile = sourceFile
    self.sourceETag = sourceETag
    self.begun = begun
  }
}

/// A part that the store acknowledged.
package struct RecordedPart: Hashable, Sendable {
  package var number: Int
  package var etag: ETag
  package var sizeBytes: Int64
  /// SHA-256 of its bytes.
  package var digest: ContentDigest?
  package var checksum: Checksum?

  package init(
    number: Int, etag: ETag, sizeBytes: Int64, digest: ContentDigest? = nil, checksum: Checksum? = nil
  ) {
    self.number = number
    self.etag = etag
    self.sizeBytes = sizeBytes
    self.digest = digest
    self.checksum = checksum
  }
}

/// Multipart uploads that were begun and not yet completed or aborted.
///
/// Order of writes: ``begin(_:)`` before CreateMultipartUpload, ``setUploadID(_:of:)`` after its answer,
/// ``addPart(_:to:)`` after each part's answer, ``finish(_:)`` after Complete or Abort was answered. A crash leaves at
/// most an upload without a recorded id, which the intent's key finds again in the endpoint's list. Each call returns
/// after its commit.
package struct UploadJournal: Sendable {
  private let connection: StateConnection

  init(connection: StateConnection) { self.connection = connection }

  /// Records the intent and returns its id.
  package func begin(_ upload: RecordedUpload) async throws(StateError) -> Int64 {
    try await connection.submit { session in
      var id: Int64 = 0
      try session.transaction {
        try session.prepare("SELECT coalesce(max(id), 0) + 1 FROM uploads").forEach { id = $0.integer(0) }
        try Self.write(upload, id: id, session)
      }
      return id
    }.get()
  }

  /// What CreateMultipartUpload answered.
  package func setUploadID(_ uploadID: String, of id: Int64) async throws(StateError) {
    try await connection.submit { session in
      try session.transaction {
        guard var upload = try Self.read(id: id, session).first else { return }
        upload.uploadID = uploadID
        try Self.write(upload, id: id, session)
      }
    }.get()
  }

  /// A part that the store has; one of the same number is replaced.
  package func addPart(_ part: RecordedPart, to id: Int64) async throws(StateError) {
    try await connection.submit { session in
      let statement = try session.prepare(
        """
        INSERT INTO parts (upload, number, facts) VALUES (?1, ?2, ?3)
        ON CONFLICT (upload, number) DO UPDATE SET facts = excluded.facts
        """)
      var fields = FieldWriter()
      fields.part(part)
      let key = Self.key(id, Int64(part.number))
      try key.withUnsafeBytes { key in
        try fields.sealed(key: key, seed: session.seed).withUnsafeBytes { facts in
          statement.bind(1, id)
          statement.bind(2, Int64(part.number))
          statement.bind(3, facts)
          try statement.run()
        }
      }
    }.get()
  }

  /// Forgets an upload that is complete or gone.
  package func finish(_ id: Int64) async throws(StateError) {
    try await connection.submit { session in
      try session.transaction {
        for sql in ["DELETE FROM parts WHERE upload = ?1", "DELETE FROM uploads WHERE id = ?1"] {
          let statement = try session.prepare(sql)
          statement.bind(1, id)
          try statement.run()
        }
      }
    }.get()
  }

  /// All open uploads with their parts, oldest first. What is no longer as it was written is left out: the endpoint's
  /// own list finds such an upload.
  package func all() async throws(StateError) -> [RecordedUpload] {
    try await connection.submit { session in
      try Self.read(id: nil, session).map { upload in
        var upload = upload
        upload.parts = try Self.parts(of: upload.id, session)
        return upload
      }
    }.get()
  }
}

extension UploadJournal {
  private static func key(_ numbers: Int64...) -> [UInt8] {
    var fields = FieldWriter()
    for number in numbers { fields.integer(number) }
    return fields.bytes
  }

  private static func write(_ upload: RecordedUpload, id: Int64, _ session: Session) throws {
    let statement = try session.prepare(
      "INSERT INTO uploads (id, facts) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET facts = excluded.facts")
    var fields = FieldWriter()
    fields.upload(upload)
    try key(id).withUnsafeBytes { key in
      try fields.sealed(key: key, seed: session.seed).withUnsafeBytes { facts in
        statement.bind(1, id)
        statement.bind(2, facts)
        try statement.run()
      }
    }
  }

  private static func read(id: Int64?, _ session: Session) throws -> [RecordedUpload] {
    let statement = try session.prepare("SELECT id, facts FROM uploads WHERE ?1 IS NULL OR id = ?1 ORDER BY id")
    statement.bind(1, id)
    var found: [RecordedUpload] = []
    try statement.forEach { row in
      let id = row.integer(0)
      key(id).withUnsafeBytes { key in
        guard var fields = FieldReader(sealed: row.blob(1), key: key, seed: session.seed) else {
          return session.connection.noteDamage()
        }
        var upload = fields.upload()
        upload.id = id
        if fields.isAtEnd { found.append(upload) }
      }
    }
    return found
  }

  private static func parts(of id: Int64, _ session: Session) throws -> [RecordedPart] {
    let statement = try session.prepare("SELECT number, facts FROM parts WHERE upload = ?1 ORDER BY number")
    statement.bind(1, id)
    var found: [RecordedPart] = []
    try statement.forEach { row in
      let number = row.integer(0)
      key(id, number).withUnsafeBytes { key in
        guard var fields = FieldReader(sealed: row.blob(1), key: key, seed: session.seed) else {
          return session.connection.noteDamage()
        }
        let part = fields.part(number: Int(truncatingIfNeeded: number))
        if fields.isAtEnd { found.append(part) }
      }
    }
    return found
  }
}

extension FieldWriter {
  fileprivate mutating func upload(_ upload: RecordedUpload) {
    string(upload.path.bytes)
    string(upload.key.bytes)
    optional(upload.uploadID) { $0.string($1.utf8) }
    integer(upload.sizeBytes)
    integer(upload.partSizeBytes)
    optional(upload.sourceFile) { $0.fingerprint($1) }
    optional(upload.sourceETag) { $0.string($1.value.utf8) }
    integer(upload.begun.nanoseconds)
  }

  fileprivate mutating func part(_ part: RecordedPart) {
    string(part.etag.value.utf8)
    integer(part.sizeBytes)
    optional(part.digest) { $0.digest($1) }
    optional(part.checksum) { $0.checksum($1) }
  }
}

extension FieldReader {
  fileprivate mutating func upload() -> RecordedUpload {
    let path = PathBytes(bytes: array())
    let key = ObjectKey(bytes: array())
    let uploadID = optional { $0.text() }
    var upload = RecordedUpload(
      path: path, key: key, sizeBytes: integer(), partSizeBytes: integer(),
      sourceFile: optional { $0.fingerprint() }, sourceETag: optional { ETag(verbatim: $0.text()) },
      begun: Timestamp(nanoseconds: integer()))
    upload.uploadID = uploadID
    return upload
  }

  fileprivate mutating func part(number: Int) -> RecordedPart {
    RecordedPart(
      number: number, etag: ETag(verbatim: text()), sizeBytes: integer(), digest: optional { $0.digest() },
      checksum: optional { $0.checksum() }.flatMap { $0 })
  }
}
