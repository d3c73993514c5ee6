import FolderFixtures
import Mirroring
import S3Stub
import StorageModel
import Testing

/// A file of three parts, and what can happen to its upload.
@Suite struct MirrorPartsFaultTests {
  private let key = ObjectKey("large")

  private func prepared() throws -> MirrorPlace {
    let place = try MirrorPlace()
    try place.write(["large": noise(11 << 20)])
    return place
  }

  struct Mishap: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rule: StubRule
  }

  static let mishaps: [Mishap] = [
    Mishap(testDescription: "a part is lost", rule: before("CompleteMultipartUpload") { $0.parts[2] = nil }),
    Mishap(testDescription: "a part differs", rule: before("CompleteMultipartUpload") { $0.parts[2]?.etag = "0" }),
    Mishap(
      testDescription: "complete says that a part is missing although all are there",
      rule: .first("CompleteMultipartUpload", .answer(.error(400, "InvalidPart")))),
    Mishap(
      testDescription: "the whole has another checksum",
      rule: .first("CompleteMultipartUpload", .answer(.error(400, "BadDigest")))),
    Mishap(
      testDescription: "the upload is gone",
      rule: StubRule(
        "CompleteMultipartUpload", occurrences: 1...1, action: .prepare { _, model in model.uploads = [:] })),
    Mishap(
      testDescription: "the upload is gone while parts are sent",
      rule: StubRule("UploadPart", occurrences: 2...2, action: .prepare { _, model in model.uploads = [:] })),
    Mishap(
      testDescription: "the answer of complete is lost",
      rule: .first("CompleteMultipartUpload", .answerAfterwards(.error(500, "InternalError")))),
    Mishap(
      testDescription: "complete answers 200 with an error",
      rule: .first(
        "CompleteMultipartUpload",
        .answer(StubResponse(xml: "  <Error><Code>InternalError</Code><Message>m</Message></Error>")))),
    Mishap(
      testDescription: "the connection breaks in a part",
      rule: .first("UploadPart", .resetUpload(afterBytes: 2 << 20))),
    Mishap(
      testDescription: "the answer of create is cut", rule: .first("CreateMultipartUpload", .reset(afterBytes: 60))),
  ]

  private static func before(
    _ operation: String, _ change: @escaping @Sendable (inout StubUpload) -> Void
  ) -> StubRule {
    StubRule(
      operation, occurrences: 1...1,
      action: .prepare { _, model in
        for id in model.uploads.keys {
          guard var upload = model.uploads[id] else { continue }
          change(&upload)
          model.uploads[id] = upload
        }
      })
  }

  @Test(arguments: mishaps) func theObjectArrivesAllTheSame(_ mishap: Mishap) async throws {
    let place = try prepared()
    place.stub.add(mishap.rule)
    let report = try await place.up()
    #expect(report.failed == 0 && report.uploaded == 1)
    #expect(place.faults.contents[key] == noise(11 << 20))
    // A created upload whose id never arrived is nobody's to abort; everything else is cleaned up.
    let left = place.stub.withModel { $0.uploads.count }
    #expect(left <= (mishap.testDescription.contains("create") ? 1 : 0))
    place.stub.clearRecords()
    #expect(try await place.up().unchanged == 1)
    #expect(place.stub.operationCounts == ["ListObjectsV2": 1])
  }

  @Test func onlyTheLostPartIsSentAgain() async throws {
    let place = try prepared()
    place.stub.add(Self.before("CompleteMultipartUpload") { $0.parts[2] = nil })
    #expect(try await place.up().failed == 0)
    #expect(place.stub.operationCounts["UploadPart"] == 4)
    #expect(place.stub.operationCounts["CreateMultipartUpload"] == 1)
  }

  /// The endpoint never finds the parts: an end, and nothing left behind.
  @Test(arguments: ["InvalidPart", "BadDigest"]) func anUploadThatCannotSucceedEnds(_ code: String) async throws {
    let place = try prepared()
    place.stub.add(StubRule("CompleteMultipartUpload", action: .answer(.error(400, code))))
    #expect(try await place.up().failed == 1)
    #expect(place.stub.operationCounts["CreateMultipartUpload"] == 2)
    #expect(place.stub.withModel { $0.uploads.isEmpty })
    #expect(place.faults.contents.isEmpty)
  }

  @Test func aLostCompletionThatTheEndpointForgotIsSettledByLooking() async throws {
    let place = try prepared()
    place.stub.add(
      StubRule("CompleteMultipartUpload", occurrences: 1...1, action: .answerAfterwards(.error(500, "InternalError"))),
      StubRule("CompleteMultipartUpload", occurrences: 2...9, action: .answer(.error(404, "NoSuchUpload"))))
    let report = try await place.up()
    #expect(report.failed == 0 && report.uploaded == 1)
    #expect(place.stub.operationCounts["CreateMultipartUpload"] == 1, "nothing is sent twice")
    #expect(place.faults.contents[key] == noise(11 << 20))
  }

  @Test func anUploadThatIsRefusedIsAborted() async throws {
    let place = try prepared()
    place.stub.add(
      StubRule(
        "UploadPart", where: { $0.textParameter("partNumber") == "2" }, action: .answer(.error(403, "AccessDenied"))))
    let report = try await place.up()
    #expect(report.failed == 1)
    #expect(place.stub.withModel { $0.uploads.isEmpty })
    #expect(place.faults.contents.isEmpty)
  }

  @Test func anUploadThatBreaksOffIsTakenUpAgain() async throws {
    let place = try prepared()
    place.stub.add(
      StubRule(
        "UploadPart", where: { $0.textParameter("partNumber") == "3" }, action: .answer(.error(503, "SlowDown"))))
    #expect(try await place.up().failed == 1)
    place.stub.clearRules()
    place.stub.clearRecords()
    let report = try await place.up()
    #expect(report.failed == 0)
    try place.expectEqual("resumed")
    #expect(place.stub.operationCounts["UploadPart"] == 1, "\(place.stub.operationCounts)")
  }
}
