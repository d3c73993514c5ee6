internal import CChecksums

/// Rabin fingerprints over a window of 64 bytes, modulo a polynomial over GF(2) whose coefficients are the bits of a
/// word. Made once for a polynomial: the tables have 4 KiB.
package struct RabinFingerprint: Sendable {
  /// Bytes that a fingerprint is taken of.
  package static let windowBytes = 64

  private let tables: Tables

  /// The tables, shared by copies; never written after they were made.
  private final class Tables: Sendable {
    let value: cairn_rabin_tables

    init(_ value: cairn_rabin_tables) { self.value = value }
  }

  /// nil unless the degree of the polynomial is 16 to 53.
  package init?(polynomial: UInt64) {
    var made = cairn_rabin_tables()
    guard cairn_rabin_prepare(polynomial, &made) == 1 else { return nil }
    tables = Tables(made)
  }

  /// The least end in `ends` such that the fingerprint of the 64 bytes before it has no bit of `mask`; nil for none.
  ///
  /// Ends below 64 have no fingerprint, and those over the length of `bytes` do not exist: neither is looked at.
  package func firstEnd(in bytes: UnsafeRawBufferPointer, ends: ClosedRange<Int>, mask: UInt64) -> Int? {
    let first = max(ends.lowerBound, Self.windowBytes)
    let last = min(ends.upperBound, bytes.count)
    guard first <= last, let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return nil }
    let found = withUnsafePointer(to: tables.value) { cairn_rabin_find($0, base, first, last, mask) }
    return found == 0 ? nil : found
  }

  /// The fingerprint of the 64 bytes that end at `end`; nil where there are not as many.
  package func value(of bytes: UnsafeRawBufferPointer, endingAt end: Int) -> UInt64? {
    guard end >= Self.windowBytes, end <= bytes.count,
      let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    else { return nil }
    return withUnsafePointer(to: tables.value) { cairn_rabin_fingerprint($0, base + (end - Self.windowBytes)) }
  }
}
