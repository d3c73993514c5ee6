import ObjectStores
import StorageModel
import Testing

@Suite struct VersionLockTests {
  private let retention = VersionLock.Retention(mode: .compliance, until: Timestamp(seconds: 100))

  @Test func whatHasEndedDoesNotGoOn() {
    let both = VersionLock(retention: retention, isHeld: true)
    #expect(both.lasting(at: Timestamp(seconds: 99)) == both)
    #expect(both.lasting(at: Timestamp(seconds: 100)) == VersionLock(isHeld: true))
    let retained = VersionLock(retention: retention)
    #expect(retained.lasting(at: Timestamp(seconds: 99)) == retained)
    #expect(retained.lasting(at: Timestamp(seconds: 100)) == nil)
  }
}
