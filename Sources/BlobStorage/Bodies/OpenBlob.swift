internal import Digests

/// A blob in a file whose bytes are proved before anybody gets them: against the sum of their stretch, or by the tag of
/// their frame. It stays readable for as long as this value lives.
struct OpenBlob: Sendable {
  private enum Proof: Sendable {
    case sums([UInt8])
    case frames(FrameCipher)
  }

  private let file: FileDescriptor
  let sizeBytes: Int64
  private let proof: Proof

  /// `cipher` opens what `record` says is sealed. A file from before there were sums is read and compared as a whole
  /// here, and its sums are made on the way. Throws `.damaged`.
  init(_ file: FileDescriptor, _ record: BlobRecord, _ cipher: FrameCipher?) throws(BlobStorageError) {
    self.file = file
    sizeBytes = record.sizeBytes
    if let cipher {
      proof = .frames(cipher)
    } else if let sums = record.sums {
      proof = .sums(sums)
    } else {
      let sums = try StretchSums(of: file, storedBytes: record.storedBytes)
      guard sums.total.bytes == record.crc else {
        throw BlobStorageError(.damaged, "the bytes of a blob are not the ones written")
      }
      proof = .sums(sums.finish())
    }
  }

  private var grainBytes: Int64 {
    switch proof {
    case .sums: Int64(StretchSums.stretchBytes)
    case .frames: Int64(FrameCipher.frameBytes)
    }
  }

  /// How large a buffer must be for ``read(_:length:into:)``.
  static let windowBytes = 512 << 10

  /// Reads content from `offset` on into `window`, which has ``windowBytes``: whole stretches, proved. Returns where in
  /// the window the wanted bytes are: from `offset` to the end of the window, of `length`, or of the blob.
  func read(
    _ offset: Int64, length: Int64, into window: UnsafeMutableRawBufferPointer
  ) throws(BlobStorageError) -> Range<Int> {
    let grain = grainBytes
    let low = offset - offset % grain
    let end = min(sizeBytes, offset + length)
    guard offset >= 0, length > 0, offset < end else { return 0..<0 }
    let wanted = (end - low + grain - 1) / grain * grain
    let count = Int(min(sizeBytes - low, min(wanted, Int64(window.count) / grain * grain)))
    let target = UnsafeMutableRawBufferPointer(rebasing: window[..<count])
    switch proof {
    case .sums(let sums): try readPlain(low, target, sums)
    case .frames(let cipher): try readFrames(low, target, cipher)
    }
    let first = Int(offset - low)
    return first..<Int(min(end - low, Int64(count)))
  }

  private func readPlain(
    _ low: Int64, _ target: UnsafeMutableRawBufferPointer, _ sums: [UInt8]
  ) throws(BlobStorageError) {
    let got = try file.read(into: target, at: low)
    let first = Int(low / Int64(StretchSums.stretchBytes))
    guard got == target.count, StretchSums.prove(UnsafeRawBufferPointer(target), from: first, sums) else {
      throw BlobStorageError(.damaged, "the bytes of a blob are not the ones written")
    }
  }

  private func readFrames(
    _ low: Int64, _ target: UnsafeMutableRawBufferPointer, _ cipher: FrameCipher
  ) throws(BlobStorageError) {
    let firstFrame = low / Int64(FrameCipher.frameBytes)
    let total = FrameCipher.frameCount(sizeBytes)
    let frames = FrameCipher.frameCount(Int64(target.count))
    let start = firstFrame * Int64(FrameCipher.storedFrameBytes)
    let stored = try file.read(at: start, limit: target.count + Int(frames) * AESGCM.tagBytes)
    guard stored.count == target.count + Int(frames) * AESGCM.tagBytes else {
      throw BlobStorageError(.damaged, "an encrypted blob is shorter than its row says")
    }
    var failure: BlobStorageError?
    stored.withUnsafeBytes { stored in
      do throws(BlobStorageError) {
        for index in 0..<Int(frames) {
          let from = index * FrameCipher.storedFrameBytes
          let to = index * FrameCipher.frameBytes
          let sealed = stored[from..<min(from + FrameCipher.storedFrameBytes, stored.count)]
          try cipher.open(
            UnsafeRawBufferPointer(rebasing: sealed), frame: firstFrame + Int64(index),
            isLast: firstFrame + Int64(index) == total - 1,
            into: UnsafeMutableRawBufferPointer(rebasing: target[to...]))
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

extension StretchSums {
  /// The sums of a file. Throws `.damaged` when it is shorter.
  init(of file: FileDescriptor, storedBytes: Int64) throws(BlobStorageError) {
    self.init()
    var position: Int64 = 0
    while position < storedBytes {
      let bytes = try file.read(at: position, limit: Int(min(Int64(1 << 20), storedBytes - position)))
      guard !bytes.isEmpty else { throw BlobStorageError(.damaged, "a blob is shorter than its row says") }
      bytes.withUnsafeBytes { update($0) }
      position += Int64(bytes.count)
    }
  }
}
