import FolderFixtures
import Glibc
import S3Stub
import StorageModel
import Testing

/// Troubles of this machine: disks, names, permissions, a second run.
@Suite struct LocalFaultTests {
  @Test(.needs(.mount)) func aFullDiskIsSaidAndLeavesWholeFiles() async throws {
    try #require(geteuid() == 0, "only root can mount")
    let stub = try StubServer()
    defer { stub.stop() }
    let bodies = Dictionary(uniqueKeysWithValues: (0..<8).map { ("f\($0)", noise(60_000, seed: UInt64($0 + 1))) })
    stub.withModel { model in for (key, body) in bodies { model.put(body, at: key, in: "bucket") } }
    let place = try Sandbox(endpoint: stub.endpoint)
    let target = try place.temporary.folder("small")
    let mount = try Tools.Peer.mount.requirePath()
    let mounted = try await place.run([mount, "-t", "tmpfs", "-o", "size=256k", "cairn-test", target])
    try #require(mounted.exit == 0, "\(mounted.transcript)")
    defer { umount2(target, 2) }
    let run = try await place.sync("s3://bucket", target)
    #expect(run.exit == 14, "\(run.transcript)")
    let files = try FileTree(target).files
    #expect(!files.isEmpty && files.count < 8)
    for (path, content) in files { #expect(content == bodies[String(decoding: path, as: UTF8.self)], "no leftovers") }
    let larger = try await place.run([mount, "-o", "remount,size=4m", target])
    #expect(larger.exit == 0)
    let again = try await place.sync("s3://bucket", target)
    #expect(again.exit == 0, "\(again.transcript)")
    #expect(try FileTree(target).files.count == 8)
  }

  @Test(.needs(.strace)) func aReadErrorKeepsTheCopy() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let source = try place.temporary.folder("source")
    for number in 0..<4 { try writeFile(source + "/f\(number)", "old \(number)") }
    #expect(try await place.sync(source, "s3://bucket").exit == 0)
    let before = stub.withModel { $0.contents(of: "bucket") }
    for number in 0..<4 { try writeFile(source + "/f\(number)", "new content \(number)") }
    let words = ["sync", source, "s3://bucket", "--delete", "--state", "none"]
    // Only reads of the source come through pread64 here: state and connections use other calls.
    let run = try await place.run(
      [
        try Tools.Peer.strace.requirePath(), "-f", "-q", "-o", "/dev/null", "-P", source + "/f2", "-e",
        "trace=read,pread64", "-e", "inject=read,pread64:error=EIO",
      ] + place.command(words))
    #expect(run.exit == 3, "\(run.transcript)")
    #expect(run.transcript.contains("f2"))
    let after = stub.withModel { $0.contents(of: "bucket") }
    #expect(after[ObjectKey("f2")] == before[ObjectKey("f2")])
    #expect(after[ObjectKey("f1")] == Array("new content 1".utf8))
  }

  @Test func aSecondRunOfTheSamePairIsTurnedAway() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let source = try place.temporary.folder("source")
    try writeFile(source + "/file", "content")
    let arrived = Arrival()
    stub.add(
      StubRule("PutObject", action: .prepare { _, _ in arrived.signal() }),
      StubRule("PutObject", action: .stall(afterBytes: 0)))
    let words = ["sync", source, "s3://bucket", "--state", place.path + "/one.state"]
    let first = try place.start(place.command(words))
    await arrived.wait()
    let second = try await place.cairn(words)
    #expect(second.exit == 11, "\(second.transcript)")
    first.send(SIGKILL)
    _ = await first.finished()
    stub.clearRules()
    // The lock went with its holder.
    #expect(try await place.cairn(words).exit == 0)
  }

  @Test func aNameThatIsTooLongForAKeyIsNamed() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let source = try place.temporary.folder("source")
    let deep = (0..<6).map { _ in String(repeating: "n", count: 200) }.joined(separator: "/")
    try writeFile(source + "/" + deep + "/file", "content")
    try writeFile(source + "/short", "content")
    let run = try await place.sync(source, "s3://bucket")
    #expect([1, 3, 7].contains(run.exit), "\(run.transcript)")
    #expect(stub.withModel { $0.contents(of: "bucket").keys.sorted() } == [ObjectKey("short")])
  }

  @Test func aCertificateOfNobodyIsRefused() async throws {
    let openssl = try Tools.Peer.openssl.requirePath()
    let place = try Sandbox(endpoint: "https://127.0.0.1:\(try freePort())")
    let port = place.endpoint.split(separator: ":").last.map(String.init) ?? ""
    let made = try await place.run([
      openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
      "subjectAltName=IP:127.0.0.1", "-keyout", place.path + "/key.pem", "-out", place.path + "/cert.pem",
    ])
    try #require(made.exit == 0, "\(made.transcript)")
    let server = try place.start([
      openssl, "s_server", "-quiet", "-www", "-accept", port, "-key", place.path + "/key.pem", "-cert",
      place.path + "/cert.pem",
    ])
    defer { server.send(SIGKILL) }
    try #require(try await answers(Int(port) ?? 0, server.pid))
    let source = try place.temporary.folder("source")
    try writeFile(source + "/file", "content")
    let refused = try await place.sync(source, "s3://bucket", "--max-attempts", "2")
    #expect(refused.exit == 5, "\(refused.transcript)")
    #expect(refused.transcript.contains("certificate"), "\(refused.transcript)")
    // Trusted, it gets as far as the answer, which is no answer of S3.
    let trusted = try await place.sync(
      source, "s3://bucket", "--max-attempts", "2", "--ca-bundle", place.path + "/cert.pem")
    #expect(!trusted.transcript.contains("certificate"), "\(trusted.transcript)")
    #expect([1, 5].contains(trusted.exit), "\(trusted.transcript)")
    server.send(SIGKILL)
    _ = await server.finished()
  }

  @Test func standardOutputThatIsClosedEndsTheRun() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    stub.withModel { model in for number in 0..<2000 { model.put([], at: "key-\(number)", in: "bucket") } }
    let place = try Sandbox(endpoint: stub.endpoint)
    let words = place.command(["ls", "--recursive", "s3://bucket"]).joined(separator: " ")
    let run = try await place.run(["/bin/bash", "-c", "\(words) | head -1; exit ${PIPESTATUS[0]}"])
    #expect([0, 141].contains(run.exit), "\(run.transcript)")
    #expect(run.output.split(separator: "\n").count == 1)
  }
}
