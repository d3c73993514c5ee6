import FolderFixtures
import Glibc
import Testing

/// A server of another process on a loopback port, ended when the last reference goes.
final class ServerProcess: Sendable {
  let program: RunningProgram
  let port: Int
  let sandbox: Sandbox
  private let certificate: TestCertificate?

  var endpoint: String { sandbox.endpoint }

  private init(_ program: RunningProgram, port: Int, sandbox: Sandbox, certificate: TestCertificate?) {
    self.program = program
    self.port = port
    self.sandbox = sandbox
    self.certificate = certificate
  }

  deinit {
    program.send(SIGKILL)
    var status: Int32 = 0
    waitpid(program.pid, &status, 0)
  }

  /// `cairn serve` on a new folder, with a key for encryption, one bucket and more `options`; below TLS with a
  /// `certificate`.
  static func cairn(
    bucket: String = "bucket", certificate: TestCertificate? = nil, options: [String] = [],
    environment: [String: String] = [:]
  ) async throws -> ServerProcess {
    try await start(certificate: certificate, environment) { port, sandbox in
      let identity = certificate.map { ["--tls-certificate", $0.path, "--tls-key", $0.keyPath] } ?? []
      let keys = ["--encryption-key", sandbox.path + "/keys", "--make-encryption-key"]
      return [Tools.cairn, "serve", try sandbox.temporary.folder("data"), "--listen", "127.0.0.1:\(port)"]
        + keys + identity + options
    }.having(bucket)
  }

  /// SeaweedFS in one process.
  static func weed(bucket: String = "bucket") async throws -> ServerProcess {
    let weed = try Tools.Peer.weed.requirePath()
    return try await start { port, sandbox in
      let folder = try sandbox.temporary.folder("weed")
      let settings = folder + "/s3.json"
      try writeFile(
        settings,
        """
        {"identities": [{"name": "test", "actions": ["Admin", "Read", "Write", "List", "Tagging"],
          "credentials": [{"accessKey": "\(Sandbox.accessKey)", "secretKey": "\(Sandbox.secretKey)"}]}]}
        """)
      let ports = try (0..<3).map { _ in try freePort() }
      return [
        weed, "server", "-s3", "-s3.port=\(port)", "-s3.config=\(settings)", "-dir=\(folder)", "-ip=127.0.0.1",
        "-master.port=\(ports[0])", "-volume.port=\(ports[1])", "-filer.port=\(ports[2])", "-volume.max=20",
        // Its other services have fixed ports, which a second server on this machine could not open.
        "-s3.port.iceberg=0", "-s3.port.lance=0",
      ]
    }.having(bucket)
  }

  static func moto(bucket: String = "bucket") async throws -> ServerProcess {
    let moto = try Tools.Peer.moto.requirePath()
    return try await start { port, _ in [moto, "-H", "127.0.0.1", "-p", "\(port)"] }.having(bucket)
  }

  private static func start(
    certificate: TestCertificate? = nil, _ environment: [String: String] = [:],
    _ words: (Int, Sandbox) throws -> [String]
  ) async throws -> ServerProcess {
    let port = try freePort()
    var sandbox = try Sandbox(endpoint: "\(certificate == nil ? "http" : "https")://127.0.0.1:\(port)")
    sandbox.environment["AWS_CA_BUNDLE"] = certificate?.path
    sandbox.environment.merge(environment) { $1 }
    sandbox.environment["CAIRN_ROOT_ACCESS_KEY"] = Sandbox.accessKey
    sandbox.environment["CAIRN_ROOT_SECRET_KEY"] = Sandbox.secretKey
    let program = try sandbox.start(try words(port, sandbox))
    let server = ServerProcess(program, port: port, sandbox: sandbox, certificate: certificate)
    guard try await answers(port, program.pid) else {
      throw SystemFailure("\(program.outputPath) ended: \(try text(of: program))", 0)
    }
    return server
  }

  private static func text(of program: RunningProgram) throws -> String {
    String(decoding: try readBytes(program.outputPath) + readBytes(program.errorsPath), as: UTF8.self)
  }

  /// Makes a bucket with Cairn itself. SeaweedFS listens before it can, so that is tried until it works.
  private func having(_ bucket: String) async throws -> ServerProcess {
    var last: ProgramOutcome?
    for _ in 0..<60 {
      let outcome = try await sandbox.cairn("bucket", "create", "s3://" + bucket)
      if outcome.exit == 0 { return self }
      last = outcome
      await anotherTry(milliseconds: 250)
    }
    throw SystemFailure("bucket create: \(last?.transcript ?? "")", 0)
  }
}

/// A port that nothing listens on. SeaweedFS adds 10,000 for its second ports: these, too, lie below 32,768, where the
/// kernel begins to give ports to clients.
func freePort() throws -> Int {
  for _ in 0..<200 {
    let port = Int.random(in: 10_100..<22_700)
    if [port, port + 10_000].allSatisfy(isFree) { return port }
  }
  throw SystemFailure("find a free port", EADDRINUSE)
}

private func withSocket(_ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0 else { return false }
  defer { close(descriptor) }
  return withLoopback(port) { body(descriptor, $0, $1) }
}

/// Calls `body` with the address of a port of this machine.
func withLoopback<Result>(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}

private func isFree(_ port: Int) -> Bool { withSocket(port) { bind($0, $1, $2) == 0 } }

/// A server of somebody else says nowhere when it is ready: between two tries its process gets the processor.
private func anotherTry(milliseconds: Int32) async {
  await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
    startThread {
      _ = poll(nil, 0, milliseconds)
      continuation.resume()
    }
  }
}

/// Waits for a server to listen; false when its process ended, or after a minute.
func answers(_ port: Int, _ pid: pid_t) async throws -> Bool {
  for _ in 0..<1200 {
    if withSocket(port, { connect($0, $1, $2) == 0 }) { return true }
    if kill(pid, 0) != 0 { return false }
    await anotherTry(milliseconds: 50)
  }
  return false
}
