package import StorageModel

/// The Range header of a GET: one range of bytes (RFC 9110, section 14.2; S3 API Reference, GetObject: "Amazon S3
/// doesn't support retrieving multiple ranges of data per GET request").
package enum RangeHeader: Hashable, Sendable {
  /// `bytes=first-last`, `last` counted in; nil for `bytes=first-`.
  case from(Int64, through: Int64?)
  /// `bytes=-length`: the last bytes.
  case suffix(Int64)

  /// What a range means for an object of a known size.
  package enum Resolution: Hashable, Sendable {
    case partial(ByteRange)
    /// 416 InvalidRange.
    case unsatisfiable
  }

  /// nil for a value that is to be ignored: another unit, several ranges, anything malformed.
  package init?(_ value: String) {
    let text = Array(value.utf8)
    let unit = Array("bytes=".utf8)
    guard text.starts(with: unit), let dash = text.firstIndex(of: UInt8(ascii: "-")) else { return nil }
    let first = text[unit.count..<dash]
    let last = text[(dash + 1)...]
    guard last.first != UInt8(ascii: "-") else { return nil }
    if first.isEmpty {
      guard let length = decimalInteger(last) else { return nil }
      self = .suffix(length)
      return
    }
    guard let start = decimalInteger(first) else { return nil }
    guard !last.isEmpty else {
      self = .from(start, through: nil)
      return
    }
    guard let end = decimalInteger(last), end >= start else { return nil }
    self = .from(start, through: end)
  }

  package init(_ range: ByteRange) { self = .from(range.first, through: range.last) }

  package var headerValue: String {
    switch self {
    case .from(let first, let last): "bytes=\(first)-" + (last.map(String.init) ?? "")
    case .suffix(let length): "bytes=-\(length)"
    }
  }

  /// The bytes of an object of `sizeBytes` that are meant. Nothing of an empty object can be.
  package func resolve(sizeBytes: Int64) -> Resolution {
    let range: ByteRange?
    switch self {
    case .from(let first, let last):
      range = first < sizeBytes ? ByteRange(first: first, last: min(last ?? .max, sizeBytes - 1)) : nil
    case .suffix(let length):
      range = length > 0 && sizeBytes > 0 ? ByteRange(first: max(0, sizeBytes - length), last: sizeBytes - 1) : nil
    }
    return range.map { .partial($0) } ?? .unsatisfiable
  }
}
