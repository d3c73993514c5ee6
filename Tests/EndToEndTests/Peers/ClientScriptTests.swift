import FolderFixtures
import Testing

/// Programs in Python that do with the daemon what their libraries are used for; each ends with 0 when all of it was as
/// it says, or with the assertion that failed.
@Suite(.serialized) struct ClientScriptTests {
  /// One way to the daemon.
  enum Way: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case plain, secure

    var testDescription: String { rawValue }
  }

  /// botocore's two ways with checksums. It sends chunks with trailers below TLS only.
  private static let modes = ["when_supported", "when_required"]

  private func server(_ way: Way, options: [String] = []) async throws -> ServerProcess {
    let folder = try TemporaryFolder()
    let certificate = way == .secure ? try await TestCertificate.make(in: folder, "daemon") : nil
    return try await ServerProcess.cairn(certificate: certificate, options: options)
  }

  private func run(
    _ script: String, _ server: ServerProcess, _ variables: [String: String] = [:], by peer: Tools.Peer = .python
  ) async throws {
    var place = server.sandbox
    place.environment["AWS_ENDPOINT_URL"] = place.endpoint
    place.environment["PYTHONDONTWRITEBYTECODE"] = "1"
    place.environment.merge(variables) { $1 }
    let outcome = try await place.run([try peer.requirePath(), Tools.script(script)])
    #expect(outcome.exit == 0, "\(outcome.transcript)")
    #expect(outcome.output.contains("passed"))
  }

  @Test(.needs(.python, .openssl, .aws), arguments: Way.allCases)
  func everyOperationThroughBoto3(_ way: Way) async throws {
    let server = try await server(way)
    for mode in Self.modes { try await run("operations.py", server, ["PEER_CHECKSUMS": mode]) }
  }

  @Test(.needs(.python, .aws)) func severalOwners() async throws {
    try await run("owners.py", server(.plain))
  }

  @Test(.needs(.python, .aws)) func accessControlLists() async throws {
    try await run("lists.py", server(.plain, options: ["--acls"]))
  }

  @Test(.needs(.python, .aws)) func bucketsInTheHost() async throws {
    let server = try await server(.plain, options: ["--domain", "s3.test"])
    try await run("hosts.py", server, ["AWS_ENDPOINT_URL": "http://s3.test:\(server.port)"])
  }

  @Test(.needs(.python, .openssl, .s3cmd), arguments: Way.allCases)
  func theDayOfMinio(_ way: Way) async throws {
    try await run("miniopy.py", server(way))
  }

  @Test(.needs(.s3fs)) func theDayOfFilesystemSpec() async throws {
    try await run("filesystem.py", server(.plain), by: .s3fs)
  }

  @Test(.needs(.python, .openssl)) func whatAServiceManagerSees() async throws {
    let folder = try TemporaryFolder()
    let old = try await TestCertificate.make(in: folder, "old")
    let new = try await TestCertificate.make(in: folder, "new", key: old)
    let place = try Sandbox(endpoint: "https://127.0.0.1:1")
    let words = [
      try Tools.Peer.python.requirePath(), Tools.script("manager.py"), Tools.cairn, folder.path, old.keyPath, old.path,
      new.path,
    ]
    let outcome = try await place.run(words)
    #expect(outcome.exit == 0 && outcome.output.contains("passed"), "\(outcome.transcript)")
  }

  @Test(.enabled(if: Tools.Peer.analyze.path != nil)) func theUnitIsOneForSystemd() async throws {
    let place = try Sandbox(endpoint: "http://127.0.0.1:1")
    let unit = try await place.run([
      Tools.cairn, "serve", place.path + "/a b%", "--listen", "127.0.0.1:9000", "--print-systemd-unit",
    ])
    #expect(unit.exit == 0, "\(unit.transcript)")
    let path = place.path + "/cairn.service"
    // The program of the unit is the installed one, which need not be there.
    try writeFile(path, unit.output.replacing("/usr/bin/cairn", with: Tools.cairn))
    let verdict = try await place.run([try Tools.Peer.analyze.requirePath(), "verify", path])
    #expect(verdict.exit == 0 && !verdict.transcript.contains("cairn.service"), "\(verdict.transcript)")
  }
}

extension Tools {
  /// The path of a script beside these tests.
  static func script(_ name: String) -> String { folder(of: #filePath) + "/Scripts/" + name }
}
