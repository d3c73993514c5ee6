import FolderFixtures
import Glibc
import Testing

/// Troubles of this machine, and what snapshots do about them.
@Suite(.serialized) struct SnapshotFaultTests {
  private func bed() throws -> SnapshotBed {
    let sandbox = try Sandbox(endpoint: "http://127.0.0.1:1")
    return SnapshotBed(sandbox, repository: sandbox.path + "/repository")
  }

  @Test(.needs(.setpriv)) func whatCannotBeReadIsNamedAndTheRestIsSaved() async throws {
    try #require(geteuid() == 0, "only root can become somebody else")
    let bed = try bed()
    let source = try bed.place.temporary.folder("source")
    try writeFile(source + "/readable", "content")
    try writeFile(source + "/secret", "content", mode: 0o000)
    try writeFile(source + "/closed/inner", "content")
    chmod(source + "/closed", 0o000)
    for folder in [bed.place.path, source] { chmod(folder, 0o777) }
    let setpriv = try Tools.Peer.setpriv.requirePath()
    let other = [setpriv, "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    let user = try await bed.place.run(other + ["/usr/bin/id", "-u"])
    try #require(user.output.hasPrefix("65534"), "\(user.transcript)")
    let begin = other + [Tools.cairn, "snapshot"]
    let made = try await bed.place.run(begin + ["init"])
    #expect(made.exit == 0, "\(made.transcript)")
    let run = try await bed.place.run(begin + ["create", source])
    #expect(run.exit == 3, "\(run.transcript)")
    #expect(run.errors.contains("source/secret") && run.errors.contains("source/closed"), "\(run.transcript)")
    #expect(!run.errors.contains("readable"))
    let list = try await bed.place.run(begin + ["show", "-R", "latest"])
    #expect(list.output.contains("source/readable") && !list.output.contains("source/secret"), "\(list.transcript)")
    #expect(try await bed.place.run(begin + ["check", "--read-data"]).exit == 0)
    chmod(source + "/closed", 0o700)
  }

  /// A full target ends a restore with status 14; what was restored is whole, and a second run goes on.
  @Test(.needs(.mount)) func aFullDisk() async throws {
    try #require(geteuid() == 0, "only root can mount")
    let bed = try bed()
    let source = try bed.place.temporary.folder("source")
    for number in 0..<8 { try writeFile(Array("\(source)/f\(number)".utf8), noise(60_000, seed: UInt64(number + 1))) }
    try await bed.made("init")
    try await bed.made("create", source)
    let target = try bed.place.temporary.folder("small")
    let mount = try Tools.Peer.mount.requirePath()
    let mounted = try await bed.place.run([mount, "-t", "tmpfs", "-o", "size=256k", "cairn-test", target])
    try #require(mounted.exit == 0, "\(mounted.transcript)")
    defer { umount2(target, 2) }
    let full = try await bed.cairn("restore", "latest:\(source)", "--target", target)
    #expect(full.exit == 14, "\(full.transcript)")
    let wanted = try FileTree(source).files
    for (path, content) in try FileTree(target).files { #expect(content == wanted[path], "a torn file, or a leftover") }
    // A backup into a full folder.
    let repository = try bed.place.temporary.folder("small/repository")
    let noRoom = try await bed.cairn("init", "-r", repository)
    #expect(noRoom.exit == 14 || noRoom.exit == 0, "\(noRoom.transcript)")
    if noRoom.exit == 0 {
      let backup = try await bed.cairn("create", source, "-r", repository)
      #expect(backup.exit == 14, "\(backup.transcript)")
    }
    let larger = try await bed.place.run([mount, "-o", "remount,size=4m", target])
    try #require(larger.exit == 0)
    removeTree(Array(repository.utf8))
    let again = try await bed.cairn("restore", "latest:\(source)", "--target", target)
    #expect(again.exit == 0, "\(again.transcript)")
    #expect(try FileTree(target).files == wanted)
  }

  /// The cache and the state are where nothing can be written: slower, and right all the same.
  @Test(.needs(.mount)) func aReadOnlyCache() async throws {
    try #require(geteuid() == 0, "only root can mount")
    var bed = try bed()
    let source = try bed.place.temporary.folder("source")
    try writeFile(source + "/file", "content")
    try await bed.made("init")
    let readOnly = try bed.place.temporary.folder("read-only")
    let mount = try Tools.Peer.mount.requirePath()
    let mounted = try await bed.place.run([mount, "-t", "tmpfs", "-o", "ro", "cairn-test", readOnly])
    try #require(mounted.exit == 0, "\(mounted.transcript)")
    defer { umount2(readOnly, 2) }
    bed.place.environment["XDG_STATE_HOME"] = readOnly
    let made = try await bed.cairn("create", source)
    #expect(made.exit == 0, "\(made.transcript)")
    bed.place.environment["RESTIC_CACHE_DIR"] = readOnly
    let refused = try await bed.cairn("list")
    #expect(refused.exit == 14, "\(refused.transcript)")
    let without = try await bed.cairn("list", "--no-cache")
    #expect(without.exit == 0, "\(without.transcript)")
  }

  /// Interrupted, a backup takes its lock away and says so with its status.
  @Test func aSignalEndsABackupInOrder() async throws {
    let bed = try bed()
    let pipe = bed.place.path + "/pipe"
    mkfifo(pipe, 0o600)
    try await bed.made("init")
    let script = "exec \(Tools.cairn) snapshot create --stdin < \(pipe)"
    let program = try bed.place.start(["/bin/bash", "-c", script])
    // Nobody writes: it waits for its input.
    let writer = open(pipe, O_WRONLY)
    let locks = bed.place.path + "/repository/locks"
    var looks = 0
    while namesInFolder(Array(locks.utf8)).isEmpty, looks < 1_000_000 {
      sched_yield()
      looks += 1
    }
    program.send(SIGTERM)
    close(writer)
    let outcome = await program.finished()
    #expect(outcome.exit == 143 || outcome.exit == 0, "\(outcome.transcript)")
    #expect(namesInFolder(Array(locks.utf8)).isEmpty, "\(outcome.transcript)")
    #expect(try await bed.cairn("check").exit == 0)
  }

  /// What restic's variables say holds where no option says otherwise.
  @Test func resticsVariablesAreHeeded() async throws {
    var bed = try bed()
    let source = try bed.place.temporary.folder("source")
    try writeFile(source + "/file", String(repeating: "the same line\n", count: 5000))
    bed.place.environment["RESTIC_CACHE_DIR"] = bed.place.path + "/shared-cache"
    bed.place.environment["RESTIC_HOST"] = "elsewhere"
    bed.place.environment["RESTIC_COMPRESSION"] = "off"
    try await bed.made("init")
    let made = try await bed.cairn("create", source, "--json")
    #expect(made.exit == 0 && !made.output.contains("\"bytes_stored\":0,"), "\(made.transcript)")
    #expect(try await bed.cairn("list").output.contains("elsewhere"))
    #expect(namesInFolder(Array((bed.place.path + "/shared-cache").utf8)) == [Array("cairn".utf8)])
    let packs = try await bed.place.run([
      "/usr/bin/find", bed.place.path + "/repository/data", "-type", "f", "-size", "+60k",
    ])
    #expect(!packs.output.isEmpty, "70,000 bytes that compress to nothing were stored as they are")
    bed.place.environment["RESTIC_COMPRESSION"] = "squeeze"
    #expect(try await bed.cairn("create", source).exit == 2)
    bed.place.environment["RESTIC_COMPRESSION"] = nil
    bed.place.environment["RESTIC_PACK_SIZE"] = "1"
    #expect(try await bed.cairn("create", source).exit == 2)
    #expect(try await bed.cairn("create", source, "--pack-size", "8MiB").exit == 0)
  }

  /// A store that was rolled back is noticed by who has seen it before.
  @Test func aRollbackIsSaid() async throws {
    let bed = try bed()
    let source = try bed.place.temporary.folder("source")
    try writeFile(source + "/file", "one")
    try await bed.made("init")
    try await bed.made("create", source)
    let (repository, copy) = (bed.place.path + "/repository", bed.place.path + "/older")
    #expect(try await bed.place.run(["/bin/cp", "-a", repository, copy]).exit == 0)
    try writeFile(source + "/file", "two")
    try await bed.made("create", source)
    removeTree(Array(repository.utf8))
    #expect(try await bed.place.run(["/bin/cp", "-a", copy, repository]).exit == 0)
    let prune = try await bed.cairn("prune")
    #expect(prune.exit == 5 && prune.errors.contains("1 of 2 are gone"), "\(prune.transcript)")
    // Said once.
    try await bed.made("list")
    removeTree(Array(repository.utf8))
    #expect(try await bed.place.run(["/bin/cp", "-a", copy, repository]).exit == 0)
    try await bed.made("check")
    // What this machine removed, and how often, is no news to it; that it comes back is.
    try await bed.made("create", source)
    try await bed.made("forget", "--keep-last", "1")
    try await bed.made("check")
    #expect(try await bed.place.run(["/bin/cp", "-an", copy + "/snapshots/.", repository + "/snapshots"]).exit == 0)
    let back = try await bed.cairn("list")
    #expect(back.exit == 5 && back.errors.contains("removed are back"), "\(back.transcript)")
  }

  /// Flipped bytes make a drill end with 13, and its result is remembered.
  @Test func aDrillFindsDamageAndRemembers() async throws {
    var bed = try bed()
    let source = try bed.place.temporary.folder("source")
    for number in 0..<5 { try writeFile(Array("\(source)/f\(number)".utf8), noise(50_000, seed: UInt64(number + 1))) }
    try await bed.made("init")
    try await bed.made("create", source)
    bed.place.environment["TMPDIR"] = try bed.place.temporary.folder("scratch")
    let good = try await bed.cairn("drill", "--quiet", "--seed", "5")
    #expect(good.exit == 0 && good.output.isEmpty && good.errors.isEmpty, "\(good.transcript)")
    let find = try await bed.place.run([
      "/usr/bin/find", bed.place.path + "/repository/data", "-type", "f", "-size", "+200k",
    ])
    let pack = String(find.output.prefix { $0 != "\n" })
    var bytes = try readBytes(pack)
    bytes[bytes.count / 2] ^= 1
    chmod(pack, 0o600)
    try writeFile(Array(pack.utf8), bytes)
    let bad = try await bed.cairn("drill")
    #expect(bad.exit == 13 && bad.errors.contains("1 damaged"), "\(bad.transcript)")
    let history = try await bed.cairn("drill", "--history")
    let lines = history.output.split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains("exit 0") && lines[1].contains("exit 13"), "\(history.transcript)")
    #expect(lines[0].contains("seed 5") && lines[0].contains("5 of 5 right"), "\(history.transcript)")
    #expect(namesInFolder(Array((bed.place.path + "/scratch").utf8)).isEmpty, "the temporary folder stays")
  }
}
