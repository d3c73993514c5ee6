import Digests
import S3Protocol
import StorageModel
import Testing

/// Random values of the wire, by a seed that a failing test prints (SplitMix64).
struct WireRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func flag() -> Bool { next() & 1 == 0 }

  mutating func maybe<T>(_ make: (inout WireRandom) -> T) -> T? { flag() ? make(&self) : nil }

  mutating func one<T>(of values: [T]) -> T { values[number(0...values.count - 1)] }

  mutating func list<T>(_ count: ClosedRange<Int>, _ make: (inout WireRandom) -> T) -> [T] {
    (0..<number(count)).map { _ in make(&self) }
  }

  /// UTF-8 text with everything that markup and encodings trip over.
  mutating func text(_ length: ClosedRange<Int> = 1...12) -> String {
    let pieces = [
      "a", "Z", "0", "/", " ", "+", "%", "%25", "&", "<", ">", "\"", "'", "]]>", "&amp;", "\u{1}", "\t", "\n", "\r",
      "ä",
      "e\u{301}", "日", "😀", "..", "?", "#", "=", "~", "*", "\u{7f}",
    ]
    return (0..<number(length)).map { _ in one(of: pieces) }.joined()
  }

  /// A value that an HTTP header can carry.
  mutating func headerText() -> String {
    (0..<number(1...12)).map { _ in one(of: ["a", "B", "7", "-", "/", "=", ";", "x y"]) }.joined()
  }

  mutating func key() -> ObjectKey { ObjectKey(text()) }

  /// A key with any bytes at all, as encoding-type=url carries it.
  mutating func wildKey() -> ObjectKey { ObjectKey(bytes: list(1...20) { UInt8(truncatingIfNeeded: $0.next()) }) }

  mutating func etag() -> ETag {
    let digest = hexadecimal(list(16...16) { UInt8(truncatingIfNeeded: $0.next()) })
    return ETag(verbatim: flag() ? digest : digest + "-\(number(1...10_000))")
  }

  /// With milliseconds, as documents carry it.
  mutating func time() -> Timestamp {
    Timestamp(nanoseconds: Int64.random(in: -9_223_372_036_854...9_223_372_036_854, using: &self) * 1_000_000)
  }

  /// With seconds, as headers carry it.
  mutating func headerTime() -> Timestamp {
    Timestamp(seconds: Int64.random(in: -9_223_372_036...9_223_372_036, using: &self))
  }

  mutating func size() -> Int64 { Int64.random(in: 0...Int64.max, using: &self) >> number(0...62) }

  mutating func checksum(composite: Bool = false) -> Checksum {
    let algorithm = one(of: ChecksumAlgorithm.allCases)
    let bytes = list(algorithm.lengthBytes...algorithm.lengthBytes) { UInt8(truncatingIfNeeded: $0.next()) }
    return Checksum(algorithm, bytes: bytes, compositePartCount: composite ? number(1...10_000) : nil)
  }

  mutating func owner() -> S3Owner { S3Owner(id: text(), displayName: text(0...8)) }

  mutating func storageClass() -> String? { maybe { $0.one(of: ["GLACIER", "STANDARD_IA", "DEEP_ARCHIVE"]) } }

  mutating func stored() -> StoredHeaders {
    var headers = StoredHeaders(contentType: maybe { $0.headerText() })
    headers.contentEncoding = maybe { $0.headerText() }
    headers.contentDisposition = maybe { $0.headerText() }
    headers.contentLanguage = maybe { $0.headerText() }
    headers.cacheControl = maybe { $0.headerText() }
    headers.expires = maybe { $0.headerText() }
    for _ in 0..<number(0...4) { headers.metadata["k\(number(0...99))"] = flag() ? "" : headerText() }
    return headers
  }

  mutating func write() -> WriteHeaders {
    var headers = WriteHeaders(stored: stored(), storageClass: storageClass())
    headers.tags = maybe { random in
      (0..<random.number(0...10)).map { ObjectTag(key: "k\($0)", value: random.text(0...8)) }
    }
    headers.acl = maybe { $0.one(of: ["private", "public-read"]) }
    headers.serverSideEncryption = maybe { $0.one(of: ["AES256", "aws:kms"]) }
    headers.kmsKeyID = maybe { $0.headerText() }
    headers.websiteRedirectLocation = maybe { $0.headerText() }
    if flag() {
      headers.lockMode = one(of: ["GOVERNANCE", "COMPLIANCE"])
      headers.retainUntil = time()
    }
    headers.legalHold = maybe { $0.one(of: ["ON", "OFF"]) }
    return headers
  }

  mutating func tags() -> RequestConditions.Tags { flag() ? .any : .some(list(1...3) { $0.etag() }) }

  mutating func conditions() -> RequestConditions {
    RequestConditions(
      ifMatch: maybe { $0.tags() }, ifNoneMatch: maybe { $0.tags() }, ifModifiedSince: maybe { $0.headerTime() },
      ifUnmodifiedSince: maybe { $0.headerTime() })
  }

  mutating func copySource() throws -> CopySourceHeader {
    let bucket = try #require(BucketName(one(of: ["bucket", "a.b-c", "000"])))
    return CopySourceHeader(bucket: bucket, key: wildKey(), versionID: maybe { $0.text() })
  }

  mutating func objects(wild: Bool) -> [ObjectSummary] {
    list(0...6) { random in
      ObjectSummary(
        key: wild ? random.wildKey() : random.key(), sizeBytes: random.size(), etag: random.etag(),
        lastModified: random.time(), storageClass: random.storageClass(), owner: random.maybe { $0.owner() },
        checksumAlgorithm: random.maybe { $0.one(of: ChecksumAlgorithm.allCases) },
        checksumType: random.maybe { $0.one(of: ChecksumType.allCases) })
    }
  }
}
