import FolderFixtures
import Glibc
import S3Stub
import StorageModel
import Testing

/// Disks that are read-only or lose what was not flushed.
@Suite struct StorageFaultTests {
  @Test(.needs(.mount)) func aStateOnAReadOnlyDiskIsSaid() async throws {
    try #require(geteuid() == 0, "only root can mount")
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let source = try place.temporary.folder("source")
    try writeFile(source + "/file", "content")
    let disk = try place.temporary.folder("disk")
    let mount = try Tools.Peer.mount.requirePath()
    let mounted = try await place.run([mount, "-t", "tmpfs", "-o", "size=8m", "cairn-test", disk])
    try #require(mounted.exit == 0, "\(mounted.transcript)")
    defer { umount2(disk, 2) }
    let words = ["sync", source, "s3://bucket", "--state", disk + "/pair.state"]
    #expect(try await place.cairn(words).exit == 0)
    #expect(try await place.run([mount, "-o", "remount,ro", disk]).exit == 0)
    let before = stub.records.count
    try writeFile(source + "/file", "changed")
    let refused = try await place.cairn(words)
    #expect(refused.exit == 14, "\(refused.transcript)")
    #expect(refused.errors.contains("pair.state"), "\(refused.transcript)")
    #expect(stub.records.count == before, "nothing is begun without its memory")
    let stateless = try await place.cairn(["sync", source, "s3://bucket", "--state", "none"])
    #expect(stateless.exit == 0, "\(stateless.transcript)")
    #expect(stub.withModel { $0.contents(of: "bucket") } == [ObjectKey("file"): Array("changed".utf8)])
    #expect(try await place.run([mount, "-o", "remount,rw", disk]).exit == 0)
    #expect(try await place.cairn(words).exit == 0, "and with it again")
  }

  /// FS_IOC_SHUTDOWN without a flush of the log: what the kernel had not written is gone, as after a power cut.
  @Test(.needs(.mount, .mkfs, .python), .enabled(if: LoopDisk.isPossible, "loop devices cannot be used here"))
  func whatWasReportedSurvivesAPowerCut() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let bodies = Dictionary(
      uniqueKeysWithValues: (0..<120).map { ("d\($0 % 7)/f\($0)", noise(50 + 997 * $0, seed: UInt64($0 + 1))) })
    stub.withModel { model in for (key, body) in bodies { model.put(body, at: key, in: "bucket") } }
    let place = try Sandbox(endpoint: stub.endpoint)
    let disk = try await LoopDisk(in: place, mebibytes: 64)
    for round in 0..<3 {
      let folder = disk.path + "/target-\(round)"
      let state = disk.path + "/pair-\(round).state"
      let words = ["sync", "s3://bucket", folder, "--state", state]
      let run = try await place.cairn(words)
      #expect(run.exit == 0, "\(run.transcript)")
      try await disk.cutPower()
      let files = try FileTree(folder).files
      #expect(files.count == bodies.count, "round \(round)")
      for (path, content) in files {
        #expect(content == bodies[String(decoding: path, as: UTF8.self)], "round \(round)")
      }
      // The state is as it was, or is begun anew; either way the next run finds everything equal.
      let again = try await place.cairn(words)
      #expect(again.exit == 0 && again.errors.contains("120 unchanged"), "\(again.transcript)")
    }
  }
}

/// An ext4 in a file, mounted over a loop device, whose cache can be thrown away.
final class LoopDisk: Sendable {
  let path: String
  private let image: String
  private let place: Sandbox

  init(in place: Sandbox, mebibytes: Int) async throws {
    self.place = place
    image = place.path + "/disk.img"
    path = try place.temporary.folder("loop")
    try writeFile(image, "")
    guard truncate(image, mebibytes << 20) == 0 else { throw SystemFailure("truncate") }
    let made = try await place.run([try Tools.Peer.mkfs.requirePath(), "-q", "-F", image])
    guard made.exit == 0 else { throw SystemFailure("mkfs.ext4: \(made.transcript)", 0) }
    try await mount()
  }

  deinit { umount2(path, 2) }

  private func mount() async throws {
    let outcome = try await place.run([try Tools.Peer.mount.requirePath(), "-o", "loop", image, path])
    guard outcome.exit == 0 else { throw SystemFailure("mount: \(outcome.transcript)", 0) }
  }

  /// Ends the file system without writing anything more, then mounts what is on the disk.
  func cutPower() async throws {
    let script = """
      import fcntl, os, struct
      folder = os.open("\(path)", os.O_RDONLY)
      fcntl.ioctl(folder, 0x8004587D, struct.pack("I", 2))
      """
    let cut = try await place.run([try Tools.Peer.python.requirePath(), "-c", script])
    guard cut.exit == 0 else { throw SystemFailure("shutdown: \(cut.transcript)", 0) }
    guard umount2(path, 0) == 0 else { throw SystemFailure("umount") }
    try await mount()
  }

  /// False without root or loop devices: those tests are reported as skipped.
  static let isPossible: Bool = {
    guard geteuid() == 0 else { return false }
    let control = open("/dev/loop-control", O_RDWR)
    guard control >= 0 else { return false }
    close(control)
    return true
  }()
}
