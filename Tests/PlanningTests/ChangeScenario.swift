import StorageModel

@testable import Planning

/// One situation at one path, in words; builds the entries and the row that mean it.
struct ChangeScenario: CustomStringConvertible {
  enum Side: String, CaseIterable {
    /// As in the row.
    case same
    /// The row knows another one.
    case other
    /// The row doubts its own fingerprint; only for files.
    case unsure
    /// The row knows nothing of this side.
    case unknown
  }
  enum Tag: String, CaseIterable { case md5, parts, opaque }

  var direction = SyncDirection.localToBucket
  var mode = CompareMode.standard
  var trust = Trust.list
  var rehashes = false
  var sizesDiffer = false
  var hasRow = true
  /// The local file; between buckets the source object.
  var first = Side.same
  /// The bucket's object; between buckets the target object.
  var second = Side.same
  var tag = Tag.md5
  /// The form of the tag that the row has where it is another one.
  var oldTag = Tag.md5
  var hasDigest = true

  static let digest = ContentDigest(words: (1, 2, 3, 4))
  static let partBytes: Int64 = 8 << 20

  var rules: ChangeRules {
    var rules = ChangeRules(direction: direction, mode: mode, trust: trust)
    rules.rehashes = rehashes
    return rules
  }

  private var localIsSource: Bool { direction == .localToBucket }
  private var sourceSize: Int64 { 100 }
  private var targetSize: Int64 { sizesDiffer ? 101 : 100 }

  private func fingerprint(size: Int64, changed: Int64) -> FileFingerprint {
    FileFingerprint(
      device: 1, inode: 7, sizeBytes: size, modified: Timestamp(seconds: 50), changed: Timestamp(seconds: changed))
  }

  static func etag(_ tag: Tag, _ name: Character) -> ETag {
    let digits = String(repeating: name, count: 32)
    return switch tag {
    case .md5: ETag(digits)
    case .parts: ETag(digits + "-3")
    case .opaque: ETag("opaque-" + String(name))
    }
  }

  private func object(_ size: Int64, _ etag: ETag, modified: Int64) -> Entry {
    Entry(
      path: PathBytes("p"), kind: .file, sizeBytes: size, modified: Timestamp(seconds: modified),
      object: ObjectFacts(etag: etag))
  }

  private func file(_ size: Int64) -> Entry {
    Entry(
      path: PathBytes("p"), kind: .file, sizeBytes: size, modified: Timestamp(seconds: 50),
      fingerprint: fingerprint(size: size, changed: 60))
  }

  /// Between buckets, source and target have different tags: `a` and `b`.
  var sourceTag: ETag { Self.etag(tag, "a") }
  var targetTag: ETag { Self.etag(tag, direction == .bucketToBucket ? "b" : "a") }

  var source: Entry { localIsSource ? file(sourceSize) : object(sourceSize, sourceTag, modified: 50) }

  var target: Entry {
    direction == .bucketToLocal ? file(targetSize) : object(targetSize, targetTag, modified: 55)
  }

  private func record(_ side: Side, _ size: Int64, _ etag: ETag) -> ObjectRecord? {
    switch side {
    case .unknown: nil
    case .other: ObjectRecord(etag: Self.etag(oldTag, "c"), sizeBytes: size)
    case .same, .unsure: ObjectRecord(etag: etag, sizeBytes: size, partSizeBytes: Self.partBytes)
    }
  }

  var row: StateRecord? {
    guard hasRow else { return nil }
    var row = StateRecord(path: PathBytes("p"))
    if hasDigest { row.contentDigest = Self.digest }
    if direction == .bucketToBucket {
      row.sourceObject = record(first, sourceSize, sourceTag)
      row.object = record(second, targetSize, targetTag)
      return row
    }
    let localSize = localIsSource ? sourceSize : targetSize
    switch first {
    case .unknown: break
    case .same, .unsure: row.file = fingerprint(size: localSize, changed: 60)
    case .other: row.file = fingerprint(size: localSize, changed: 59)
    }
    row.isUnsure = first == .unsure
    row.object = record(second, localIsSource ? targetSize : sourceSize, localIsSource ? targetTag : sourceTag)
    return row
  }

  var decision: Decision { rules.decide(source: source, target: target, row: row) }

  var description: String {
    "\(direction) \(mode) trust=\(trust) rehash=\(rehashes) sizesDiffer=\(sizesDiffer) row=\(hasRow) first=\(first) "
      + "second=\(second) tag=\(tag) oldTag=\(oldTag) digest=\(hasDigest)"
  }

  /// Every combination that says something.
  static func all(_ direction: SyncDirection) -> [ChangeScenario] {
    var scenarios = [ChangeScenario(direction: direction)]
    func vary<Value>(_ field: WritableKeyPath<ChangeScenario, Value>, _ values: [Value]) {
      scenarios = scenarios.flatMap { scenario in
        values.map { value in
          var varied = scenario
          varied[keyPath: field] = value
          return varied
        }
      }
    }
    vary(\.mode, CompareMode.allCases)
    vary(\.trust, Trust.allCases)
    vary(\.rehashes, [false, true])
    vary(\.sizesDiffer, [false, true])
    vary(\.hasRow, [false, true])
    vary(\.first, direction == .bucketToBucket ? [.same, .other, .unknown] : Side.allCases)
    vary(\.second, [.same, .other, .unknown])
    vary(\.tag, Tag.allCases)
    vary(\.oldTag, [.md5, .parts])
    vary(\.hasDigest, [false, true])
    return scenarios
  }
}
