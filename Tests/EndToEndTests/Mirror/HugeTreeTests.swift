import FolderFixtures
import Glibc
import S3Stub
import StorageModel
import Testing

/// Trees that are wide or deep. `CAIRN_HUGE=1000000` makes the wide one wider than every test run should.
@Suite(.serialized) struct HugeTreeTests {
  private static let width = Tools.environment("CAIRN_HUGE").flatMap { Int($0) } ?? 100_000

  /// One folder on a memory file system, where there is one: what is tested is the client, not the disk.
  private func wideFolder(_ count: Int) throws -> String {
    let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(base)/cairn-huge-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemFailure("mkdtemp") }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for number in 0..<count {
      let descriptor = creat("\(path)/file-\(number)", 0o644)
      guard descriptor >= 0 else { throw SystemFailure("creat") }
      close(descriptor)
    }
    return path
  }

  /// Runs a program and says on standard error how much memory it had at most, in KiB.
  private static let measuring = """
    import resource, subprocess, sys
    exit = subprocess.run(sys.argv[1:]).returncode
    print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
    sys.exit(exit)
    """

  @Test(.needs(.python)) func aFolderOfManyFilesIsPlannedInBoundedMemory() async throws {
    let folder = try wideFolder(Self.width)
    defer { removeTree(Array(folder.utf8)) }
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let file = place.path + "/plan"
    let words = place.command(["plan", folder, "s3://bucket", "--out", file, "--state", "none", "--quiet"])
    let run = try await place.run([try Tools.Peer.python.requirePath(), "-c", Self.measuring] + words)
    #expect(run.exit == 0, "\(run.errors)")
    let lines = try readBytes(file).count { $0 == UInt8(ascii: "\n") }
    #expect(lines >= Self.width, "a line for each file")
    let kibibytes = run.errors.text(after: "peak ").flatMap { Int64($0.prefix { $0.isNumber }) }
    let mebibytes = try #require(kibibytes) >> 10
    print("a folder of \(Self.width) files was planned in \(mebibytes) MiB")
    // The names of one folder are sorted in memory, about 30 bytes each; a debug build alone takes 40 MiB.
    #expect(mebibytes < 60 + 100 * Int64(Self.width) / 1_000_000, "\(mebibytes) MiB")
  }

  /// 500 folders inside each other make paths longer than PATH_MAX, and keys longer than S3 allows.
  @Test func aDeepTreeIsWalkedAndWhatDoesNotFitIsNamed() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let tree = try RootedFolder()
    for (name, depth) in [("d", 500), ("deeper-and-deeper", 500)] {
      var path = PathBytes("")
      for level in 0..<depth {
        path = path.child(Array(name.utf8), asDirectory: true)
        if level % 50 == 49 { try tree.write(path.child(Array("file".utf8)), Array("\(level)".utf8)) }
      }
    }
    let run = try await place.sync(tree.text, "s3://bucket")
    #expect(run.exit == 7, "\(run.transcript)")
    // 500 times `d/` and `file` are 1,004 bytes: all ten fit. Of the others those up to level 50.
    let keys = stub.withModel { $0.contents(of: "bucket").keys.sorted() }
    #expect(keys.count == 11, "\(keys.count)")
    #expect(keys.allSatisfy { $0.bytes.count <= 1024 })
    let back = try RootedFolder()
    let down = try await place.sync("s3://bucket", back.text)
    #expect(down.exit == 0 && down.downloaded == 11, "\(down.transcript)")
  }
}
