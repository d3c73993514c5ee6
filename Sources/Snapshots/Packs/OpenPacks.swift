internal import Synchronization

/// The packs of one kind that a writer fills. Memory is that of the open packs and of one on its way to the store:
/// whoever would begin one more waits until that one is stored.
final class OpenPacks: Sendable {
  private struct State {
    /// nil where the last one was taken out full and no blob came since.
    var open: [PackBuilder?]
    /// Chooses the pack of a blob; seeded with what nobody can guess.
    var random: UInt64

    /// xorshift64: even enough to spread blobs.
    mutating func choose() -> Int {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      return Int(random % UInt64(open.count))
    }

    mutating func append(_ blob: PackedBlob, to chosen: Int, _ key: MasterKey) -> Appending {
      guard let pack = open[chosen] else { return .needsPack }
      guard pack.hasRoom(bytes: blob.sealedBytes) else {
        open[chosen] = nil
        return .noRoom(pack)
      }
      pack.append(blob, key)
      guard pack.isFull else { return .added }
      open[chosen] = nil
      return .full(pack)
    }
  }

  private enum Appending {
    case added
    /// The pack is full by it, and out.
    case full(PackBuilder)
    /// The pack is out, and the blob is not in it.
    case noRoom(PackBuilder)
    case needsPack
  }

  private let unused: BoundedChannel<PackBuilder>
  private let state: Mutex<State>

  /// Blobs go to one of `open` packs by chance, so that neighbours in a pack tell nothing about the order of chunks in
  /// a file (restic design document, "Threat Model").
  init(_ kind: BlobKind, open: Int, _ limits: PackLimits, seed: UInt64) {
    unused = BoundedChannel(elements: (0...open).map { _ in PackBuilder(kind, limits) })
    state = Mutex(State(open: Array(repeating: nil, count: open), random: seed | 1))
  }

  /// Encrypts the blob into one of the packs; `full` gets each one that has to go, to be given back later.
  func add(_ blob: PackedBlob, _ key: MasterKey, full: (PackBuilder) async throws -> Void) async throws {
    let chosen = state.withLock { $0.choose() }
    while true {
      switch state.withLock({ $0.append(blob, to: chosen, key) }) {
      case .added: return
      case .full(let pack): return try await full(pack)
      case .noRoom(let pack): try await full(pack)
      case .needsPack:
        guard let pack = try await unused.receive() else { throw CancellationError() }
        let isTaken = state.withLock { state in
          guard state.open[chosen] == nil else { return false }
          state.open[chosen] = pack
          return true
        }
        // Somebody else began the pack meanwhile.
        if !isTaken { unused.giveBack(pack) }
      }
    }
  }

  /// A pack that is stored.
  func giveBack(_ pack: PackBuilder) {
    pack.empty()
    unused.giveBack(pack)
  }

  /// Takes out what is left: as one pack where it fits.
  func close() -> [PackBuilder] {
    let rest = state.withLock { state in
      defer { state.open = Array(repeating: nil, count: state.open.count) }
      return state.open.compactMap(\.self)
    }
    guard let first = rest.first else { return [] }
    return [first]
      + rest.dropFirst().filter { pack in
        guard first.hasRoom(forBlobs: pack.blobs.count, bytes: pack.bytes.count) else { return true }
        first.absorb(pack)
        return false
      }
  }
}
