import Glibc
import S3Protocol
import S3Server
import StorageModel
import Testing

/// A daemon on a free port with a folder of its own. End it with ``stop()``.
struct TestDaemon {
  let path: String
  let port: Int
  private let task: Task<Void, any Error>
  static let credentials = Credentials(accessKeyID: "AKTEST", secretAccessKey: "secret-of-the-tests")
  static let region = "us-east-1"

  static func start(
    path: String? = nil, storage: StorageSettings = StorageSettings(), limits: ConnectionLimits = ConnectionLimits(),
    heedsLists: Bool = false
  ) async throws -> TestDaemon {
    var template = Array("/tmp/cairn-s3-server-XXXXXX".utf8CString)
    try template.withUnsafeMutableBufferPointer { _ = mkdtemp(try #require($0.baseAddress)) }
    let folder = path ?? String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let (ports, found) = AsyncThrowingStream.makeStream(of: Int.self)
    var configuration = DaemonConfiguration(
      folder: folder, port: 0, region: region, root: credentials, handlesSignals: false,
      ready: { found.yield($0) }, log: { print("daemon: \($0)") })
    configuration.storage = storage
    configuration.limits = limits
    configuration.heedsLists = heedsLists
    let settings = configuration
    let task = Task {
      do {
        try await S3Daemon.run(settings)
        found.finish()
      } catch {
        found.finish(throwing: error)
        throw error
      }
    }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(try await iterator.next())
    return TestDaemon(path: folder, port: port, task: task)
  }

  /// Ends the daemon in order; the folder stays.
  func end() async throws {
    task.cancel()
    try await task.value
  }

  func stop() async throws {
    try await end()
    _ = system("rm -rf -- '\(path)'")
  }

  func connect() throws -> TestConnection { try TestConnection(port: port) }

  /// Signs and sends a request on a connection of its own.
  func send(
    _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = [],
    by caller: Credentials = Self.credentials
  ) throws -> TestAnswer {
    try connect().send(method, target, headers: headers, body: body, by: caller)
  }
}

extension TestDaemon {
  /// Runs `body` with a daemon that has the bucket `bucket`.
  static func with(
    limits: ConnectionLimits = ConnectionLimits(), heedsLists: Bool = false,
    _ body: (TestDaemon) async throws -> Void
  ) async throws {
    let daemon = try await start(limits: limits, heedsLists: heedsLists)
    do {
      #expect(try daemon.send("PUT", "/bucket").status == 200)
      try await body(daemon)
    } catch {
      try await daemon.stop()
      throw error
    }
    try await daemon.stop()
  }
}
