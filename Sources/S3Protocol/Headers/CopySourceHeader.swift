package import StorageModel

/// The source of a copy (S3 API Reference, CopyObject, `x-amz-copy-source`): `/bucket/key?versionId=id`, the key
/// percent-encoded, the leading slash optional.
package struct CopySourceHeader: Hashable, Sendable {
  package var bucket: BucketName
  package var key: ObjectKey
  package var versionID: String?

  package init(bucket: BucketName, key: ObjectKey, versionID: String? = nil) {
    self.bucket = bucket
    self.key = key
    self.versionID = versionID
  }

  /// Decodes once: `a%25.txt` names the key `a%.txt`. A `+` is a plus.
  /// - Throws: InvalidArgument for a value without a bucket or key, InvalidBucketName for a bucket that cannot be.
  package init(_ value: String) throws(S3Error) {
    var path = Array(value.utf8)
    let marker = Array("?versionId=".utf8)
    // Only a raw question mark separates: one that belongs to the key is encoded.
    if let mark = path.firstIndex(of: UInt8(ascii: "?")) {
      guard path[mark...].starts(with: marker), path.count > mark + marker.count,
        let text = String(validating: try Self.decoded(path[(mark + marker.count)...], of: value), as: UTF8.self)
      else { throw Self.malformed(value) }
      versionID = text
      path.removeSubrange(mark...)
    }
    var decoded = try Self.decoded(path[...], of: value)
    if decoded.first == UInt8(ascii: "/") { decoded.removeFirst() }
    guard let slash = decoded.firstIndex(of: UInt8(ascii: "/")), slash > 0, slash + 1 < decoded.count else {
      throw Self.malformed(value)
    }
    let keyBytes = Array(decoded[(slash + 1)...])
    guard keyBytes.count <= ObjectKey.maximumBytes else { throw S3Error(.keyTooLong) }
    guard let name = BucketName(String(decoding: decoded[..<slash], as: UTF8.self)) else {
      throw S3Error(.invalidBucketName)
    }
    bucket = name
    key = ObjectKey(bytes: keyBytes)
  }

  package var headerValue: String {
    let version = versionID.map { "?versionId=" + PercentCoding.encodeComponent(Array($0.utf8)) }
    return "/\(bucket.text)/" + PercentCoding.encodePath(key.bytes) + (version ?? "")
  }

  private static func decoded(_ text: ArraySlice<UInt8>, of value: String) throws(S3Error) -> [UInt8] {
    do {
      return try PercentCoding.decode(text)
    } catch {
      throw malformed(value)
    }
  }

  private static func malformed(_ value: String) -> S3Error {
    .invalidArgument("x-amz-copy-source", value, "The copy source must be bucket/key, percent-encoded.")
  }
}

/// The range of a part copy (S3 API Reference, UploadPartCopy, `x-amz-copy-source-range`).
package enum CopySourceRange {
  /// Reads exactly `bytes=first-last`; whether the range lies inside the source is not known here.
  /// - Throws: InvalidArgument for anything else: here, unlike in GET, a malformed range is an error.
  package static func parse(_ value: String) throws(S3Error) -> ByteRange {
    guard case .from(let first, through: let last?)? = RangeHeader(value), last < .max,
      let range = ByteRange(first: first, last: last)
    else {
      throw .invalidArgument("x-amz-copy-source-range", value, "The range must have the form bytes=first-last.")
    }
    return range
  }
}
