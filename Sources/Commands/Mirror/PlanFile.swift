import LocalFiles
import Planning
import StorageModel
import Synchronization

/// The file of `plan --out`: appears under its name when it is complete.
final class PlanFileOutput: Sendable {
  private struct State {
    var writer = PlanFileWriter()
    var pending: [UInt8] = []
    var offset: Int64 = 0
    var failure: (any Error)?
  }

  private let file: AtomicFile
  private let state = Mutex(State())

  init(_ path: [UInt8], header: PlanHeader) throws {
    let whole = PathBytes(bytes: path)
    let folder = whole.parent.isEmpty ? Array(".".utf8) : whole.parent.bytes
    file = try AtomicFile(in: try FolderRoot(opening: folder), path: PathBytes(bytes: whole.lastSegment))
    state.withLock { $0.pending = $0.writer.header(header) }
  }

  /// Adds an item; a failure to write shows in ``finish()``.
  func add(_ item: PlanItem) {
    state.withLock { state in
      state.pending += state.writer.item(item)
      if state.pending.count >= 256 << 10 { drain(&state) }
    }
  }

  func finish() throws {
    let failure: (any Error)? = state.withLock { state in
      state.pending += state.writer.end()
      drain(&state)
      return state.failure
    }
    if let failure { throw failure }
    _ = try file.commit(FileMetadata(mode: 0o600), durability: .now)
  }

  private func drain(_ state: inout State) {
    do {
      try file.write(state.pending, at: state.offset)
      state.offset += Int64(state.pending.count)
    } catch {
      state.failure = state.failure ?? error
    }
    state.pending = []
  }
}

/// The items of a plan file, one after the other. The file is read twice: nothing is carried out before its end was
/// seen and its hash agreed.
final class PlanFileInput {
  let header: PlanHeader
  private let file: OpenFile
  private var reader = PlanFileReader()
  private var offset: Int64 = 0
  private var waiting: [PlanItem] = []
  private var position = 0
  private let shard: PlanShard?

  init(_ path: [UInt8], shard: PlanShard?) throws {
    file = try OpenFile.open(absolute: path)
    self.shard = shard
    header = try Self.check(file)
  }

  private static func check(_ file: OpenFile) throws -> PlanHeader {
    var reader = PlanFileReader()
    var offset: Int64 = 0
    var header: PlanHeader?
    while true {
      let bytes = try file.read(at: offset, count: 1 << 20)
      if bytes.isEmpty { break }
      offset += Int64(bytes.count)
      for line in try reader.feed(bytes) {
        if case .header(let found) = line { header = found }
      }
    }
    try reader.finish()
    guard let header else { throw CommandError.usage("the plan has no header", next: "make it anew with 'cairn plan'") }
    return header
  }

  /// The next item of this shard; nil at the end.
  func next() throws -> PlanItem? {
    while true {
      while position < waiting.count {
        let item = waiting[position]
        position += 1
        if shard?.contains(item) ?? true { return item }
      }
      let bytes = try file.read(at: offset, count: 1 << 20)
      if bytes.isEmpty { return nil }
      offset += Int64(bytes.count)
      position = 0
      waiting = try reader.feed(bytes).compactMap { line in
        if case .item(let item) = line { return item }
        return nil
      }
    }
  }
}
