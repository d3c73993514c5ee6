/// Some bytes of an object.
package enum BodyPiece: Sendable {
  case bytes([UInt8])
  case file(FilePiece)
}

/// A stretch of an open blob, read from its start to its end. What it returns was proved, and decrypted where needed.
package struct FilePiece: Sendable {
  private let blob: OpenBlob
  private var offset: Int64
  private var remaining: Int64

  init(_ blob: OpenBlob, offset: Int64, lengthBytes: Int64) {
    self.blob = blob
    self.offset = offset
    remaining = lengthBytes
  }

  /// What is still to be read.
  package var lengthBytes: Int64 { remaining }

  /// The size of the buffers that ``read(into:)`` takes.
  package static let windowBytes = OpenBlob.windowBytes

  /// Reads the next bytes into `window`, which has ``windowBytes``; where in it they are. Empty at the end. Throws
  /// `.damaged` when they are not the ones written.
  package mutating func read(into window: UnsafeMutableRawBufferPointer) throws(BlobStorageError) -> Range<Int> {
    guard remaining > 0 else { return 0..<0 }
    let range = try blob.read(offset, length: remaining, into: window)
    guard !range.isEmpty else { throw BlobStorageError(.damaged, "a blob is shorter than its row says") }
    offset += Int64(range.count)
    remaining -= Int64(range.count)
    return range
  }

  /// The next bytes; nil at the end.
  package mutating func next() throws(BlobStorageError) -> [UInt8]? {
    guard remaining > 0 else { return nil }
    let window = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.windowBytes, alignment: 64)
    defer { window.deallocate() }
    let range = try read(into: window)
    return Array(UnsafeRawBufferPointer(rebasing: window[range]))
  }
}

extension BlobStore {
  /// What an object in one piece is read from: the file is opened now, so that it stays readable.
  func openSource(_ record: BlobRecord) throws(BlobStorageError) -> ByteSource {
    switch record.place {
    case .inline(let bytes):
      try record.checkInline(bytes)
      return .blob(self, record, nil)
    case .file(let file):
      return .blob(self, record, try openFile(file, storedBytes: record.storedBytes))
    }
  }

  /// `length` bytes of a blob from `first` on. `file` is the open file where there is one already. Throws `.damaged`,
  /// and for an encrypted one what ``BlobSeal/cipher(_:_:)`` throws.
  func piece(
    _ record: BlobRecord, first: Int64, length: Int64, key: CustomerKey?, file opened: FileDescriptor? = nil
  ) throws(BlobStorageError) -> BodyPiece {
    let cipher = try record.seal?.cipher(key, options.keyring)
    let (end, overflow) = first.addingReportingOverflow(length)
    guard first >= 0, length >= 0, !overflow, end <= record.sizeBytes else {
      throw BlobStorageError(.damaged, "a blob is shorter than its row says")
    }
    switch record.place {
    case .inline(let stored):
      try record.checkInline(stored)
      var bytes = stored
      if let cipher { bytes = try cipher.opened(stored, sizeBytes: record.sizeBytes) }
      guard length < bytes.count else { return .bytes(bytes) }
      return .bytes(Array(bytes[Int(first)..<Int(end)]))
    case .file(let file):
      // No `??`: its right side would throw any error.
      let descriptor: FileDescriptor
      if let opened { descriptor = opened } else { descriptor = try openFile(file, storedBytes: record.storedBytes) }
      return .file(FilePiece(try OpenBlob(descriptor, record, cipher), offset: first, lengthBytes: length))
    }
  }
}
