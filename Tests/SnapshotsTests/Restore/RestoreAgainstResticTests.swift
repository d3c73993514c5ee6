import Digests
import FolderFixtures
import Glibc
import LocalFiles
import Planning
import Snapshots
import StorageModel
import Testing

/// What restic saved comes back byte for byte, with all metadata, as restic brings it back.
@Suite(.needsRestic) struct RestoreAgainstResticTests {
  /// Every kind of entry, names that are no text, chunks shared between files, three generations.
  private func fill(_ bed: RestoreBed, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    try FileKinds.make(in: bed.source)
    let names: [[UInt8]] = [
      Array("plain.txt".utf8), Array("Größe é 漢字 🎈".utf8), Array("a<b>&c\"d'e\\f".utf8), [0xff, 0xfe, 0x61],
      Array("tab\tnl\nbell\u{7}".utf8), Array("  spaces  ".utf8), Array("-rf".utf8),
    ]
    for (index, name) in names.enumerated() {
      try writeFile(
        Array("\(bed.source)/folder/".utf8) + name, generator.bytes(index * 100), modified: 1_500_000_000 + index)
    }
    let large = generator.bytes(5 << 20)
    try writeFile(Array("\(bed.source)/large".utf8), large)
    try writeFile(Array("\(bed.source)/deep/er/still/copy".utf8), large + generator.bytes(10))
    for index in 0..<200 {
      try writeFile(
        Array("\(bed.source)/many/file-\(index)".utf8), generator.bytes(Int.random(in: 0...5000, using: &generator)))
    }
    try bed.back()
    try writeFile(Array("\(bed.source)/large".utf8), generator.bytes(1 << 20) + large)
    unlink(bed.source + "/many/file-7")
    try bed.back()
    chmod(bed.source + "/deep/er", 0o500)
    try writeFile(Array("\(bed.source)/new/one".utf8), Array("new".utf8))
    try bed.back()
  }

