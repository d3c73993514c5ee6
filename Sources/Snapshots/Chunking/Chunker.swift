internal import Digests

/// Cuts files where their content says, as restic's chunker does: equal content is cut equally wherever it lies.
///
/// A chunk ends behind the first byte at or over ``minimumBytes`` at which the fingerprint of the last 64 bytes has 20
/// low bits of zero, or at ``maximumBytes``, or at the end of the file (restic design document, "Chunker"). A value
/// without state: it may be used by any number of threads.
package struct Chunker: Sendable {
  package static let minimumBytes = 512 << 10
  package static let maximumBytes = 8 << 20
  private static let cutMask: UInt64 = 1 << 20 - 1

  private let fingerprint: RabinFingerprint

  /// nil for a polynomial that is not irreducible of degree 53.
  package init?(_ polynomial: Polynomial) {
    guard polynomial.degree == Polynomial.chunkerDegree, polynomial.isIrreducible,
      let fingerprint = RabinFingerprint(polynomial: polynomial.bits)
    else { return nil }
    self.fingerprint = fingerprint
  }

  /// The length of the chunk that begins with `bytes`; nil when it ends behind them.
  ///
  /// Of the first `scanned` bytes an earlier call with fewer bytes of the same chunk already found no end: they are
  /// not looked at again. What is left at the end of a file is its last chunk, whatever its length.
  package func end(in bytes: UnsafeRawBufferPointer, scanned: Int = 0) -> Int? {
    let first = max(Self.minimumBytes, scanned + 1)
    let last = min(bytes.count, Self.maximumBytes)
    if first <= last, let end = fingerprint.firstEnd(in: bytes, ends: first...last, mask: Self.cutMask) { return end }
    return bytes.count >= Self.maximumBytes ? Self.maximumBytes : nil
  }

  /// The lengths of all chunks of a whole content; none for an empty one.
  package func lengths(of content: UnsafeRawBufferPointer) -> [Int] {
    var lengths: [Int] = []
    var rest = content
    while !rest.isEmpty {
      let length = end(in: rest) ?? rest.count
      lengths.append(length)
      rest = UnsafeRawBufferPointer(rebasing: rest[length...])
    }
    return lengths
  }
}
