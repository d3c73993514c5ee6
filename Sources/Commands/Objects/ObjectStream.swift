import ObjectStores
import StorageModel
import Synchronization

/// Sends the bytes of one object to a writer, in order.
///
/// Begins with a HEAD: its ETag goes as If-Match with every read, so that a body which breaks off can be taken up at
/// the byte where it broke and the reader never gets bytes of two objects. Gives up after five attempts that brought
/// nothing.
struct ObjectStream: Sendable {
  let store: any ObjectStore
  let key: ObjectKey
  var versionID: String?
  /// nil for the whole object.
  var range: ByteRange?
  let writer: any ByteWriter

  private static let attempts = 5

  /// Returns how many bytes were written.
  @discardableResult
  func run() async throws -> Int64 {
    let info = try await store.head(key, ReadOptions(versionID: versionID, wantsChecksum: false))
    let counter = CountingWriter(writer)
    var options = ReadOptions(versionID: versionID, ifMatch: info.etag, wantsChecksum: false)
    let first = range?.first ?? 0
    let end = min(info.sizeBytes, (range?.last ?? .max - 1) + 1)
    guard first < end else {
      guard range == nil else { throw beyondEnd(info.sizeBytes) }
      return 0
    }
    var fruitless = 0
    while first + counter.writtenBytes < end {
      let before = counter.writtenBytes
      options.range = before == 0 && range == nil ? nil : ByteRange(first: first + before, last: end - 1)
      do {
        _ = try await store.get(key, options, into: .stream(counter))
      } catch {
        // The reader's end of the pipe is not the endpoint's fault.
        if let failure = counter.failure { throw failure }
        fruitless = counter.writtenBytes > before ? 0 : fruitless + 1
        guard error.isRetryable, fruitless < Self.attempts, counter.writtenBytes > 0 else { throw error }
        continue
      }
      guard counter.writtenBytes > before else { throw shortBody(counter.writtenBytes, of: end - first) }
    }
    return counter.writtenBytes
  }

  private func beyondEnd(_ sizeBytes: Int64) -> CommandError {
    CommandError.usage("--range begins behind the end of \(key), which has \(sizeBytes) bytes")
  }

  private func shortBody(_ received: Int64, of expected: Int64) -> StoreError {
    StoreError(
      .invalidResponse, operation: "GetObject", key: key,
      message: "the body ended after \(received) of \(expected) bytes")
  }
}

/// Counts what went through, and remembers why it stopped.
private final class CountingWriter: ByteWriter {
  private struct State {
    var writtenBytes: Int64 = 0
    var failure: (any Error)?
  }

  private let base: any ByteWriter
  private let state = Mutex(State())

  init(_ base: any ByteWriter) { self.base = base }

  var writtenBytes: Int64 { state.withLock { $0.writtenBytes } }
  var failure: (any Error)? { state.withLock { $0.failure } }

  func write(_ bytes: [UInt8]) async throws {
    do {
      try await base.write(bytes)
      state.withLock { $0.writtenBytes += Int64(bytes.count) }
    } catch {
      state.withLock { $0.failure = error }
      throw error
    }
  }
}

/// Standard output as the end of a download.
struct OutputWriter: ByteWriter {
  let output: ByteOutput

  func write(_ bytes: [UInt8]) async throws { try output.write(bytes) }
}
