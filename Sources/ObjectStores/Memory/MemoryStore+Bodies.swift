internal import Glibc
internal import StorageModel

extension MemoryStore {
  /// The whole body in memory.
  func collect(_ body: BodySource, key: ObjectKey) async throws(StoreError) -> [UInt8] {
    switch body {
    case .bytes(let bytes): return bytes
    case .file(let region): return try read(region, key: key)
    case .stream(let reader, let lengthBytes):
      var bytes: [UInt8] = []
      do {
        while true {
          let piece = try await reader.read(limit: 1 << 20)
          if piece.isEmpty { break }
          bytes += piece
        }
      } catch {
        throw sourceFailure(key, "the body could not be read", errno: nil, cause: error)
      }
      guard Int64(bytes.count) == lengthBytes else {
        throw sourceFailure(key, "the body has \(bytes.count) bytes, \(lengthBytes) were announced", errno: nil)
      }
      return bytes
    }
  }

  private func read(_ region: FileRegion, key: ObjectKey) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(region.lengthBytes))
    var position = 0
    while position < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(
          region.descriptor, buffer.baseAddress?.advanced(by: position), buffer.count - position,
          off_t(region.offset) + off_t(position))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw sourceFailure(key, "the file ended early", errno: got < 0 ? errno : nil) }
      position += got
    }
    return bytes
  }

  /// Hands the body to the sink; returns it where the sink is memory.
  func deliver(_ bytes: [UInt8], into sink: BodySink, key: ObjectKey) async throws(StoreError) -> [UInt8] {
    switch sink {
    case .memory(let limitBytes):
      guard bytes.count <= limitBytes else {
        throw sinkFailure(key, "the body is over \(limitBytes) bytes", errno: nil)
      }
      return bytes
    case .file(let region):
      guard Int64(bytes.count) <= region.lengthBytes else {
        throw sinkFailure(key, "the body is over \(region.lengthBytes) bytes", errno: nil)
      }
      var position = 0
      while position < bytes.count {
        let written = bytes.withUnsafeBytes { buffer in
          pwrite(
            region.descriptor, buffer.baseAddress?.advanced(by: position), buffer.count - position,
            off_t(region.offset) + off_t(position))
        }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { throw sinkFailure(key, "the file could not be written", errno: errno) }
        position += written
      }
      return []
    case .stream(let writer):
      do { try await writer.write(bytes) } catch {
        throw sinkFailure(key, "the body could not be handed on", errno: nil, cause: error)
      }
      return []
    }
  }

  private func sourceFailure(
    _ key: ObjectKey, _ message: String, errno: Int32?, cause: (any Error)? = nil
  ) -> StoreError {
    StoreError(
      .sourceFailed, operation: "PutObject", bucket: name.text, key: key, message: message, errno: errno, cause: cause)
  }

  private func sinkFailure(
    _ key: ObjectKey, _ message: String, errno: Int32?, cause: (any Error)? = nil
  ) -> StoreError {
    StoreError(
      .sinkFailed, operation: "GetObject", bucket: name.text, key: key, message: message, errno: errno, cause: cause)
  }
}
