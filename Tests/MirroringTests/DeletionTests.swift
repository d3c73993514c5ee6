import Glibc
import LocalFiles
import Mirroring
import ObjectStores
import Planning
import StorageModel
import Testing

@Suite struct DeletionTests {
  private func deleting(_ options: inout MirrorOptions) { options.rules.deletes = true }

  @Test func anEmptySourceDeletesNothing() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("f", "1")
    try await fixture.run(try fixture.folder(), fixture.place())
    try fixture.remove("f")
    let report = try await fixture.run(try fixture.folder(), fixture.place(), deleting)
    #expect(report.deleted == 0 && report.deletionRefusal?.contains("empty") == true)
    #expect(try await fixture.objects().count == 1)
    let allowed = try await fixture.run(try fixture.folder(), fixture.place()) {
      $0.rules.deletes = true
      $0.deletion.allowsEmptySource = true
    }
    #expect(allowed.deleted == 1)
  }

  @Test func aListingThatFailsDeletesNothing() async throws {
    let fixture = try MirrorFixture()
    for number in 0..<20 { try fixture.write("f\(number)", "1") }
    try await fixture.run(try fixture.folder(), fixture.place())
    try fixture.remove("f0")
    let log = CallLog { call, _ in
      call.operation == .list ? StoreError(.serverError, operation: "ListObjectsV2", message: "on purpose") : nil
    }
    await #expect(throws: StoreError.self) {
      try await fixture.run(try fixture.folder(), fixture.place(log)) { $0.rules.deletes = true }
    }
    #expect(log.count(.delete) == 0)
  }

  @Test func aFailedTransferHoldsDeletesBack() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("old", "1")
    try await fixture.run(try fixture.folder(), fixture.place())
    try fixture.remove("old")
    try fixture.write("new", "2")
    let log = CallLog { call, _ in
      call.operation == .put ? StoreError(.serverError, operation: "PutObject", message: "on purpose") : nil
    }
    let report = try await fixture.run(try fixture.folder(), fixture.place(log), deleting)
    #expect(report.failed == 1 && report.deleted == 0 && log.count(.delete) == 0)
  }

  @Test func tooManyDeletesAreRefused() async throws {
    let fixture = try MirrorFixture()
    for number in 0..<40 { try fixture.write("f\(number)", "1") }
    try await fixture.run(try fixture.folder(), fixture.place())
    for number in 0..<20 { try fixture.remove("f\(number)") }
    let refused = try await fixture.run(try fixture.folder(), fixture.place(), deleting)
    #expect(refused.deleted == 0 && refused.deletionRefusal != nil)
    let allowed = try await fixture.run(try fixture.folder(), fixture.place()) {
      $0.rules.deletes = true
      $0.deletion.limit = .count(20)
    }
    #expect(allowed.deleted == 20)
  }

  @Test func anotherFolderUnderTheSameNameDeletesNothing() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("a", "1")
    try fixture.write("b", "1")
    try await fixture.run(try fixture.folder(), fixture.place())
    #expect(rename(fixture.root + "/src", fixture.root + "/away") == 0)
    mkdir(fixture.root + "/src", 0o755)
    try fixture.write("a", "1")
    let report = try await fixture.run(try fixture.folder(), fixture.place(), deleting)
    #expect(report.deleted == 0 && report.deletionRefusal?.contains("mounted") == true)
  }

  @Test func unsafeKeysNeverLeaveTheTarget() async throws {
    let fixture = try MirrorFixture()
    let store = fixture.endpoint.bucket(fixture.bucket)
    for key in ["p/../../escape", "p/a//b", "p/./c", "p//abs", "p/ok"] {
      _ = try await store.put(ObjectKey(key), body: .bytes([1]), WriteOptions())
    }
    let report = try await fixture.run(fixture.place(), try fixture.folder("back", creating: true))
    #expect(report.downloaded == 1 && report.unsafeNames == 4)
    #expect(access(fixture.root + "/escape", F_OK) != 0 && access("/escape", F_OK) != 0)
  }
}
