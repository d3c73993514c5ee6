/// The order of writes of backup and prune with their locks, small enough to try every order of every step: kills at
/// each of them, and machines that sleep until their lock is stale.
///
/// What is stored: the chunk `x` in the pack `old`, used by no snapshot any more; the chunk `y` in the same pack, used
/// by one that stays. A backup needs `x` and a chunk `n` of its own. A prune moves `y` to a pack of its own and removes
/// `old`, and with it what no index lists.
struct ProtocolModel: Hashable {
  enum Chunk: UInt8, CaseIterable { case x, y, n }

  /// A pack and what is in it.
  enum Pack: UInt8, CaseIterable {
    case old, made, moved
  }

  /// A mistake in the protocol.
  enum Weakness: CaseIterable {
    case noSecondLook, backupIgnoresLocks, pruneSharesItsLock, snapshotBeforeIndex, indexBeforePack, packsGoFirst
    case planBeforeLock, indexReadBeforeLock, noConfirmation
  }

  struct Program: Hashable {
    let isPrune: Bool
    var step = 0
    var isDead = false
    var hasSlept = false
    /// Its lock is in the store.
    var holdsLock = false
    /// The step before was a look at the lock: it acts at once.
    var isConfirmed = false
    /// What it read: whether `x` was listed (backup); whether `x` was used (prune).
    var knowsX = false
    var xIsUsed = false
    /// Packs that no index listed when the prune looked.
    var unlisted: Set<Pack> = []
    var isOver: Bool { isDead || step == Int.max }
  }

  var packs: [Pack: Set<Chunk>] = [.old: [.x, .y]]
  /// Index files by what they list.
  var indexes: Set<Set<Pack>> = [[.old]]
  /// What each snapshot needs.
  var snapshots: Set<Set<Chunk>> = [[.y]]
  var programs: [Program]
  let weakness: Weakness?

  init(_ programs: [Bool], weakness: Weakness?) {
    self.programs = programs.map { Program(isPrune: $0) }
    self.weakness = weakness
  }

  private var listed: Set<Pack> { indexes.reduce(into: []) { $0.formUnion($1) } }

  private func has(_ chunk: Chunk) -> Bool { listed.contains { packs[$0]?.contains(chunk) == true } }

  /// Every snapshot has everything that it needs.
  var isWhole: Bool { snapshots.allSatisfy { $0.allSatisfy { has($0) } } }

  // MARK: - What can happen next

  var successors: [ProtocolModel] {
    var next: [ProtocolModel] = []
    for index in programs.indices where !programs[index].isOver {
      var stepped = self
      stepped.take(index)
      next.append(stepped)
      var killed = self
      killed.programs[index].isDead = true
      next.append(killed)
      // Others take its lock for stale. Between the look at the lock and the act that it allows nothing can be done
      // about this: no model, and no program, closes that moment.
      if !programs[index].hasSlept, !programs[index].isConfirmed {
        var slept = self
        slept.programs[index].hasSlept = true
        next.append(slept)
      }
    }
    return next
  }

  /// Whether somebody else's lock is in the way; stale ones are removed by who looks.
  private mutating func isRefused(_ index: Int) -> Bool {
    let me = programs[index]
    for other in programs.indices where other != index && programs[other].holdsLock {
      let holder = programs[other]
      if holder.isDead || holder.hasSlept {
        programs[other].holdsLock = false
        continue
      }
      let wantsAll = me.isPrune && weakness != .pruneSharesItsLock
      let hasAll = holder.isPrune && weakness != .pruneSharesItsLock
      if wantsAll || hasAll { return true }
    }
    return false
  }

  private mutating func take(_ index: Int) {
    let step = programs[index].step
    programs[index].step += 1
    programs[index].isConfirmed = false
    switch step {
    case 0:
      if weakness == .planBeforeLock, programs[index].isPrune { look(index) }
      if weakness == .indexReadBeforeLock, !programs[index].isPrune { look(index) }
    case 1, 3:
      if step == 3, weakness == .noSecondLook { return }
      if weakness == .backupIgnoresLocks, !programs[index].isPrune { return }
      if isRefused(index) { end(index) }
    case 2: programs[index].holdsLock = true
    default: if programs[index].isPrune { prune(index, step) } else { backUp(index, step) }
    }
  }

  private mutating func end(_ index: Int) {
    programs[index].holdsLock = false
    programs[index].step = .max
  }

  private mutating func look(_ index: Int) {
    programs[index].knowsX = has(.x)
    programs[index].xIsUsed = snapshots.contains { $0.contains(.x) }
    programs[index].unlisted = Set(packs.keys).subtracting(listed)
  }

  /// The lock is still there, or the program ends.
  private mutating func confirm(_ index: Int) {
    if weakness != .noConfirmation {
      guard programs[index].holdsLock, !programs[index].hasSlept else { return end(index) }
    }
    programs[index].isConfirmed = weakness != .noConfirmation
  }

  private mutating func backUp(_ index: Int, _ step: Int) {
    let content: Set<Chunk> = programs[index].knowsX ? [.n] : [.n, .x]
    switch step {
    case 4: if weakness != .indexReadBeforeLock { look(index) }
    case 5: if weakness == .indexBeforePack { indexes.insert([.made]) } else { packs[.made] = content }
    case 6: confirm(index)
    case 7:
      switch weakness {
      case .snapshotBeforeIndex: snapshots.insert([.x, .n])
      case .indexBeforePack: snapshots.insert([.x, .n])
      default: indexes.insert([.made])
      }
    case 8: confirm(index)
    case 9:
      switch weakness {
      case .snapshotBeforeIndex: indexes.insert([.made])
      case .indexBeforePack: packs[.made] = content
      default: snapshots.insert([.x, .n])
      }
    default: end(index)
    }
  }

  private mutating func prune(_ index: Int, _ step: Int) {
    let kept: Set<Chunk> = programs[index].xIsUsed ? [.x, .y] : [.y]
    let movesOld = packs[.old] != nil && listed.contains(.old)
    switch step {
    case 4: if weakness != .planBeforeLock { look(index) }
    case 5: confirm(index)
    case 6: for pack in programs[index].unlisted { packs[pack] = nil }
    case 7:
      if weakness == .packsGoFirst { packs[.old] = nil } else if movesOld { packs[.moved] = kept }
    case 8: confirm(index)
    case 9:
      if weakness == .packsGoFirst { packs[.moved] = kept }
      if packs[.moved] != nil { indexes.insert([.moved]) }
    case 10: confirm(index)
    case 11:
      // Index files without the old pack first, then the old ones.
      for file in indexes where file.contains(.old) {
        let rest = file.subtracting([.old])
        if !rest.isEmpty { indexes.insert(rest) }
      }
      indexes = indexes.filter { !$0.contains(.old) || $0.isEmpty }
    case 12: confirm(index)
    case 13: packs[.old] = nil
    default: end(index)
    }
  }
}
