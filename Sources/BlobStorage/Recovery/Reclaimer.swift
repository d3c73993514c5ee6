internal import Glibc
internal import Synchronization

/// Unlinks blobs that have no row any more, once no reader that may still want them is left.
///
/// A reader takes a lease before it looks at the metadata; a blob whose row went away in epoch n is unlinked when
/// every lease of epoch n or before has ended. The name stays in the table `garbage` until the file is gone, so that
/// a crash in between leaves work for the next start and no lost space.
final class Reclaimer: Sendable {
  private struct State {
    var epoch: Int64 = 0
    var leases: [Int64: Int] = [:]
    var waiting: [(epoch: Int64, names: [BlobFile])] = []
    var isClosed = false
  }

  private let folder: StoreFolder
  private let state = Mutex(State())
  private let work = Signal()
  private let thread = SystemThread()

  init(_ folder: StoreFolder) { self.folder = folder }

  /// `forget` removes names from the table; it runs on the reclaimer's thread.
  func start(forget: @escaping @Sendable ([BlobFile]) -> Void) throws(BlobStorageError) {
    try thread.start { [self] in
      while let names = next() {
        for file in names { remove(file) }
        if !names.isEmpty { forget(names) }
      }
    }
  }

  /// Ends the thread after what it is doing; the rest is left to the next start.
  func close() {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    work.post()
    thread.join()
  }

  func add(_ names: [BlobFile]) {
    state.withLock { state in
      state.waiting.append((state.epoch, names))
      state.epoch += 1
    }
    work.post()
  }

  func lease() -> ReadLease {
    let epoch = state.withLock { state in
      state.leases[state.epoch, default: 0] += 1
      return state.epoch
    }
    return ReadLease { [self] in end(epoch) }
  }

  private func remove(_ file: BlobFile) {
    if let folder = folder.folder(file.volume) { unlink(folder.blobPath(file.name)) }
  }

  private func end(_ epoch: Int64) {
    let hasWork = state.withLock { state in
      let rest = (state.leases[epoch] ?? 1) - 1
      state.leases[epoch] = rest > 0 ? rest : nil
      return rest == 0 && !state.waiting.isEmpty
    }
    if hasWork { work.post() }
  }

  /// nil when the reclaimer is closed.
  private func next() -> [BlobFile]? {
    work.wait()
    return state.withLock { state in
      if state.isClosed { return nil }
      let oldest = state.leases.keys.min() ?? .max
      let count = state.waiting.prefix { $0.epoch < oldest }.count
      defer { state.waiting.removeFirst(count) }
      return state.waiting.prefix(count).flatMap(\.names)
    }
  }
}

/// Keeps the blobs that were there when it was taken until it goes away.
package final class ReadLease: Sendable {
  private let end: @Sendable () -> Void

  init(end: @escaping @Sendable () -> Void) { self.end = end }

  deinit { end() }
}
