import JSON
import Testing

@testable import Snapshots

/// What shows that a store was rolled back, and what is only somebody else's policy at work.
@Suite struct SnapshotMemoryTests {
  private func snapshot(_ number: UInt8, at seconds: Int64, host: String = "a") -> Snapshot {
    var snapshot = Snapshot(
      time: GoTime(seconds: seconds, nanoseconds: 0), tree: .none, paths: ["/p"], hostname: host)
    snapshot.id = StorageID(of: [number])
    return snapshot
  }

  @Test func whatTheNewestOfAGroupDoesDecides() {
    let old = snapshot(1, at: 10)
    let middle = snapshot(2, at: 20)
    let new = snapshot(3, at: 30)
    let other = snapshot(4, at: 40, host: "b")
    var memory = SnapshotMemory()
    #expect(memory.look(at: SnapshotList([old, middle, new, other])).isEmpty)
    // A policy elsewhere took the oldest: said, and no rollback.
    let policy = memory.look(at: SnapshotList([middle, new, other]))
    #expect(policy.missing.map(\.id) == [old.id] && !policy.isRollback && policy.countBefore == 4)
    #expect(memory.look(at: SnapshotList([middle, new, other])).isEmpty, "said once")
    // The newest of a group is gone, though another group has newer ones.
    let rollback = memory.look(at: SnapshotList([middle, other]))
    #expect(rollback.missing.map(\.id) == [new.id] && rollback.isRollback)
    #expect(memory.look(at: SnapshotList([])).isRollback, "all are gone")
  }

  @Test func ofTwoOfTheSameSecondEitherMayGo() {
    let (one, two) = (snapshot(1, at: 10), snapshot(2, at: 10))
    var memory = SnapshotMemory()
    _ = memory.look(at: SnapshotList([one, two]))
    let policy = memory.look(at: SnapshotList([one]))
    #expect(policy.missing.map(\.id) == [two.id] && !policy.isRollback)
    #expect(memory.look(at: SnapshotList([])).isRollback, "none of the group is left")
  }

  @Test func ownRemovalsAreNoNewsButTheirReturnIs() {
    let old = snapshot(1, at: 10)
    let new = snapshot(2, at: 20)
    var memory = SnapshotMemory()
    _ = memory.look(at: SnapshotList([old]))
    memory.noteMade(new)
    memory.noteRemoved([new.id])
    #expect(memory.look(at: SnapshotList([old])).isEmpty)
    let back = memory.look(at: SnapshotList([old, new]))
    #expect(back.returned == [new.id] && back.isRollback)
    #expect(memory.look(at: SnapshotList([old, new])).isEmpty)
  }

  @Test func aDamagedSnapshotIsThere() {
    let old = snapshot(1, at: 10)
    var memory = SnapshotMemory()
    _ = memory.look(at: SnapshotList([old]))
    #expect(memory.look(at: SnapshotList([], damaged: [(old.id, RepositoryError(.damaged, "x"))])).isEmpty)
  }

  @Test func itIsWrittenAndRead() throws {
    var memory = SnapshotMemory()
    _ = memory.look(at: SnapshotList([snapshot(1, at: 10), snapshot(2, at: -5, host: "ä\u{0}\"")]))
    memory.noteRemoved([StorageID(of: [9])])
    let text = memory.json.encoded()
    #expect(SnapshotMemory(JSONReader.read(text)) == memory)
    #expect(SnapshotMemory(JSONReader.read(Array("[1,{}]".utf8))) == SnapshotMemory())
    #expect(SnapshotMemory(nil) == SnapshotMemory())
  }
}
