import FolderFixtures
import Mirroring
import ObjectStores
import S3Stub
import StorageModel
import Testing

/// An endpoint that lists folder by folder.
@Suite struct FolderOrderTests {
  private func prepared(pageLimit: Int = 1000) throws -> MirrorPlace {
    let place = try MirrorPlace()
    try place.write(["a/x": [1], "a/y": [2], "a-b/z": [3], "a.txt": [4], "b": [5]])
    place.stub.withModel { model in
      model.listsByFolder = true
      model.pageLimit = pageLimit
    }
    return place
  }

  @Test func itIsFoundOutByOneListing() async throws {
    let place = try prepared()
    #expect(try await place.up().uploaded == 5)
    place.stub.clearRecords()
    let report = try await place.up()
    #expect(report.unchanged == 5 && report.uploaded == 0)
    #expect(place.stub.operationCounts == ["ListObjectsV2": 2], "one that is refused, one that is sorted")
    #expect(place.faults.waits.isEmpty, "nothing is repeated")
    #expect(place.learned == [place.stub.endpoint])
  }

  @Test func whoIsKnownIsSortedAtOnce() async throws {
    let place = try prepared()
    _ = try await place.up()
    place.stub.clearRecords()
    let report = try await place.up(listsByFolder: true)
    #expect(report.unchanged == 5)
    #expect(place.stub.operationCounts == ["ListObjectsV2": 1])
  }

  @Test(arguments: [true, false]) func deletesWhatIsGoneAndNothingElse(_ isKnown: Bool) async throws {
    let place = try prepared(pageLimit: 2)
    _ = try await place.up()
    removeTree(Array((place.folder + "/a/y").utf8))
    let report = try await place.up(listsByFolder: isKnown)
    #expect(report.deleted == 1)
    try place.expectEqual("after the delete")
  }

  @Test func whoNoLongerDoesIsReadAllTheSame() async throws {
    let place = try prepared(pageLimit: 2)
    _ = try await place.up()
    place.stub.withModel { $0.listsByFolder = false }
    #expect(try await place.up(listsByFolder: true).unchanged == 5)
  }
}
