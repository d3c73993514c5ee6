internal import StorageModel

/// The form in which a row's facts stand in the database: one sealed byte string beside the path.
///
/// One column instead of twenty costs one call per row to read and lets one checksum cover everything (SQLite itself
/// has none for its pages).
extension StateRecord {
  private static let formVersion: UInt8 = 1

  private struct Presence: OptionSet {
    let rawValue: UInt8
    static let file = Presence(rawValue: 1)
    static let unsure = Presence(rawValue: 2)
    static let digest = Presence(rawValue: 4)
    static let digestParts = Presence(rawValue: 8)
    static let object = Presence(rawValue: 16)
    static let sourceObject = Presence(rawValue: 32)
  }

  func sealed(seed: UInt64) -> [UInt8] {
    var fields = FieldWriter()
    fields.byte(Self.formVersion)
    var presence: Presence = []
    if file != nil { presence.insert(.file) }
    if isUnsure { presence.insert(.unsure) }
    if contentDigest != nil { presence.insert(.digest) }
    if digestPartBytes != nil { presence.insert(.digestParts) }
    if object != nil { presence.insert(.object) }
    if sourceObject != nil { presence.insert(.sourceObject) }
    fields.byte(presence.rawValue)
    if let file { fields.fingerprint(file) }
    if let contentDigest { fields.digest(contentDigest) }
    if let digestPartBytes { fields.integer(digestPartBytes) }
    if let object { fields.object(object) }
    if let sourceObject { fields.object(sourceObject) }
    return path.bytes.withUnsafeBytes { fields.sealed(key: $0, seed: seed) }
  }

  /// nil for bytes that were not written for this path of this pair, or no longer are what was written.
  init?(path: UnsafeRawBufferPointer, sealed: UnsafeRawBufferPointer, seed: UInt64) {
    var records: [StateRecord] = []
    guard Self.read(path: path, sealed: sealed, seed: seed, into: &records), let record = records.first else {
      return nil
    }
    self = record
  }

  /// Appends what ``init(path:sealed:seed:)`` gives, in place: by the million, moving rows around costs more than
  /// reading them. False, and nothing appended, where that gives nil.
  static func read(
    path: UnsafeRawBufferPointer, sealed: UnsafeRawBufferPointer, seed: UInt64, into records: inout [StateRecord]
  ) -> Bool {
    guard var fields = FieldReader(sealed: sealed, key: path, seed: seed) else { return false }
    guard fields.byte() == Self.formVersion else { return false }
    let presence = Presence(rawValue: fields.byte())
    let file = presence.contains(.file) ? fields.fingerprint() : nil
    let digest = presence.contains(.digest) ? fields.digest() : nil
    let digestPartBytes = presence.contains(.digestParts) ? fields.integer() : nil
    let object = presence.contains(.object) ? fields.object() : nil
    let sourceObject = presence.contains(.sourceObject) ? fields.object() : nil
    guard fields.isAtEnd else { return false }
    records.append(
      StateRecord(
        path: PathBytes(bytes: Array(path)), file: file, isUnsure: presence.contains(.unsure), contentDigest: digest,
        digestPartBytes: digestPartBytes, object: object, sourceObject: sourceObject))
    return true
  }
}

extension FieldWriter {
  mutating func fingerprint(_ file: FileFingerprint) {
    word(file.device)
    word(file.inode)
    integer(file.sizeBytes)
    integer(file.modified.nanoseconds)
    integer(file.changed.nanoseconds)
  }

  mutating func digest(_ digest: ContentDigest) {
    word(digest.words.0)
    word(digest.words.1)
    word(digest.words.2)
    word(digest.words.3)
  }

  mutating func object(_ object: ObjectRecord) {
    integer(object.sizeBytes)
    string(object.etag.value.utf8)
    optional(object.lastModified) { $0.integer($1.nanoseconds) }
    optional(object.versionID) { $0.string($1.utf8) }
    optional(object.checksum) { $0.checksum($1) }
    optional(object.partSizeBytes) { $0.integer($1) }
  }

  mutating func checksum(_ checksum: Checksum) {
    string(checksum.algorithm.rawValue.utf8)
    string(checksum.bytes)
    optional(checksum.compositePartCount) { $0.integer(Int64($1)) }
  }
}

extension FieldReader {
  @inline(__always)
  mutating func fingerprint() -> FileFingerprint {
    FileFingerprint(
      device: word(), inode: word(), sizeBytes: integer(), modified: Timestamp(nanoseconds: integer()),
      changed: Timestamp(nanoseconds: integer()))
  }

  mutating func digest() -> ContentDigest { ContentDigest(words: (word(), word(), word(), word())) }

  @inline(__always)
  mutating func object() -> ObjectRecord {
    let sizeBytes = integer()
    let etag = ETag(verbatim: text())
    let lastModified = optional { Timestamp(nanoseconds: $0.integer()) }
    let versionID = optional { $0.text() }
    let checksum = optional { $0.checksum() }.flatMap { $0 }
    let partSizeBytes = optional { $0.integer() }
    guard versionID != nil || checksum != nil || partSizeBytes != nil else {
      return ObjectRecord(etag: etag, sizeBytes: sizeBytes, lastModified: lastModified)
    }
    return ObjectRecord(
      etag: etag, sizeBytes: sizeBytes, lastModified: lastModified, versionID: versionID, checksum: checksum,
      partSizeBytes: partSizeBytes)
  }

  /// nil for an algorithm that this version does not know.
  mutating func checksum() -> Checksum? {
    let algorithm = ChecksumAlgorithm(rawValue: text())
    let bytes = array()
    let parts = optional { Int(truncatingIfNeeded: $0.integer()) }
    return algorithm.map { Checksum($0, bytes: bytes, compositePartCount: parts) }
  }
}
