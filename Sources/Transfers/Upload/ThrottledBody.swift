internal import LocalFiles
internal import StorageModel
internal import Synchronization

/// A body that is sent at the speed of a ``BandwidthLimiter``.
///
/// A stream cannot be sent twice by whoever has it, so failed attempts are repeated here, where it can be begun again.
struct ThrottledBody: Sendable {
  /// A tenth of a second at 640 KiB/s: small enough that the line stays usable for others.
  static let stepBytes = 64 << 10
  private static let attempts = 3

  let body: BodySource
  let bandwidth: BandwidthLimiter

  func send<Value: Sendable>(
    _ request: (BodySource) async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    guard body.isRepeatable else { return try await request(throttled()) }
    for _ in 1..<Self.attempts {
      do throws(StoreError) {
        return try await request(throttled())
      } catch  where error.isRetryable && error.code != .slowDown {
        continue
      }
    }
    return try await request(throttled())
  }

  private func throttled() -> BodySource {
    .stream(ThrottledReader(body: body, bandwidth: bandwidth), lengthBytes: body.lengthBytes)
  }
}

/// Hands a body out in steps, each of which waits for its turn.
private final class ThrottledReader: ByteReader {
  private let body: BodySource
  private let bandwidth: BandwidthLimiter
  private let position = Mutex<Int64>(0)

  init(body: BodySource, bandwidth: BandwidthLimiter) {
    self.body = body
    self.bandwidth = bandwidth
  }

  func read(limit: Int) async throws -> [UInt8] {
    let step = min(limit, ThrottledBody.stepBytes)
    let bytes = try await next(step)
    if !bytes.isEmpty { try await bandwidth.take(Int64(bytes.count)) }
    return bytes
  }

  private func next(_ step: Int) async throws -> [UInt8] {
    if case .stream(let reader, _) = body { return try await reader.read(limit: step) }
    let start = position.withLock { $0 }
    let count = Int(min(Int64(step), body.lengthBytes - start))
    guard count > 0 else { return [] }
    position.withLock { $0 = start + Int64(count) }
    switch body {
    case .bytes(let bytes): return Array(bytes[Int(start)..<Int(start) + count])
    case .file(let region): return try read(region, at: start, count: count)
    case .stream: return []
    }
  }

  private func read(_ region: FileRegion, at start: Int64, count: Int) throws(StoreError) -> [UInt8] {
    do throws(LocalError) {
      let bytes = try region.read(at: start, count: count)
      guard bytes.count == count else { throw LocalError(.changedWhileRead, operation: "read", path: PathBytes("")) }
      return bytes
    } catch {
      throw StoreError(.sourceFailed, operation: "PutObject", message: error.description, errno: error.errno)
    }
  }
}
