/// What is remembered of one path of a pair of trees, written after both sides were proven equal.
///
/// It is a cache: it saves reading, hashing and asking, it never proves that an object exists and never authorises a
/// delete. Which field describes which side:
///
/// | direction | `file` | `object` | `sourceObject` |
/// |---|---|---|---|
/// | local to bucket | source | target | nil |
/// | bucket to local | target | source | nil |
/// | bucket to bucket | nil | target | source |
///
/// An object is immutable under its ETag, so a row whose two sides still match what is seen today proves equality.
package struct StateRecord: Hashable, Sendable {
  package var path: PathBytes
  /// The file when it was last read or written; nil for a pair without a local side.
  package var file: FileFingerprint?
  /// True when the file's mtime or ctime was as young as the reading of it: a later write within the same tick of the
  /// file system's clock would not show, so the fingerprint proves nothing (git calls such an entry racily clean).
  package var isUnsure: Bool
  /// The digest of the content that both sides had.
  package var contentDigest: ContentDigest?
  /// nil when `contentDigest` is the SHA-256 of the whole content; otherwise it is the SHA-256 of the concatenated
  /// SHA-256 values of consecutive pieces of this length, the last one shorter.
  package var digestPartBytes: Int64?
  /// The bucket's side of a local pair, the target of a bucket pair.
  package var object: ObjectRecord?
  /// The source of a bucket pair. Boxed: most rows have none, and rows are moved around by the million.
  package var sourceObject: ObjectRecord? {
    get { boxedSource?.object }
    set { boxedSource = newValue.map { Box($0) } }
  }
  private var boxedSource: Box?

  private final class Box: Hashable, Sendable {
    let object: ObjectRecord

    init(_ object: ObjectRecord) { self.object = object }

    static func == (left: Box, right: Box) -> Bool { left.object == right.object }

    func hash(into hasher: inout Hasher) { hasher.combine(object) }
  }

  package init(
    path: PathBytes, file: FileFingerprint? = nil, isUnsure: Bool = false, contentDigest: ContentDigest? = nil,
    digestPartBytes: Int64? = nil, object: ObjectRecord? = nil, sourceObject: ObjectRecord? = nil
  ) {
    self.path = path
    self.file = file
    self.isUnsure = isUnsure
    self.contentDigest = contentDigest
    self.digestPartBytes = digestPartBytes
    self.object = object
    if let sourceObject { boxedSource = Box(sourceObject) }
  }
}

/// What a ``StateRecord`` remembers of an object.
package struct ObjectRecord: Hashable, Sendable {
  package var etag: ETag
  package var sizeBytes: Int64
  /// LastModified as a listing or a HEAD gave it; nil when only the answer of a write was seen.
  package var lastModified: Timestamp?
  /// What most objects do not have, boxed: rows are moved around by the million.
  private var rare: Rare?

  package var versionID: String? {
    get { rare?.versionID }
    set { rare = Rare(newValue, checksum, partSizeBytes) }
  }
  /// The store's own checksum of the whole object.
  package var checksum: Checksum? {
    get { rare?.checksum }
    set { rare = Rare(versionID, newValue, partSizeBytes) }
  }
  /// The length of all parts but the last, when the object was written in parts and the layout is known.
  package var partSizeBytes: Int64? {
    get { rare?.partSizeBytes }
    set { rare = Rare(versionID, checksum, newValue) }
  }

  private final class Rare: Hashable, Sendable {
    let versionID: String?
    let checksum: Checksum?
    let partSizeBytes: Int64?

    /// nil where there is nothing to keep.
    init?(_ versionID: String?, _ checksum: Checksum?, _ partSizeBytes: Int64?) {
      if versionID == nil && checksum == nil && partSizeBytes == nil { return nil }
      self.versionID = versionID
      self.checksum = checksum
      self.partSizeBytes = partSizeBytes
    }

    static func == (left: Rare, right: Rare) -> Bool {
      left.versionID == right.versionID && left.checksum == right.checksum && left.partSizeBytes == right.partSizeBytes
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(versionID)
      hasher.combine(partSizeBytes)
    }
  }

  package init(
    etag: ETag, sizeBytes: Int64, lastModified: Timestamp? = nil, versionID: String? = nil, checksum: Checksum? = nil,
    partSizeBytes: Int64? = nil
  ) {
    self.etag = etag
    self.sizeBytes = sizeBytes
    self.lastModified = lastModified
    rare = Rare(versionID, checksum, partSizeBytes)
  }

  /// True when a listing still shows this object: same tag, same size, and the same version where both know one.
  package func matches(_ facts: ObjectFacts, sizeBytes: Int64) -> Bool {
    guard self.sizeBytes == sizeBytes, etag == facts.etag else { return false }
    guard let mine = versionID, let theirs = facts.versionID else { return true }
    return mine == theirs
  }
}

extension StateRecord {
  /// True when `file` was stamped so shortly before `readAt`, the time at which reading it began, that a later write
  /// might leave the same stamp: within 20 ms, two ticks of the coarsest kernel clock; within 2 s where the stamps are
  /// whole seconds, as on FAT and ext3.
  ///
  /// `wasPlaced`: we wrote the file and set its time back before it got its name. Its ctime is as young as can be, but
  /// whoever writes to it afterwards moves its mtime to now, which shows; only a writer who also sets that back, in the
  /// same tick, would not be seen.
  package static func isUnsure(_ file: FileFingerprint, readAt: Timestamp, wasPlaced: Bool = false) -> Bool {
    let isCoarse = file.modified.subsecondNanoseconds == 0 && file.changed.subsecondNanoseconds == 0
    let granularity: Int64 = isCoarse ? 2_000_000_000 : 20_000_000
    let (limit, overflow) = readAt.nanoseconds.subtractingReportingOverflow(granularity)
    let youngest = wasPlaced ? file.modified : max(file.modified, file.changed)
    return overflow || youngest.nanoseconds >= limit
  }
}
