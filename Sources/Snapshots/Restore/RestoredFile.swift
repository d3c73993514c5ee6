internal import LocalFiles
internal import StorageModel
internal import Synchronization

/// A file on its way back: its chunks arrive in any order from any task, and with the last one it appears under its
/// name.
///
/// A file of one chunk is open only while that chunk is written, so thousands of small ones can wait at once.
final class RestoredFile: Sendable {
  private struct State {
    var file: AtomicFile?
    var missing: Int
    var isLost = false
  }

  let path: PathBytes
  let node: TreeNode
  let sizeBytes: UInt64
  let isUpdate: Bool
  /// All of it, in order.
  let chunks: [(id: StorageID, offset: UInt64)]
  private let root: FolderRoot
  private let metadata: FileMetadata
  private let state: Mutex<State>

  /// All of `chunks` are to come.
  init(
    _ root: FolderRoot, _ path: PathBytes, _ node: TreeNode, _ options: RestoreOptions, sizeBytes: UInt64,
    chunks: [(id: StorageID, offset: UInt64)], isUpdate: Bool
  ) {
    self.root = root
    self.path = path
    self.node = node
    self.sizeBytes = sizeBytes
    self.isUpdate = isUpdate
    metadata = node.metadata(options)
    self.chunks = chunks
    state = Mutex(State(missing: chunks.count))
  }

  /// Something is damaged or was refused: no chunk is taken any more, and what stood there stays. True for the first
  /// time only.
  func lose() -> Bool {
    let (isFirst, file) = state.withLock { state in
      defer {
        state.isLost = true
        state.file = nil
      }
      return (!state.isLost, state.file)
    }
    file?.abandon()
    return isFirst
  }

  /// Writes a chunk at its place; true when it was the last one and the file is there now. Zeros of 64 KiB and more
  /// become holes.
  func write(_ chunk: UnsafeRawBufferPointer, at offset: UInt64) throws(LocalError) -> Bool {
    guard let file = try opened() else { return false }
    for piece in ZeroBlocks.pieces(of: chunk, wantsHoles: sizeBytes > UInt64(ZeroBlocks.blockBytes)) {
      try file.write(
        UnsafeRawBufferPointer(rebasing: chunk[piece]), at: Int64(clamping: offset) + Int64(piece.lowerBound))
    }
    let isLast = state.withLock { state in
      state.missing -= 1
      return state.missing == 0 && !state.isLost
    }
    if isLast { try commit(file) }
    return isLast
  }

  /// For a file without any chunk to come.
  func finishEmpty() throws(LocalError) {
    if let file = try opened() { try commit(file) }
  }

  private func commit(_ file: AtomicFile) throws(LocalError) {
    _ = try file.commit(metadata)
    state.withLock { $0.file = nil }
  }

  /// nil once the file is lost.
  private func opened() throws(LocalError) -> AtomicFile? {
    try state.withLock { state throws(LocalError) in
      if state.isLost { return nil }
      if let file = state.file { return file }
      let size = sizeBytes > UInt64(ZeroBlocks.blockBytes) ? Int64(clamping: sizeBytes) : 0
      let file = try AtomicFile(in: root, path: path, sizeBytes: size, sparse: true)
      state.file = file
      return file
    }
  }
}

/// Where a chunk holds data, and where zeros that a hole can stand for.
enum ZeroBlocks {
  /// Shorter runs are not worth a piece of the file's block map.
  static let blockBytes = 64 << 10

  /// The ranges to write, in order.
  static func pieces(of chunk: UnsafeRawBufferPointer, wantsHoles: Bool) -> [Range<Int>] {
    guard wantsHoles, chunk.count >= blockBytes else { return chunk.isEmpty ? [] : [0..<chunk.count] }
    var pieces: [Range<Int>] = []
    var start = 0
    while start < chunk.count {
      let end = min(start + blockBytes, chunk.count)
      if end - start < blockBytes || !isZero(UnsafeRawBufferPointer(rebasing: chunk[start..<end])) {
        if let last = pieces.last, last.upperBound == start {
          pieces[pieces.count - 1] = last.lowerBound..<end
        } else {
          pieces.append(start..<end)
        }
      }
      start = end
    }
    return pieces
  }

  private static func isZero(_ block: UnsafeRawBufferPointer) -> Bool {
    for index in stride(from: 0, to: block.count, by: 8)
    where block.loadUnaligned(fromByteOffset: index, as: UInt64.self) != 0 {
      return false
    }
    return true
  }
}
