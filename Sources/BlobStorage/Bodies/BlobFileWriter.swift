internal import Digests

/// Puts content into a file: as it is, or sealed frame by frame.
struct BlobFileWriter {
  let file: FileDescriptor
  private let cipher: FrameCipher?
  private var storedBytes: Int64 = 0
  /// Sealed only: what does not fill a frame yet, or may be the last one.
  private var pending: [UInt8] = []
  private var scratch: [UInt8] = []
  private var frame: Int64 = 0
  private var crc = CRC64NVME()

  init(_ file: FileDescriptor, _ cipher: FrameCipher?) {
    self.file = file
    self.cipher = cipher
    guard cipher != nil else { return }
    pending.reserveCapacity(FrameCipher.frameBytes)
    scratch = [UInt8](repeating: 0, count: FrameCipher.storedFrameBytes)
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(BlobStorageError) {
    guard let cipher else {
      try file.write(bytes, at: storedBytes)
      storedBytes += Int64(bytes.count)
      return
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      if pending.count == FrameCipher.frameBytes { try sealPending(cipher, isLast: false) }
      let piece = rest.prefix(FrameCipher.frameBytes - pending.count)
      pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece))
      rest = rest.dropFirst(piece.count)
    }
  }

  /// Writes what is left; the CRC of the stored bytes where they are sealed, else nil.
  mutating func finish() throws(BlobStorageError) -> [UInt8]? {
    guard let cipher else { return nil }
    try sealPending(cipher, isLast: true)
    return crc.bytes
  }

  private mutating func sealPending(_ cipher: FrameCipher, isLast: Bool) throws(BlobStorageError) {
    var failure: BlobStorageError?
    var sum = crc
    let (number, position, target) = (frame, storedBytes, file)
    var written = 0
    pending.withUnsafeBytes { plain in
      scratch.withUnsafeMutableBytes { out in
        do throws(BlobStorageError) {
          written = try cipher.seal(plain, frame: number, isLast: isLast, into: out)
          let sealed = UnsafeRawBufferPointer(rebasing: out[..<written])
          sum.update(sealed)
          try target.write(sealed, at: position)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    crc = sum
    storedBytes += Int64(written)
    frame += 1
    pending.removeAll(keepingCapacity: true)
  }
}
