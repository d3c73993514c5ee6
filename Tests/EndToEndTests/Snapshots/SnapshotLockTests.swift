import FolderFixtures
import S3Stub
import StorageModel
import Testing

/// A lock that somebody takes away in the middle of a command: nothing is written or removed from then on.
@Suite(.serialized) struct SnapshotLockTests {
  private struct Place {
    let stub: StubServer
    let bed: SnapshotBed
    let source: String

    init() async throws {
      stub = try StubServer()
      let sandbox = try Sandbox(endpoint: stub.endpoint)
      var bed = SnapshotBed(sandbox, repository: "s3:\(stub.endpoint)/bucket/repo")
      bed.place.environment["CAIRN_FROM_PASSWORD"] = SnapshotBed.password
      self.bed = bed
      source = try sandbox.temporary.folder("source")
      try await bed.made("init")
      for text in ["one", "two"] {
        try writeFile(Array("\(source)/file".utf8), Array(text.utf8) + noise(100_000))
        try await bed.made("create", source)
      }
    }

    func keys(_ folder: String) -> Set<ObjectKey> {
      Set(stub.withModel { $0.contents(of: "bucket").keys.filter { $0.contains(folder) } })
    }

    /// Takes the locks away when the first such request comes.
    func loseLocks(at moment: Moment, of repository: String = "repo") {
      let action = StubAction.prepare { _, model in
        model.buckets["bucket"] = model.buckets["bucket"]?.filter { !$0.key.contains("\(repository)/locks/") }
      }
      switch moment {
      case .reading:
        stub.add(
          StubRule(
            "ListObjectsV2", where: { $0.textParameter("prefix")?.contains("\(repository)/snapshots/") == true },
            occurrences: 1...1, action: action))
      case .writing(let folder):
        stub.add(
          StubRule("PutObject", key: { $0.contains("\(repository)/\(folder)/") }, occurrences: 1...1, action: action))
      }
    }
  }

  enum Moment: Sendable {
    /// While the snapshots are listed.
    case reading
    /// While a file of this folder is written.
    case writing(String)
  }

  /// What the command must not have done, by how many files of snapshots there are then.
  @Test(arguments: [
    (["forget", "--keep-last", "1"], Moment.reading, 2), (["tag", "--add", "t"], .reading, 2),
    (["tag", "--add", "t", "latest"], .writing("snapshots"), 3), (["repair", "snapshots", "--forget"], .reading, 2),
    (["repair", "snapshots", "--forget", "latest"], .writing("snapshots"), 3),
  ])
  func nothingIsDoneWithoutTheLock(_ words: [String], _ moment: Moment, _ count: Int) async throws {
    let place = try await Place()
    if words[0] == "repair" {
      // Both snapshots lose their file: which pack is whose, the names do not say.
      let lost = place.stub.withModel { model in
        model.contents(of: "bucket").filter { $0.key.contains("repo/data/") && $0.value.count > 90_000 }.keys
      }
      #expect(lost.count == 2)
      place.stub.withModel { model in for key in lost { model.buckets["bucket"]?.removeValue(forKey: key) } }
      try await place.bed.made("repair", "index")
    }
    let before = place.keys("repo/snapshots/")
    #expect(before.count == 2)
    place.loseLocks(at: moment)
    let run = try await place.bed.cairn(words)
    #expect(run.exit == 11 && run.errors.contains("lock was removed by somebody else"), "\(run.transcript)")
    let after = place.keys("repo/snapshots/")
    #expect(after.isSuperset(of: before) && after.count == count)
    guard case .reading = moment else { return }
    // With its lock the same command does it.
    place.stub.clearRules()
    let again = try await place.bed.cairn(words)
    #expect(again.exit == 0 && place.keys("repo/snapshots/") != after, "\(again.transcript)")
  }

  @Test func aCopyEndsWithoutTheLock() async throws {
    let place = try await Place()
    let other = ["-r", "s3:\(place.stub.endpoint)/bucket/copy"]
    let from = ["--from-repo", "s3:\(place.stub.endpoint)/bucket/repo"]
    _ = try await place.bed.cairn(["init"] + other)
    place.loseLocks(at: .writing("index"), of: "copy")
    let run = try await place.bed.cairn(["copy"] + from + other)
    #expect(run.exit == 11 && run.errors.contains("lock was removed by somebody else"), "\(run.transcript)")
    #expect(place.keys("copy/snapshots/").isEmpty)
    place.stub.clearRules()
    let again = try await place.bed.cairn(["copy"] + from + other)
    #expect(again.exit == 0 && place.keys("copy/snapshots/").count == 2, "\(again.transcript)")
  }
}

extension ObjectKey {
  fileprivate func contains(_ text: String) -> Bool { description.contains(text) }
}
