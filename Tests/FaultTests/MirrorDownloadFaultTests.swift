import FolderFixtures
import Mirroring
import ObjectStores
import S3Stub
import StorageModel
import Testing
import Transfers

/// Whole downloads into a folder with one fault somewhere: a file is right, or it is not there.
@Suite struct MirrorDownloadFaultTests {
  private let bodies: [String: [UInt8]] = Dictionary(
    uniqueKeysWithValues: (0..<7).map { ("d\($0 % 2)/f\($0)", noise(300 * $0 + 1, seed: UInt64($0 + 1))) })

  private func prepared(_ faults: FaultPlace? = nil) throws -> MirrorPlace {
    let place = try MirrorPlace(faults)
    for (key, body) in bodies { place.faults.put(body, at: key) }
    try place.write(["d0/f2": [9, 9], "old/1": [1], "old/2": [2]])
    return place
  }

  @Test(arguments: PassingFault.allCases) func aFaultAtAnyRequestIsOvercome(_ fault: PassingFault) async throws {
    let reference = try prepared()
    _ = try await reference.down()
    try reference.expectEqual("reference")
    for request in 1...reference.stub.records.count {
      let place = try prepared()
      place.stub.add(.request(request, fault.action))
      let report = try await place.down()
      #expect(report.failed == 0 && report.downloaded == 7 && report.deleted >= 2, "\(fault) at \(request)")
      try place.expectEqual("\(fault) at \(request)")
      place.stub.clearRules()
      place.stub.clearRecords()
      #expect(try await place.down().changes == 0)
      #expect(place.stub.operationCounts == ["ListObjectsV2": 1])
    }
  }

  /// Every file that stands under its final name has the old bytes or the new ones.
  private func expectWhole(_ place: MirrorPlace, _ comment: String) throws {
    for (path, content) in try FileTree(place.folder).files {
      let name = String(decoding: path, as: UTF8.self)
      let old: [[UInt8]] = [[9, 9], [1], [2]]
      #expect(content == bodies[name] || old.contains(content), "torn: \(name), \(comment)")
    }
  }

  @Test func aFlippedBitIsNoticedAndFetchedAgain() async throws {
    var generator = SystemRandomNumberGenerator()
    let seed = generator.next()
    for round in 0..<200 {
      let offset = Int((seed &+ UInt64(round) &* 0x9e37_79b9_7f4a_7c15) % 1801)
      let place = try prepared()
      let key = ObjectKey("d0/f6")
      place.stub.add(
        StubRule("GetObject", key: { $0 == key }, occurrences: 1...1, action: .flipBit(bodyOffset: offset)))
      let report = try await place.down()
      #expect(report.failed == 0, "seed \(seed), round \(round)")
      try place.expectEqual("seed \(seed), round \(round)")
    }
  }

  @Test func whatStaysDamagedIsNotWritten() async throws {
    let place = try prepared()
    let key = ObjectKey("d0/f2")
    place.stub.add(StubRule("GetObject", key: { $0 == key }, action: .flipBit(bodyOffset: 5)))
    let report = try await place.down()
    #expect(report.failed == 1)
    guard case .damaged? = report.firstError as? TransferError else {
      Issue.record("\(String(describing: report.firstError))")
      return
    }
    #expect(try FileTree(place.folder).files[Array("d0/f2".utf8)] == [9, 9], "the old file is kept")
    #expect(try FileTree(place.folder).files[Array("old/1".utf8)] == [1], "nothing is deleted after a failure")
    try expectWhole(place, "damaged")
  }

  @Test func anEndpointThatBreaksForGoodLeavesWholeFiles() async throws {
    let reference = try prepared()
    _ = try await reference.down()
    for request in 1...reference.stub.records.count {
      let place = try prepared(FaultPlace(attempts: 2))
      place.stub.add(StubRule(where: { $0.number >= request }, action: .finish(afterBytes: 200)))
      // Either the whole run fails or its report says so; what counts is what is left.
      if let report = try? await place.down() { #expect(report.failed > 0) }
      try expectWhole(place, "from request \(request) on")
      place.stub.clearRules()
      #expect(try await place.down().failed == 0)
      try place.expectEqual("after \(request)")
    }
  }

  @Test func anObjectThatChangesMeanwhileIsNotMixed() async throws {
    let place = try prepared()
    place.stub.add(
      StubRule(
        "GetObject", key: { $0 == ObjectKey("d1/f5") }, occurrences: 1...1,
        action: .prepare { _, model in model.put(noise(1501, seed: 99), at: "d1/f5", in: "bucket") }))
    let report = try await place.down()
    let found = try FileTree(place.folder).files[Array("d1/f5".utf8)]
    #expect(found == nil || found == noise(1501, seed: 99))
    if found == nil { #expect(report.failed + report.unreadable >= 1) }
    _ = try await place.down()
    try place.expectEqual("after the change")
  }

  @Test func anAnswerForAnotherRequestIsNotWritten() async throws {
    let place = try prepared()
    place.stub.add(StubRule("GetObject", action: .duplicate))
    // What was read under a wrong name does not agree with the listing.
    _ = try? await place.down()
    try expectWhole(place, "duplicates")
    place.stub.clearRules()
    #expect(try await place.down().failed == 0)
    try place.expectEqual("after the duplicates")
  }

  @Test(arguments: [
    "../outside", "a/../../outside", "/etc/outside", "a//b", "a/./b", ".", "..", "a/", "nul\u{0}byte",
  ]) func aKeyThatCannotBeAFileIsRefused(_ key: String) async throws {
    let place = try prepared()
    place.faults.put([6, 6, 6], at: key)
    let report = try? await place.down()
    // `a/` is the marker of a folder, and may become one.
    if key != "a/" { #expect(report == nil || report?.unsafeNames == 1 || report?.failed == 1) }
    let above = try FileTree(place.temporary.path).files
    #expect(above.keys.allSatisfy { !String(decoding: $0, as: UTF8.self).hasSuffix("outside") })
    try expectWhole(place, key)
  }

  @Test func aKeyThatIsFileAndFolderAtOnceIsToldOf() async throws {
    let place = try MirrorPlace()
    place.faults.put([1], at: "a")
    place.faults.put([2], at: "a/b")
    place.faults.put([3], at: "c")
    let report = try? await place.down()
    #expect(report == nil || report?.failed ?? 0 > 0 || report?.unsafeNames ?? 0 > 0 || report?.unreadable ?? 0 > 0)
    if report != nil { #expect(try FileTree(place.folder).files[Array("c".utf8)] == [3]) }
  }
}
