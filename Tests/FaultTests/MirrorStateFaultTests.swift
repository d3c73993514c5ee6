import FolderFixtures
import Glibc
import Mirroring
import StateDatabase
import StorageModel
import Testing

/// State that is damaged, old or somebody else's: a cache that costs time when it is gone, and never data.
@Suite struct MirrorStateFaultTests {
  /// A folder that is mirrored, and then changed: one edit, one new file, one deleted.
  private func prepared() async throws -> MirrorPlace {
    let place = try MirrorPlace()
    var files: [String: [UInt8]] = [:]
    for number in 0..<20 { files["d\(number % 3)/f\(number)"] = noise(100 + number, seed: UInt64(number + 1)) }
    try place.write(files)
    _ = try await place.up()
    try place.write(["d0/f0": [4, 4], "new": [5]])
    unlink(place.folder + "/d1/f1")
    return place
  }

  private func rewrite(_ place: MirrorPlace, _ edit: (inout [UInt8]) -> Void) throws {
    var bytes = try readBytes(place.statePath)
    edit(&bytes)
    try writeFile(Array(place.statePath.utf8), bytes)
  }

  private func expectConverging(_ place: MirrorPlace, _ comment: String) async throws {
    let report = try await place.up()
    #expect(report.failed == 0, "\(comment)")
    try place.expectEqual(comment)
  }

  @Test func aFlippedByteAnywhereIsHarmless() async throws {
    let place = try await prepared()
    let size = try readBytes(place.statePath).count
    var offset = 1
    while offset < size {
      // The version of the schema (bytes 60 to 63): a greater one is taken for that of a newer program, and left alone.
      if (60..<64).contains(offset) { offset = 64 }
      let place = try await prepared()
      try rewrite(place) { if offset < $0.count { $0[offset] ^= 0x41 } }
      try await expectConverging(place, "byte \(offset) of \(size)")
      offset = offset * 5 / 4 + 3
    }
  }

  @Test(arguments: [0, 1, 15, 99, 100, 512, 4095, 4096, 8192, 12_000]) func aTruncatedFileIsHarmless(
    _ length: Int
  ) async throws {
    let place = try await prepared()
    try rewrite(place) { $0 = Array($0.prefix(length)) }
    try await expectConverging(place, "truncated to \(length)")
  }

  @Test func garbageAndZerosAreHarmless() async throws {
    for bytes in [noise(5000), [UInt8](repeating: 0, count: 8192), Array("SQLite format 3\u{0}".utf8)] {
      let place = try await prepared()
      try rewrite(place) { $0 = bytes }
      try await expectConverging(place, "\(bytes.prefix(4))")
    }
  }

  @Test func aDeletedFileIsHarmless() async throws {
    let place = try await prepared()
    unlink(place.statePath)
    try await expectConverging(place, "deleted")
  }

  @Test func aFileOfANewerVersionIsLeftAlone() async throws {
    let place = try await prepared()
    // The user version of SQLite's header: bytes 60 to 63, big-endian.
    try rewrite(place) { $0[61] = 0x7f }
    let before = try readBytes(place.statePath)
    await #expect {
      _ = try await place.up()
    } throws: {
      ($0 as? StateError)?.code == .madeByNewerVersion
    }
    #expect(try readBytes(place.statePath) == before)
  }

  @Test func aSecondRunIsTurnedAwayAtOnce() async throws {
    let place = try await prepared()
    let identity = PairIdentity(source: Array("a".utf8), target: Array("b".utf8))
    let path = place.temporary.path + "/locked"
    let first = try PairState.open(identity, file: path)
    #expect {
      _ = try PairState.open(identity, file: path)
    } throws: {
      ($0 as? StateError)?.code == .locked
    }
    try first.close()
    try PairState.open(identity, file: path).close()
  }

  @Test func theStateOfAnotherPairProvesNothing() async throws {
    let place = try await prepared()
    let other = try MirrorPlace()
    try other.write(["d0/f0": [4, 4]])
    let bytes = try readBytes(place.statePath)
    try writeFile(Array(other.statePath.utf8), bytes)
    _ = try? await other.up()
    // What the foreign rows say was uploaded is not in this bucket.
    _ = try await other.up()
    try other.expectEqual("another pair's state")
  }
}
