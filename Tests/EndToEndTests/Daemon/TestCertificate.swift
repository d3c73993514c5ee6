import FolderFixtures
import Testing

/// A certificate for this machine that signs itself, made by openssl.
struct TestCertificate: Sendable {
  let path: String
  let keyPath: String
  /// Where both are; removed with the last reference.
  private let folder: TemporaryFolder

  /// With a key of its own, or with that of `other`.
  static func make(in folder: TemporaryFolder, _ name: String, key other: TestCertificate? = nil) async throws -> Self {
    let made = TestCertificate(
      path: folder.path + "/\(name).pem", keyPath: other?.keyPath ?? folder.path + "/\(name).key", folder: folder)
    let key =
      other == nil
      ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", made.keyPath]
      : ["-key", made.keyPath]
    let words =
      [try Tools.Peer.openssl.requirePath(), "req", "-x509", "-days", "2", "-subj", "/CN=localhost"]
      + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", made.path] + key
    let program = try RunningProgram(words, environment: ["PATH": "/usr/bin:/bin"], folder: folder)
    let outcome = await program.finished()
    try #require(outcome.exit == 0, "\(outcome.transcript)")
    return made
  }
}
