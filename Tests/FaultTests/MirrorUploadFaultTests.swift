import FolderFixtures
import Glibc
import Mirroring
import Planning
import S3Stub
import StateDatabase
import StorageModel
import Testing

/// Whole uploads of a folder with one fault somewhere.
@Suite struct MirrorUploadFaultTests {
  /// Seven objects to write, four to leave or delete.
  private func prepared(_ faults: FaultPlace? = nil) throws -> MirrorPlace {
    let place = try MirrorPlace(faults)
    var files: [String: [UInt8]] = [:]
    for number in 0..<7 { files["d\(number % 2)/f\(number)"] = noise(200 * number, seed: UInt64(number + 1)) }
    try place.write(files)
    for number in 0..<3 { place.faults.put([1], at: "old/\(number)") }
    place.faults.put([9, 9], at: "d0/f2")
    return place
  }

  @Test(arguments: PassingFault.allCases) func aFaultAtAnyRequestIsOvercome(_ fault: PassingFault) async throws {
    let reference = try prepared()
    _ = try await reference.up()
    try reference.expectEqual("reference")
    for request in 1...reference.stub.records.count {
      let place = try prepared()
      place.stub.add(.request(request, fault.action))
      let report = try await place.up()
      #expect(report.failed == 0 && report.uploaded == 7 && report.deleted == 3, "\(fault) at \(request)")
      try place.expectEqual("\(fault) at \(request)")
      place.stub.clearRules()
      place.stub.clearRecords()
      let again = try await place.up()
      #expect(again.changes == 0 && again.unchanged == 7, "\(fault) at \(request)")
      #expect(place.stub.operationCounts == ["ListObjectsV2": 1])
    }
  }

