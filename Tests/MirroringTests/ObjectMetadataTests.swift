import StorageModel
import Testing

@testable import Mirroring

@Suite struct ObjectMetadataTests {
  @Test(arguments: [
    (Int64(0), "0"), (1_725_148_800_500_000_000, "1725148800.5"), (1, "0.000000001"), (-1_500_000_000, "-1.5"),
    (1_725_148_800_123_456_789, "1725148800.123456789"),
  ])
  func timeStandsAsSecondsWithAFraction(nanoseconds: Int64, text: String) {
    let metadata = ObjectMetadata(modified: Timestamp(nanoseconds: nanoseconds))
    #expect(metadata.userMetadata["mtime"] == text)
    #expect(ObjectMetadata(userMetadata: ["mtime": text]).modified?.nanoseconds == nanoseconds)
  }

  @Test(arguments: ["", "-", ".5", "1.x", "99999999999999999999", "1e5", " 1", "1.2.3"])
  func whatIsNoTimeIsAbsent(text: String) {
    #expect(ObjectMetadata(userMetadata: ["mtime": text]).modified == nil)
  }

  @Test func everythingSurvives() {
    let metadata = ObjectMetadata(
      modified: Timestamp(nanoseconds: 5), mode: 0o100640, userID: 65534, groupID: 7,
      extendedAttributes: [Array("user.ä".utf8): [0, 255, 10]])
    #expect(ObjectMetadata(userMetadata: metadata.userMetadata) == metadata)
    #expect(metadata.userMetadata["mode"] == "33184")
    #expect(metadata.kind == .file)
    #expect(ObjectMetadata(mode: 0o120777).kind == .symlink)
  }
}
