internal import LocalFiles
internal import StorageModel
internal import Synchronization

/// Writes a response into a file at the speed of a ``BandwidthLimiter``: the receiver waits, so the sender does.
final class ThrottledWriter: ByteWriter {
  private let region: FileRegion
  private let bandwidth: BandwidthLimiter
  private let position = Mutex<Int64>(0)

  init(region: FileRegion, bandwidth: BandwidthLimiter) {
    self.region = region
    self.bandwidth = bandwidth
  }

  func write(_ bytes: [UInt8]) async throws {
    for begin in stride(from: 0, to: bytes.count, by: ThrottledBody.stepBytes) {
      let step = Array(bytes[begin..<min(bytes.count, begin + ThrottledBody.stepBytes)])
      try await bandwidth.take(Int64(step.count))
      try append(step)
    }
  }

  private func append(_ bytes: [UInt8]) throws(StoreError) {
    let start = position.withLock { position in
      defer { position += Int64(bytes.count) }
      return position
    }
    do throws(LocalError) {
      try region.write(bytes, at: start)
    } catch {
      throw StoreError(.sinkFailed, operation: "GetObject", message: error.description, errno: error.errno)
    }
  }
}
