internal import Digests
internal import Synchronization

/// The MD5 of bodies that come in at the same time, side by side in the lanes of a vector: four cost little more than
/// what one does (0.6 s of CPU a GiB in place of 1.4).
///
/// A thread that has bytes waits until every other member has some too, for a millisecond at most, and one of them does
/// the work of all.
final class MD5Company: Sendable {
  /// Bytes that a thread waits for.
  private final class Piece: @unchecked Sendable {
    // Owner: the thread that waits; between `append` and `done` the leader of its round.
    let bytes: UnsafeRawBufferPointer
    var digest: LaneMD5
    let done = Signal()
    /// Set for the one that is to lead the next round in place of being done.
    var leads = false

    init(_ bytes: UnsafeRawBufferPointer, _ digest: LaneMD5) {
      self.bytes = bytes
      self.digest = digest
    }
  }

  private struct State {
    /// Everybody who is there, and those of them who hash in lanes.
    var bodies = 0
    var members = 0
    var waiting: [Piece] = []
    var isLed = false
    /// The leader waits to be told that all are there.
    var leaderWaits = false

    /// Everything that can be there is there.
    var isComplete: Bool { waiting.count >= min(members, MD5Company.lanes) }

    /// True once, when the leader is to be told.
    mutating func mustTell() -> Bool {
      guard leaderWaits, isComplete else { return false }
      leaderWaits = false
      return true
    }
  }

  /// A body on its way in; ends its part when it goes.
  final class Member: Sendable {
    /// False for one that began alone: then the digest of libcrypto is faster than one lane.
    let hashesInLanes: Bool
    private let company: MD5Company

    init(_ company: MD5Company) {
      self.company = company
      hashesInLanes = company.join()
    }

    deinit { company.leave(hashesInLanes) }
  }

  private static let lanes = 8
  private static let patience = Duration.milliseconds(1)

  private let state = Mutex(State())
  private let completed = Signal()

  private func join() -> Bool {
    state.withLock { state in
      state.bodies += 1
      guard state.bodies > 1 else { return false }
      state.members += 1
      return true
    }
  }

  private func leave(_ wasMember: Bool) {
    let mustTell = state.withLock { state in
      state.bodies -= 1
      if wasMember { state.members -= 1 }
      return state.mustTell()
    }
    if mustTell { completed.post() }
  }

  /// Feeds `bytes` to the digest of a member. May wait.
  func update(_ digest: inout LaneMD5, _ bytes: UnsafeRawBufferPointer) {
    let piece = Piece(bytes, digest)
    let (leads, mustTell) = state.withLock { state in
      state.waiting.append(piece)
      guard state.isLed else {
        state.isLed = true
        return (true, false)
      }
      return (false, state.mustTell())
    }
    if mustTell { completed.post() }
    if !leads { piece.done.wait() }
    if leads || piece.leads { lead(piece) }
    digest = piece.digest
  }

  /// Waits for the others and does everybody's work; `own`, that of the caller, is the first that waits.
  private func lead(_ own: Piece) {
    awaitOthers()
    let round = state.withLock { state in
      let count = min(state.waiting.count, Self.lanes)
      defer { state.waiting.removeFirst(count) }
      return Array(state.waiting.prefix(count))
    }
    var digests = round.map(\.digest)
    LaneMD5.update(&digests, with: round.map(\.bytes))
    for (piece, digest) in zip(round, digests) { piece.digest = digest }
    let next = state.withLock { state in
      state.isLed = !state.waiting.isEmpty
      return state.waiting.first
    }
    if let next {
      next.leads = true
      next.done.post()
    }
    for piece in round where piece !== own { piece.done.post() }
  }

  private func awaitOthers() {
    let waits = state.withLock { state in
      state.leaderWaits = !state.isComplete
      return state.leaderWaits
    }
    guard waits, !completed.wait(atMost: Self.patience) else { return }
    let wasTold = state.withLock { state in
      defer { state.leaderWaits = false }
      return !state.leaderWaits
    }
    // Told just after the time was over: what was posted must not end a later wait.
    if wasTold { completed.wait() }
  }
}
