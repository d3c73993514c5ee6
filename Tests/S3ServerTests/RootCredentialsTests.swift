import Glibc
import S3Protocol
import S3Server
import Testing

@Suite struct RootCredentialsTests {
  @Test func theyAreMadeOnceAndKeptPrivate() throws {
    let folder = try makeFolder()
    defer { _ = system("rm -rf -- '\(folder)'") }
    let made = try RootCredentials.load(folder: folder + "/store") { _ in nil }
    #expect(made.isNew)
    let path = try #require(made.path)
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
    let again = try RootCredentials.load(folder: folder + "/store") { _ in nil }
    #expect(!again.isNew && again.credentials == made.credentials)
    #expect(made.credentials.secretAccessKey.utf8.count >= 40)
    #expect(!"\(made)".contains(made.credentials.secretAccessKey))
    chmod(path, 0o644)
    #expect(code { _ = try RootCredentials.load(folder: folder + "/store") { _ in nil } } == .badCredentials)
  }

  @Test func theEnvironmentComesFirst() throws {
    let folder = try makeFolder()
    defer { _ = system("rm -rf -- '\(folder)'") }
    let variables = ["CAIRN_ROOT_ACCESS_KEY": "admin", "CAIRN_ROOT_SECRET_KEY": "long-enough"]
    let loaded = try RootCredentials.load(folder: folder) { variables[$0] }
    #expect(loaded.credentials.accessKeyID == "admin" && !loaded.isNew && loaded.path == nil)
    for bad in [
      ["CAIRN_ROOT_ACCESS_KEY": "admin"], ["CAIRN_ROOT_ACCESS_KEY": "a/b", "CAIRN_ROOT_SECRET_KEY": "12345678"],
    ] {
      #expect(code { _ = try RootCredentials.load(folder: folder) { bad[$0] } } == .badCredentials)
    }
  }

  @Test func aDaemonRefusesWhatItShould() async throws {
    let folder = try makeFolder()
    defer { _ = system("rm -rf -- '\(folder)'") }
    let root = Credentials(accessKeyID: "AK", secretAccessKey: "secret-key")
    let open = DaemonConfiguration(folder: folder, host: "0.0.0.0", port: 0, root: root, handlesSignals: false)
    await #expect(throws: DaemonError.self) { try await S3Daemon.run(open) }
    _ = system("touch '\(folder)/holiday.jpg'")
    let strange = DaemonConfiguration(folder: folder, port: 0, root: root, handlesSignals: false)
    do {
      try await S3Daemon.run(strange)
      Issue.record("a folder with other things in it was taken")
    } catch let error as DaemonError {
      #expect(error.code == .folderUnusable)
    }
  }

  private func makeFolder() throws -> String {
    var template = Array("/tmp/cairn-s3-server-XXXXXX".utf8CString)
    try template.withUnsafeMutableBufferPointer { _ = mkdtemp(try #require($0.baseAddress)) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func code(_ body: () throws -> Void) -> DaemonError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? DaemonError)?.code
    }
  }
}
