internal import StorageModel
internal import Synchronization

/// A writer that remembers whether it was given anything: from then on a read cannot be repeated into it.
final class WatchedWriter: ByteWriter {
  private let writer: any ByteWriter
  private let touched = Atomic<Bool>(false)

  init(_ writer: any ByteWriter) { self.writer = writer }

  var isTouched: Bool { touched.load(ordering: .relaxed) }

  func write(_ bytes: [UInt8]) async throws {
    touched.store(true, ordering: .relaxed)
    try await writer.write(bytes)
  }
}
