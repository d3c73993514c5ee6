internal import Glibc

/// Grows bytes at the end. An Array would check its uniqueness and go through Sequence for each of the 40,000 pieces
/// of a page of 1,000 keys, which took half of the time of writing it.
struct ByteBuilder: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    base[count] = byte
    count += 1
  }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    if capacity - count < bytes.count { grow(by: bytes.count) }
    memcpy(base + count, start, bytes.count)
    count += bytes.count
  }

  mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// `value` in decimal digits.
  mutating func append(digits value: UInt64) {
    var divisor: UInt64 = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
      divisor /= 10
    }
  }

  /// The last `width` (1 to 4) decimal digits of `value`, which is not negative.
  mutating func append(paddedDigits value: Int, width: Int) {
    if width > 3 { append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 1000 % 10)) }
    if width > 2 { append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 100 % 10)) }
    if width > 1 { append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10 % 10)) }
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
  }

  /// What was appended.
  func bytes() -> [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

  private mutating func grow(by more: Int) {
    let grown = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
    memcpy(larger, base, count)
    base.deallocate()
    base = larger
    capacity = grown
  }
}
