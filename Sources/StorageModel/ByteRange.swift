/// A range of bytes of an object, both ends counted in, as HTTP has it (RFC 9110, section 14.1.2).
package struct ByteRange: Hashable, Sendable {
  package let first: Int64
  package let last: Int64

  /// nil unless 0 <= first <= last.
  package init?(first: Int64, last: Int64) {
    guard first >= 0, last >= first else { return nil }
    self.first = first
    self.last = last
  }

  /// nil for an empty or negative length, or one that overflows.
  package init?(offset: Int64, lengthBytes: Int64) {
    guard lengthBytes > 0 else { return nil }
    let (last, overflow) = offset.addingReportingOverflow(lengthBytes - 1)
    guard !overflow else { return nil }
    self.init(first: offset, last: last)
  }

  package var lengthBytes: Int64 { last - first + 1 }

  /// The value of a Range header: `bytes=0-99`.
  package var headerValue: String { "bytes=\(first)-\(last)" }
}
