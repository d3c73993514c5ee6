internal import BlobStorage
internal import NIOCore
internal import S3Protocol

/// Reads the content of an answer, a window of at most 512 KiB at a time. It blocks on the disk.
///
/// Windows are read, compared with what was written, and sent from memory. `sendfile` would save the copy to the socket
/// and send bytes that nobody looked at, between the comparison and the sending as well.
final class AnswerReader: @unchecked Sendable {
  // Owner: the job that runs; there is one at a time, and none while the event loop takes what was prefetched.
  private var pieces: PieceSequence
  private var file: FilePiece?
  private var prefetched: Window?
  /// Content of a ``ReadOnlyBucket`` in the place of pieces, and how much of it is to come.
  private var content: (any ReadOnlyContent)?
  private var contentLeftBytes: Int64 = 0

  /// Some of the content.
  struct Window: Sendable {
    var bytes: ByteBuffer
    var isLast: Bool
  }

  init(_ pieces: PieceSequence) { self.pieces = pieces }

  init(_ content: any ReadOnlyContent, lengthBytes: Int64) {
    pieces = .none
    self.content = content
    contentLeftBytes = lengthBytes
  }

  /// As ``prefetch()``, with the error that the content throws.
  func prefetchContent() throws(S3Error) {
    if let content { prefetched = try next(of: content) }
  }

  /// Reads the first window before the answer begins: damage there can still be said with a status.
  func prefetch() throws(BlobStorageError) { prefetched = try next() }

  /// What ``prefetch()`` read, once.
  func takePrefetched() -> Window? {
    defer { prefetched = nil }
    return prefetched
  }

  /// The next window. Throws `.damaged` where the content is not the one written.
  func next() throws(BlobStorageError) -> Window {
    if let content {
      do throws(S3Error) { return try next(of: content) } catch { throw BlobStorageError(.damaged, error.message) }
    }
    while true {
      if file?.lengthBytes ?? 0 > 0 { return try nextOfFile() }
      guard let piece = try pieces.next() else { return Window(bytes: ByteBuffer(), isLast: true) }
      switch piece {
      case .bytes(let bytes): return Window(bytes: ByteBuffer(bytes: bytes), isLast: pieces.isEmpty)
      case .file(let opened): file = opened
      }
    }
  }

  /// Throws InternalError when the content ends before or beyond the length that was announced.
  private func next(of content: any ReadOnlyContent) throws(S3Error) -> Window {
    guard contentLeftBytes > 0 else { return Window(bytes: ByteBuffer(), isLast: true) }
    let bytes = try content.next()
    contentLeftBytes -= Int64(bytes.count)
    guard !bytes.isEmpty, contentLeftBytes >= 0 else {
      throw S3Error(.internalError, "The content is not as long as it was said to be.")
    }
    return Window(bytes: ByteBuffer(bytes: bytes), isLast: contentLeftBytes == 0)
  }

  private func nextOfFile() throws(BlobStorageError) -> Window {
    var buffer = ByteBufferAllocator().buffer(capacity: FilePiece.windowBytes)
    var range = 0..<0
    var failure: BlobStorageError?
    _ = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: FilePiece.windowBytes) { window in
      do throws(BlobStorageError) {
        range =
          try file?.read(into: UnsafeMutableRawBufferPointer(rebasing: window[..<FilePiece.windowBytes])) ?? 0..<0
      } catch {
        failure = error
      }
      return range.upperBound
    }
    if let failure { throw failure }
    buffer.moveReaderIndex(to: range.lowerBound)
    return Window(bytes: buffer, isLast: file?.lengthBytes == 0 && pieces.isEmpty)
  }
}
