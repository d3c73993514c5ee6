/// A piece of an open file. A value: who made it keeps the descriptor open for as long as the value is used.
package struct FileRegion: Sendable {
  package let descriptor: Int32
  package let offset: Int64
  package let lengthBytes: Int64

  package init(descriptor: Int32, offset: Int64, lengthBytes: Int64) {
    self.descriptor = descriptor
    self.offset = offset
    self.lengthBytes = lengthBytes
  }
}

/// Bytes on their way into a request, pulled by the sender: what is not asked for is not read.
package protocol ByteReader: Sendable {
  /// The next bytes, at most `limit` of them; empty at the end.
  func read(limit: Int) async throws -> [UInt8]
}

/// Bytes on their way out of a response, pushed by the receiver, which waits for each call before it reads on.
package protocol ByteWriter: Sendable {
  func write(_ bytes: [UInt8]) async throws
}

/// The body of an upload.
package enum BodySource: Sendable {
  case bytes([UInt8])
  /// Read by pread: the same region may be sent again after a failed attempt.
  case file(FileRegion)
  /// Can be sent once only; a failed attempt is not repeated.
  case stream(any ByteReader, lengthBytes: Int64)

  package var lengthBytes: Int64 {
    switch self {
    case .bytes(let bytes): Int64(bytes.count)
    case .file(let region): region.lengthBytes
    case .stream(_, let lengthBytes): lengthBytes
    }
  }

  /// True when a second attempt would send the same bytes.
  package var isRepeatable: Bool {
    if case .stream = self { return false }
    return true
  }
}

/// Where the body of a download goes.
package enum BodySink: Sendable {
  /// Collected in memory; a body over the limit is an error.
  case memory(limitBytes: Int)
  /// Written by pwrite from the region's offset on; a body over the region's length is an error.
  case file(FileRegion)
  /// Handed over piece by piece; after the first piece a failed attempt is not repeated.
  case stream(any ByteWriter)
}
