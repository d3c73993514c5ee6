internal import StorageModel

/// Appends fields to a byte string that a ``FieldReader`` takes apart again: integers little-endian and of fixed width,
/// byte strings after their length.
struct FieldWriter {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(192) }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func integer(_ value: Int64) { word(UInt64(bitPattern: value)) }

  mutating func word(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Up to 65,535 bytes; of more, the rest is cut off, which the reader takes for another value and never for this one.
  mutating func string(_ value: some Collection<UInt8>) {
    let count = min(value.count, Int(UInt16.max))
    bytes.append(UInt8(truncatingIfNeeded: count))
    bytes.append(UInt8(truncatingIfNeeded: count >> 8))
    bytes.append(contentsOf: value.prefix(count))
  }

  mutating func optional<Value>(_ value: Value?, _ write: (inout FieldWriter, Value) -> Void) {
    byte(value == nil ? 0 : 1)
    if let value { write(&self, value) }
  }

  /// The fields behind the checksum that ties them to their key and to this pair.
  func sealed(key: UnsafeRawBufferPointer, seed: UInt64) -> [UInt8] {
    var sealed = FieldWriter()
    sealed.word(bytes.withUnsafeBytes { StableHash.hash($0, seed: StableHash.hash(key, seed: seed)) })
    sealed.bytes += bytes
    return sealed.bytes
  }
}

/// Reads what a ``FieldWriter`` wrote. Over the end, every field is 0 or empty and `isValid` turns false: check it
/// last.
struct FieldReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  private(set) var isValid = true

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// nil unless the checksum in front agrees with the fields, the key and the seed.
  init?(sealed bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, seed: UInt64) {
    guard bytes.count >= 8 else { return nil }
    let stored = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    let fields = UnsafeRawBufferPointer(rebasing: bytes[8...])
    guard stored == StableHash.hash(fields, seed: StableHash.hash(key, seed: seed)) else { return nil }
    self.init(fields)
  }

  /// True when everything was read and nothing was missing.
  var isAtEnd: Bool { isValid && offset == bytes.count }

  @inline(__always)
  mutating func byte() -> UInt8 {
    guard let start = advance(1) else { return 0 }
    return bytes[start]
  }

  @inline(__always)
  mutating func integer() -> Int64 { Int64(bitPattern: word()) }

  @inline(__always)
  mutating func word() -> UInt64 {
    guard let start = advance(8) else { return 0 }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
  }

  /// The bytes in place.
  @inline(__always)
  mutating func string() -> UnsafeRawBufferPointer {
    guard let start = advance(2) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let count = Int(bytes[start]) | Int(bytes[start + 1]) << 8
    guard let body = advance(count) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: bytes[body..<body + count])
  }

  mutating func array() -> [UInt8] { Array(string()) }

  /// Text; what is not UTF-8 is repaired.
  mutating func text() -> String { String(decoding: string(), as: UTF8.self) }

  @inline(__always)
  mutating func optional<Value>(_ read: (inout FieldReader) -> Value) -> Value? {
    byte() == 0 ? nil : read(&self)
  }

  @inline(__always)
  private mutating func advance(_ count: Int) -> Int? {
    guard isValid, count <= bytes.count - offset else {
      isValid = false
      return nil
    }
    defer { offset += count }
    return offset
  }
}