  @Test func everythingComesBack() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    let bed = try RestoreBed()
    try fill(bed, seed: seed)
    let original = try TreeFacts(bed.source)
    let target = bed.folder.path + "/target"
    let log = RestoreLog()
    let tally = try await bed.restore(target, observer: log)
    #expect(log.failures == [:], "seed \(seed)")
    let restored = try TreeFacts(target)
    #expect(restored.differences(from: original) == [], "seed \(seed)")
    #expect(tally.damaged == 0 && tally.failed == 0)
    #expect(tally.selected == Int64(original.lines.count))
    // As the other program restores it.
    try bed.restic.run(["restore", "latest", "--target", bed.folder.path + "/theirs"])
    #expect(try TreeFacts(bed.folder.path + "/theirs").differences(from: restored) == [], "seed \(seed)")
    let root = try FolderRoot(opening: Array(target.utf8))
    #expect(try root.status(PathBytes("sparse")).blocks < 2000)
    // A second run finds everything right, and fetches nothing.
    let again = RestoreLog()
    let second = try await bed.restore(target, observer: again)
    #expect(second.fetches == 0 && second.created == 0 && second.updated == 0)
    #expect(again.failures == [:])
    #expect(try TreeFacts(target).differences(from: original) == [])
  }

  @Test func onlyWhatIsWrongIsFetched() async throws {
    let bed = try RestoreBed()
    var generator = SeededGenerator(seed: 11)
    // A chunk has 8 MiB at the most, whatever the polynomial: at least 4 MiB are in others than the broken one.
    let content = generator.bytes(12 << 20)
    try writeFile(Array("\(bed.source)/large".utf8), content)
    try writeFile(Array("\(bed.source)/small".utf8), Array("small".utf8))
    try bed.back()
    let target = try bed.folder.folder("target")
    var broken = content
    broken[3 << 20] ^= 1
    try writeFile(Array("\(target)/large".utf8), broken + [1, 2, 3])
    try writeFile(Array("\(target)/extra".utf8), Array("extra".utf8))
    let log = RestoreLog()
    let tally = try await bed.restore(target, observer: log)
    #expect(try readBytes(target + "/large") == content)
    #expect(log.outcomes["large"] == .updated && log.outcomes["small"] == .created)
    #expect(tally.bytesReused >= 4 << 20)
    #expect(tally.bytesReused < UInt64(content.count))
    #expect(access(target + "/extra", F_OK) == 0)
  }

  @Test func foldersAndFilesOfASnapshotByPath() async throws {
    let bed = try RestoreBed()
    try writeFile(Array("\(bed.source)/a/b/c".utf8), Array("c".utf8))
    try writeFile(Array("\(bed.source)/a/d".utf8), Array("d".utf8))
    try bed.back()
    try await bed.restore(bed.folder.path + "/one", path: "a/b")
    #expect(try TreeFacts(bed.folder.path + "/one") == TreeFacts(bed.source + "/a/b"))
    try await bed.restore(bed.folder.path + "/two", path: "/a//./d")
    #expect(try readBytes(bed.folder.path + "/two/d") == Array("d".utf8))
    await #expect(throws: RepositoryError.self) { try await bed.restore(bed.folder.path + "/three", path: "a/x") }
    await #expect(throws: RepositoryError.self) { try await bed.restore(bed.folder.path + "/three", path: "a/d/e") }
    #expect(throws: RepositoryError.self) { try SnapshotPath(Array("latest:a/../b".utf8)) }
  }

  @Test(arguments: OverwritePolicy.allCases) func policies(policy: OverwritePolicy) async throws {
    let bed = try RestoreBed()
    for name in ["older", "newer", "same"] {
      try writeFile(Array("\(bed.source)/\(name)".utf8), Array("saved".utf8), modified: 1_600_000_000)
    }
    try bed.back()
    let target = try bed.folder.folder("target")
    try writeFile(Array("\(target)/older".utf8), Array("there".utf8), modified: 1_500_000_000)
    try writeFile(Array("\(target)/newer".utf8), Array("there".utf8), modified: 1_700_000_000)
    try writeFile(Array("\(target)/same".utf8), Array("there".utf8), modified: 1_600_000_000)
    var options = RestoreBed.everything
    options.overwrite = policy
    options.isDryRun = true
    try await bed.restore(target, options)
    let before = try ["older", "newer", "same"].map {
      String(decoding: try readBytes("\(target)/\($0)"), as: UTF8.self)
    }
    #expect(before == ["there", "there", "there"])
    options.isDryRun = false
    try await bed.restore(target, options)
    let after = try ["older", "newer", "same"].map { String(decoding: try readBytes("\(target)/\($0)"), as: UTF8.self) }
    let expected: [OverwritePolicy: [String]] = [
      .always: ["saved", "saved", "saved"], .ifChanged: ["saved", "saved", "there"],
      .ifNewer: ["saved", "there", "there"], .never: ["there", "there", "there"],
    ]
    #expect(after == expected[policy])
  }

  @Test func whatIsNotInTheSnapshotGoesOnlyWhenAsked() async throws {
    let bed = try RestoreBed()
    try writeFile(Array("\(bed.source)/folder/kept".utf8), Array("kept".utf8))
    try bed.back()
    let target = try bed.folder.folder("target")
    for name in ["extra", "folder/extra", "extra-folder/below/it", "folder/spared.log"] {
      try writeFile(Array("\(target)/\(name)".utf8), Array(name.utf8))
    }
    symlink(bed.source, target + "/link-out")
    var options = RestoreBed.everything
    options.deletes = true
    try options.filters.exclude(Array("*.log".utf8))
    options.isDryRun = true
    let dry = try await bed.restore(target, options)
    #expect(dry.deleted == 6)
    #expect(access(target + "/extra", F_OK) == 0)
    options.isDryRun = false
    let tally = try await bed.restore(target, options)
    #expect(tally.deleted == 6)
    #expect(namesInFolder(Array(target.utf8)) == [Array("folder".utf8)])
    #expect(namesInFolder(Array("\(target)/folder".utf8)) == [Array("kept".utf8), Array("spared.log".utf8)])
    #expect(access(bed.source + "/folder/kept", F_OK) == 0)
  }

  @Test func specialBitsComeBackOnlyWhenAsked() async throws {
    let bed = try RestoreBed()
    try writeFile(Array("\(bed.source)/program".utf8), Array("x".utf8))
    chmod(bed.source + "/program", 0o6755)
    try bed.back()
    var options = RestoreBed.everything
    options.restoresSpecialBits = false
    try await bed.restore(bed.folder.path + "/target", options)
    let root = try FolderRoot(opening: Array("\(bed.folder.path)/target".utf8))
    #expect(try root.status(PathBytes("program")).attributes.mode & 0o7777 == 0o755)
  }
}