  @Test func anEndpointThatBreaksForGoodLosesNothing() async throws {
    let reference = try prepared()
    _ = try await reference.up()
    for request in 1...reference.stub.records.count {
      let place = try prepared(FaultPlace(attempts: 2))
      let before = place.faults.contents
      place.stub.add(StubRule(where: { $0.number >= request }, action: .answer(.error(503, "SlowDown"))))
      // Either the whole run fails or its report says so; what counts is what is left.
      if let report = try? await place.up() { #expect(report.failed > 0 || report.deletionRefusal != nil) }
      let files = try place.files()
      for (key, body) in place.faults.contents {
        #expect(body == files[key] || body == before[key], "torn: \(key), from request \(request) on")
      }
      if place.faults.contents.count < before.count {
        // Deletes come last: everything was written before the first of them.
        for (key, body) in files { #expect(place.faults.contents[key] == body, "deleted too early: \(request)") }
      }
      place.stub.clearRules()
      let again = try await place.up()
      #expect(again.failed == 0, "after \(request)")
      try place.expectEqual("after \(request)")
    }
  }

  @Test func aRefusedObjectDoesNotStopTheOthers() async throws {
    let place = try prepared()
    place.stub.add(
      StubRule("PutObject", key: { $0 == ObjectKey("d1/f3") }, action: .answer(.error(403, "AccessDenied"))))
    let report = try await place.up()
    #expect(report.failed == 1 && report.uploaded == 6)
    #expect(place.faults.contents[ObjectKey("old/0")] != nil, "nothing is deleted after a failure")
    place.stub.clearRules()
    _ = try await place.up()
    try place.expectEqual("after the refusal")
  }

  @Test(arguments: LyingListTests.lies) func aLyingListDeletesNothing(_ lie: LyingListTests.Lie) async throws {
    let place = try MirrorPlace(FaultPlace(attempts: 2))
    for number in 0..<6 { place.faults.put([], at: "k\(number)") }
    place.stub.withModel { $0.pageLimit = 2 }
    try place.write(["mine": [1]])
    place.stub.add(
      StubRule(
        "ListObjectsV2", where: { lie.concerns($0) }, action: .rewrite { _, answer in answer.editText(lie.edit) }))
    do {
      let report = try await place.up()
      #expect(report.failed > 0 || report.deletionRefusal != nil, "taken for the truth")
    } catch {}
    #expect(place.stub.operationCounts["DeleteObjects"] == nil && place.stub.operationCounts["DeleteObject"] == nil)
    for number in 0..<6 { #expect(place.faults.contents[ObjectKey("k\(number)")] != nil) }
  }

  @Test func aWrongEchoIsTriedAgainAndThenAnError() async throws {
    let place = try prepared()
    let key = ObjectKey("d1/f5")
    let lie: StubAction = .rewrite { _, answer in answer.fields["x-amz-checksum-crc64nvme"] = "AAAAAAAAAAA=" }
    place.stub.add(StubRule("PutObject", key: { $0 == key }, occurrences: 1...1, action: lie))
    #expect(try await place.up().failed == 0)
    try place.expectEqual("one wrong echo")
    try place.write(["d1/f5": [5, 5, 5]])
    place.stub.add(StubRule("PutObject", key: { $0 == key }, action: lie))
    let report = try await place.up()
    #expect(report.failed == 1 && report.uploaded == 0)
  }

  @Test func whatChangesWhileItIsReadIsNotMixed() async throws {
    let place = try MirrorPlace()
    try place.write(["large": noise(11 << 20), "small": [1]])
    let path = place.folder + "/large"
    place.stub.add(
      StubRule(
        "UploadPart", occurrences: 1...1,
        action: .prepare { _, _ in
          let descriptor = open(path, O_WRONLY)
          _ = pwrite(descriptor, [7, 7, 7], 3, 10 << 20)
          close(descriptor)
        }))
    let report = try await place.up()
    #expect(report.unreadable == 1 && report.uploaded == 1)
    #expect(place.faults.contents[ObjectKey("large")] == nil)
    #expect(place.stub.withModel { $0.uploads.isEmpty })
    let again = try await place.up()
    #expect(again.uploaded == 1)
    try place.expectEqual("after the change")
  }

  @Test func whatVanishesMeanwhileIsSaid() async throws {
    let place = try prepared(FaultPlace(attempts: 2))
    let folder = place.folder
    place.stub.add(
      StubRule(
        "PutObject", occurrences: 1...1,
        action: .prepare { _, _ in
          for number in 0..<7 { unlink("\(folder)/d\(number % 2)/f\(number)") }
        }))
    let report = try await place.up()
    #expect(report.failed == 0)
    #expect(report.uploaded + report.unreadable >= 1)
    _ = try await place.up { $0.deletion.allowsEmptySource = true }
    try place.expectEqual("after the files went")
  }

  @Test func aBucketThatWasEmptiedIsFilledAgain() async throws {
    let place = try prepared()
    _ = try await place.up()
    place.stub.withModel { $0.buckets["bucket"] = [:] }
    let report = try await place.up()
    #expect(report.uploaded == 7)
    try place.expectEqual("filled again")
  }

  /// A write whose answer was lost may have made a version of its own; one that was refused has not.
  @Test(arguments: [true, false]) func aWriteThatWasSentTwiceIsRemembered(_ isLost: Bool) async throws {
    let place = try MirrorPlace()
    try place.write(["a": [1]])
    place.stub.add(
      .first(
        "PutObject",
        isLost ? .answerAfterwards(.error(500, "InternalError")) : .answer(.error(503, "SlowDown"))),
      StubRule("PutObject", action: .rewrite { request, answer in answer.fields["x-amz-version-id"] = "v" }))
    #expect(try await place.up().uploaded == 1)
    #expect(place.stub.operationCounts["PutObject"] == 2)
    let made = try place.made(of: "a")
    #expect(made.map(\.id) == ["v"])
    #expect((made.first?.unansweredFor != nil) == isLost)
  }

  @Test func aLimitStopsTheRunAndTheNextGoesOn() async throws {
    let place = try prepared()
    let report = try await place.up { $0.maximumTransferBytes = 300 }
    #expect(report.limitReached != nil && report.deleted == 0)
    _ = try await place.up()
    try place.expectEqual("after the limit")
  }
}

extension LyingListTests.Lie {
  func concerns(_ request: StubRequest) -> Bool {
    (request.parameter("continuation-token") == nil) == (page == 1)
  }
}
