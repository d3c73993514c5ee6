import FolderFixtures
import Glibc
import S3Stub
import StorageModel
import Testing

/// Cairn is killed in the middle; a clean run afterwards converges and leaves no upload behind.
@Suite struct InterruptionTests {
  /// Some small files, and one of three parts.
  private func source(_ place: Sandbox) throws -> String {
    let source = try place.temporary.folder("source")
    for number in 0..<6 { try writeFile(source + "/d\(number % 2)/f\(number)", "content \(number)") }
    try writeFile(Array((source + "/large").utf8), noise(11 << 20))
    return source
  }

  private func command(_ source: String) -> [String] {
    ["sync", source, "s3://bucket", "--delete", "--part-size", "5MiB", "--max-delete", "100%"]
  }

  private func extraneous(_ stub: StubServer) {
    stub.withModel { model in
      for number in 0..<3 { model.put([1], at: "old/\(number)", in: "bucket") }
    }
  }

  private func expectConverged(_ stub: StubServer, _ source: String, _ comment: String) throws {
    let contents = stub.withModel { $0.contents(of: "bucket") }
    let files = try FileTree(source).files
    #expect(Set(contents.keys.map(\.bytes)) == Set(files.keys), "\(comment)")
    for (key, body) in contents { #expect(files[key.bytes] == body, "\(comment): \(key)") }
    #expect(stub.withModel { $0.uploads.isEmpty }, "an upload is left: \(comment)")
  }

  @Test func killedAtEveryRequestOfASync() async throws {
    let reference = try StubServer()
    let first = try Sandbox(endpoint: reference.endpoint)
    extraneous(reference)
    let whole = try await first.cairn(command(try source(first)) + ["--state", first.state])
    #expect(whole.exit == 0, "\(whole.transcript)")
    let requests = reference.records.count
    reference.stop()
    try #require(requests >= 12)
    for request in 1...requests {
      let stub = try StubServer()
      defer { stub.stop() }
      extraneous(stub)
      let place = try Sandbox(endpoint: stub.endpoint)
      let source = try source(place)
      let target = KillTarget()
      stub.add(
        .request(request, request % 2 == 0 ? .prepare { _, _ in target.kill() } : .rewrite { _, _ in target.kill() }))
      let words = place.command(command(source) + ["--state", place.state])
      let program = try place.start(words)
      target.set(program.pid)
      let killed = await program.finished()
      #expect(killed.exit == 128 + SIGKILL, "request \(request): \(killed.transcript)")
      stub.clearRules()
      let again = try await place.cairn(command(source) + ["--state", place.state])
      #expect(again.exit == 0, "request \(request): \(again.transcript)")
      try expectConverged(stub, source, "killed at request \(request)")
    }
  }

  @Test func anInterruptedUploadGoesOnWhereItStopped() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let source = try place.temporary.folder("source")
    try writeFile(Array((source + "/large").utf8), noise(41 << 20))
    let target = KillTarget()
    // The last of nine parts: what was acknowledged before is in the state database.
    stub.add(
      StubRule(
        "UploadPart", where: { $0.textParameter("partNumber") == "9" }, occurrences: 1...1,
        action: .prepare { _, _ in target.kill() }))
    let words = ["sync", source, "s3://bucket", "--part-size", "5MiB", "--transfers", "1", "--state", place.state]
    let program = try place.start(place.command(words))
    target.set(program.pid)
    #expect(await program.finished().exit == 128 + SIGKILL)
    let before = stub.records.count { $0.operation == "UploadPart" }
    #expect(stub.withModel { $0.uploads.count } == 1)
    stub.clearRules()
    stub.clearRecords()
    let again = try await place.cairn(words)
    #expect(again.exit == 0, "\(again.transcript)")
    let counts = stub.operationCounts
    #expect(counts["CreateMultipartUpload"] == nil, "\(counts)")
    #expect((counts["UploadPart"] ?? 0) < 9, "resent \(counts) after \(before)")
    try expectConverged(stub, source, "resumed")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalEndsTheRunOrderly(_ signal: Int32) async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let source = try source(place)
    let arrived = Arrival()
    stub.add(StubRule("UploadPart", occurrences: 1...1, action: .stallUpload(afterBytes: 1000)))
    stub.add(StubRule("CreateMultipartUpload", action: .rewrite { _, _ in arrived.signal() }))
    let program = try place.start(place.command(command(source) + ["--state", place.state]))
    await arrived.wait()
    program.send(signal)
    let outcome = await program.finished()
    #expect(outcome.exit == (signal == SIGINT ? 130 : signal == SIGTERM ? 143 : 129), "\(outcome.transcript)")
    stub.clearRules()
    let again = try await place.cairn(command(source) + ["--state", place.state])
    #expect(again.exit == 0, "\(again.transcript)")
    try expectConverged(stub, source, "after signal \(signal)")
  }

  @Test(.needs(.strace)) func killedBetweenSystemCallsOfADownload() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let place = try Sandbox(endpoint: stub.endpoint)
    let bodies = Dictionary(uniqueKeysWithValues: (0..<6).map { ("d\($0 % 2)/f\($0)", noise(5000 + $0)) })
    stub.withModel { model in for (key, body) in bodies { model.put(body, at: key, in: "bucket") } }
    let strace = try Tools.Peer.strace.requirePath()
    let calls = "fsync,fdatasync,syncfs,rename,renameat,renameat2,linkat,mkdirat,pwrite64,ftruncate,unlinkat"
    for number in stride(from: 1, through: 61, by: 4) {
      let target = try place.temporary.folder("target-\(number)")
      let state = place.path + "/state-\(number)"
      let words = ["sync", "s3://bucket", target, "--state", state]
      let killed = try await place.run(
        [
          strace, "-f", "-q", "-o", "/dev/null", "-e", "trace=\(calls)", "-e",
          "inject=\(calls):signal=KILL:when=\(number)",
        ]
          + place.command(words))
      // Files that stand under their final names are whole.
      for (path, content) in try FileTree(target).files {
        let name = String(decoding: path, as: UTF8.self)
        if let expected = bodies[name] { #expect(content == expected, "torn: \(name), call \(number)") }
      }
      let again = try await place.cairn(words)
      #expect(again.exit == 0, "call \(number): \(again.transcript)")
      let files = try FileTree(target).files
      let names = files.keys.map { String(decoding: $0, as: UTF8.self) }.sorted()
      #expect(names == bodies.keys.sorted(), "call \(number)")
      for (name, body) in bodies { #expect(files[Array(name.utf8)] == body, "call \(number): \(name)") }
      if killed.exit == 0 { break }
    }
  }
}

/// Something that happens once and can be waited for.
final class Arrival: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

  func signal() { continuation.yield() }

  func wait() async {
    for await _ in stream { return }
  }
}
