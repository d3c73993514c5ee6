internal import LocalFiles
internal import StorageModel

/// Reads a piece of a file in steps, and lets other tasks run in between: hashing a large file must not keep a thread
/// of the cooperative pool for seconds.
struct RegionReader {
  /// Small: many parts are hashed at once. The calls cost 10 ms for 2 GiB.
  static let stepBytes = 64 << 10
  /// 8 MiB take some milliseconds to hash.
  private static let stepsWithoutYield = 128

  let file: OpenFile

  /// Hands `lengthBytes` from `offset` on to `body`, in order. `.changedWhileRead` when the file ends before that;
  /// `.cancelled` when the task was.
  func forEachStep(
    offset: Int64, lengthBytes: Int64, _ body: (UnsafeRawBufferPointer) throws(TransferError) -> Void
  ) async throws(TransferError) {
    let capacity = Int(min(Int64(Self.stepBytes), max(1, lengthBytes)))
    let buffer = StepBuffer(capacity: capacity)
    var done: Int64 = 0
    var steps = 0
    while done < lengthBytes {
      let wanted = Int(min(Int64(capacity), lengthBytes - done))
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<wanted])
      let count = try sourceErrors { () throws(LocalError) in try file.read(at: offset + done, into: target) }
      guard count == wanted else {
        throw .source(LocalError(.changedWhileRead, operation: "read", path: file.path))
      }
      try body(UnsafeRawBufferPointer(target))
      done += Int64(count)
      steps += 1
      if steps % Self.stepsWithoutYield == 0 {
        if Task.isCancelled { throw .cancelled }
        await Task.yield()
      }
    }
  }
}

/// Memory freed with its owner. Unchecked: only the one task that reads uses it.
private final class StepBuffer: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(capacity: Int) { bytes = .allocate(byteCount: capacity, alignment: 64) }

  deinit { bytes.deallocate() }
}

/// Marks errors of local files as errors of the source.
func sourceErrors<Value>(_ body: () throws(LocalError) -> Value) throws(TransferError) -> Value {
  do throws(LocalError) { return try body() } catch { throw .source(error) }
}

/// Marks errors of local files as errors of the destination.
func destinationErrors<Value>(_ body: () throws(LocalError) -> Value) throws(TransferError) -> Value {
  do throws(LocalError) { return try body() } catch { throw .destination(error) }
}
