import LocalFiles
import Snapshots
import StorageModel
import Synchronization

/// Whether a command met a repository that lacks what was in it.
final class RollbackNotice: Sendable {
  private let state = Mutex(false)

  var isRaised: Bool { state.withLock { $0 } }

  func raise() { state.withLock { $0 = true } }
}

extension RepositorySession {
  /// What a command does about a repository that lacks what was in it.
  enum RollbackReaction {
    /// Says so; ``throwIfRolledBack()`` ends the command with status 5.
    case warn
    /// Ends the command before it changes anything.
    case refuse
  }

  /// Compares the snapshots with those seen before, and remembers them. Said once: the next command takes what is there
  /// for what is right.
  func look(at list: SnapshotList, _ reaction: RollbackReaction, _ reporter: Reporter) throws {
    guard let change = try? memory?.update({ $0.snapshots.look(at: list) }), !change.isEmpty else {
      // Nothing new; or the memory is in use or cannot be written, and only a safeguard.
      return
    }
    let names = change.missing.suffix(5).map(\.id.short).joined(separator: ", ")
    guard change.isRollback else {
      reporter.note(
        "note: \(change.missing.count) snapshots that were here are gone (\(names)): removed on another machine?")
      return
    }
    var parts: [String] = []
    if !change.missing.isEmpty { parts.append("\(change.missing.count) of \(change.countBefore) are gone (\(names))") }
    if !change.returned.isEmpty { parts.append("\(change.returned.count) that were removed are back") }
    rollback.raise()
    let error = CommandError(
      .unreachable, "the repository lacks snapshots that were in it: \(parts.joined(separator: ", "))",
      next: "if another machine removed them, run the command again; if not, the store was rolled back or damaged")
    switch reaction {
    case .warn: reporter.error(error)
    case .refuse: throw error
    }
  }

  /// To be called last by commands that would end with status 0.
  func throwIfRolledBack() throws {
    if rollback.isRaised { throw CommandExit(.unreachable) }
  }

  /// This machine removed the snapshots: that they are gone is no news to it.
  func noteRemoved(_ ids: [StorageID]) {
    // A memory that cannot be written costs a question later.
    _ = try? memory?.update { $0.snapshots.noteRemoved(ids) }
  }

  func noteMade(_ snapshot: Snapshot) {
    // As above.
    _ = try? memory?.update { $0.snapshots.noteMade(snapshot) }
  }
}
