internal import Digests

/// Content in frames of 64 KiB, each sealed by itself, so that any stretch can be read without the rest.
///
/// Stored, a frame is its cipher text and a tag of 16 bytes; even empty content is one frame. The nonce is the number
/// of the frame, which no other frame under this key has: every blob has a key of its own. Authenticated with a frame
/// are the id of the blob's seal, its number, and whether it is the last: a frame that was moved, taken from another
/// blob, or that lost its successors does not open.
struct FrameCipher: Sendable {
  static let frameBytes = 64 << 10
  static let storedFrameBytes = frameBytes + AESGCM.tagBytes

  let key: [UInt8]
  let id: [UInt8]

  /// How many frames `sizeBytes` of content take.
  static func frameCount(_ sizeBytes: Int64) -> Int64 {
    max(1, sizeBytes / Int64(frameBytes) + (sizeBytes % Int64(frameBytes) > 0 ? 1 : 0))
  }

  /// How many bytes `sizeBytes` of content take on the disk.
  static func storedBytes(_ sizeBytes: Int64) -> Int64 { sizeBytes + frameCount(sizeBytes) * Int64(AESGCM.tagBytes) }

  /// Seals a frame into `out`; the number of bytes written. A frame is at most ``frameBytes`` long.
  func seal(
    _ plain: UnsafeRawBufferPointer, frame: Int64, isLast: Bool, into out: UnsafeMutableRawBufferPointer
  ) throws(BlobStorageError) -> Int {
    guard
      AESGCM.seal(plain, key: key, nonce: nonce(frame), extra: extra(frame, isLast), into: out)
    else { throw BlobStorageError(.inputOutput, "a frame of \(plain.count) bytes cannot be sealed") }
    return plain.count + AESGCM.tagBytes
  }

  /// Opens a frame into `out`. Throws `.damaged`.
  func open(
    _ sealed: UnsafeRawBufferPointer, frame: Int64, isLast: Bool, into out: UnsafeMutableRawBufferPointer
  ) throws(BlobStorageError) {
    guard
      AESGCM.open(sealed, key: key, nonce: nonce(frame), extra: extra(frame, isLast), into: out)
    else { throw BlobStorageError(.damaged, "frame \(frame) of an encrypted blob is not the one written") }
  }

  /// Content that is in memory as a whole.
  func sealed(_ plain: [UInt8]) throws(BlobStorageError) -> [UInt8] {
    var stored: [UInt8] = []
    var out = [UInt8](repeating: 0, count: Self.storedFrameBytes)
    let count = Self.frameCount(Int64(plain.count))
    for frame in 0..<count {
      let low = Int(frame) * Self.frameBytes
      let piece = Array(plain[low..<min(low + Self.frameBytes, plain.count)])
      let written = try sealPiece(piece, frame, isLast: frame == count - 1, &out)
      stored += out[..<written]
    }
    return stored
  }

  private func sealPiece(
    _ piece: [UInt8], _ frame: Int64, isLast: Bool, _ out: inout [UInt8]
  ) throws(BlobStorageError) -> Int {
    var result: Result<Int, BlobStorageError> = .success(0)
    out.withUnsafeMutableBytes { out in
      piece.withUnsafeBytes { plain in
        do throws(BlobStorageError) {
          result = .success(try seal(plain, frame: frame, isLast: isLast, into: out))
        } catch {
          result = .failure(error)
        }
      }
    }
    return try result.get()
  }

  private func nonce(_ frame: Int64) -> [UInt8] { [0, 0, 0, 0] + bigEndian(frame) }

  private func extra(_ frame: Int64, _ isLast: Bool) -> [UInt8] { id + bigEndian(frame) + [isLast ? 1 : 0] }
}

/// The eight bytes of a number, highest first.
private func bigEndian(_ value: Int64) -> [UInt8] {
  stride(from: Int64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
}

extension FrameCipher {
  /// The content of a blob that is in memory as a whole. Throws `.damaged`.
  func opened(_ stored: [UInt8], sizeBytes: Int64) throws(BlobStorageError) -> [UInt8] {
    guard Int64(stored.count) == Self.storedBytes(sizeBytes) else {
      throw BlobStorageError(.damaged, "an encrypted blob has not the size of its row")
    }
    // A byte more than the content: an empty buffer has no address.
    var plain = [UInt8](repeating: 0, count: Int(sizeBytes) + 1)
    var failure: BlobStorageError?
    let count = Self.frameCount(sizeBytes)
    plain.withUnsafeMutableBytes { plain in
      stored.withUnsafeBytes { stored in
        do throws(BlobStorageError) {
          for frame in 0..<Int(count) {
            let from = frame * Self.storedFrameBytes
            let sealed = stored[from..<min(from + Self.storedFrameBytes, stored.count)]
            try open(
              UnsafeRawBufferPointer(rebasing: sealed), frame: Int64(frame), isLast: Int64(frame) == count - 1,
              into: UnsafeMutableRawBufferPointer(rebasing: plain[(frame * Self.frameBytes)...]))
          }
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    plain.removeLast()
    return plain
  }
}
