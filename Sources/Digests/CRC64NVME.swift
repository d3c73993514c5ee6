internal import CChecksums

/// CRC-64/NVME (NVM Express Command Set specification, 64b CRC) of bytes that come in pieces. A value: a copy goes
/// on by itself.
package struct CRC64NVME: Hashable, Sendable {
  /// The CRC of all that came so far; 0 of nothing.
  package private(set) var value: UInt64

  /// Goes on from the CRC of what came before.
  package init(value: UInt64 = 0) { self.value = value }

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    value = UInt64(
      truncatingIfNeeded: cairn_crc_update(
        Int32(cairn_crc_64_nvme), UInt64(value), bytes.baseAddress, bytes.count))
  }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The 8 bytes of the value, highest first, as S3 has them in base64.
  package var bytes: [UInt8] { bigEndianBytes(value) }

  /// The CRC of these bytes followed by others whose CRC is `next` and whose number is `lengthBytes`.
  package func combined(with next: CRC64NVME, lengthBytes: UInt64) -> CRC64NVME {
    CRC64NVME(
      value: UInt64(
        truncatingIfNeeded: cairn_crc_combine(
          Int32(cairn_crc_64_nvme), UInt64(value), UInt64(next.value), lengthBytes)))
  }
}
