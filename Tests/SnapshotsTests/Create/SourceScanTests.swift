import FolderFixtures
import Glibc
import Testing

@testable import Snapshots

/// The count beside a backup is the one of the backup, in a source that stands still.
@Suite struct SourceScanTests {
  @Test func countsWhatIsSaved() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 3)
    try writeFile(source + "/left out/inner", "x")
    try writeFile(source + "/cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n")
    symlink("x", source + "/link")
    mkfifo(source + "/pipe", 0o600)
    var options = CreateOptions()
    options.targets = [Array(source.utf8), Array("\(folder.path)/gone".utf8)]
    let pattern = try #require(ExcludePattern(Array("left*".utf8)))
    options.excludes.add(pattern)
    options.skipsCacheFolders = true
    let counts = await SourceScan(options).run()
    let bed = TestRepository(folder)
    let made = try await bed.snapshot(try await bed.create(), [source]) {
      $0.excludes = options.excludes
      $0.skipsCacheFolders = true
    }
    #expect(counts.bytes == made.summary.totalBytesProcessed - 44, "the marker is saved, and not counted")
    let above = Int64(source.split(separator: "/").count) - 1
    #expect(counts.files == made.summary.filesNew - 1 + made.summary.dirsNew - above)
  }

  @Test func aCancelledCountEnds() async throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path + "/file", "x")
    var options = CreateOptions()
    options.targets = [Array(folder.path.utf8)]
    let task = Task { [options] in
      withUnsafeCurrentTask { $0?.cancel() }
      return await SourceScan(options).run()
    }
    #expect(await task.value == SourceScan.Counts())
  }
}
