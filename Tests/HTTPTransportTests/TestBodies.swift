import Glibc
import StorageModel
import Synchronization

/// A file that is gone from its folder already, with some bytes in it.
final class ScratchFile: Sendable {
  let descriptor: Int32

  init(_ bytes: [UInt8] = []) {
    var template = Array("/tmp/cairn-transport-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    unlink(template)
    _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit { close(descriptor) }

  func region(_ offset: Int64, _ length: Int) -> FileRegion {
    FileRegion(descriptor: descriptor, offset: offset, lengthBytes: Int64(length))
  }

  func contents(_ offset: Int, _ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, offset) }
    return Array(bytes.prefix(max(0, got)))
  }
}

/// Gives out bytes in pieces of its own size, then ends or fails.
actor PieceReader: ByteReader {
  private var left: [UInt8]
  private let pieceBytes: Int
  private let failure: (any Error)?

  init(_ bytes: [UInt8], pieceBytes: Int, failure: (any Error)? = nil) {
    left = bytes
    self.pieceBytes = pieceBytes
    self.failure = failure
  }

  func read(limit: Int) async throws -> [UInt8] {
    if left.isEmpty, let failure { throw failure }
    let piece = Array(left.prefix(min(limit, pieceBytes)))
    left.removeFirst(piece.count)
    return piece
  }
}

/// Waits at its first piece until it is opened; keeps everything.
actor GatedWriter: ByteWriter {
  private(set) var bytes: [UInt8] = []
  private var isOpen: Bool
  private var waiter: CheckedContinuation<Void, Never>?
  private let failure: (any Error)?

  init(isOpen: Bool = true, failure: (any Error)? = nil) {
    self.isOpen = isOpen
    self.failure = failure
  }

  func write(_ piece: [UInt8]) async throws {
    if !isOpen { await withCheckedContinuation { waiter = $0 } }
    if let failure { throw failure }
    bytes += piece
  }

  func open() {
    isOpen = true
    waiter?.resume()
    waiter = nil
  }
}

struct PlannedFailure: Error {}

/// A value that a server's thread sets and a test waits for.
final class Signal<Value: Sendable>: Sendable {
  private let state = Mutex<(value: Value?, waiter: CheckedContinuation<Value, Never>?)>((nil, nil))

  func set(_ value: Value) {
    let waiter = state.withLock { state in
      state.value = value
      let waiter = state.waiter
      state.waiter = nil
      return waiter
    }
    waiter?.resume(returning: value)
  }

  func wait() async -> Value {
    await withCheckedContinuation { continuation in
      let value = state.withLock { state in
        if state.value == nil { state.waiter = continuation }
        return state.value
      }
      if let value { continuation.resume(returning: value) }
    }
  }
}

func pattern(_ count: Int) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 8) }
  return bytes
}
