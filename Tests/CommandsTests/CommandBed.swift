import Glibc
import ObjectStores
import S3Client
import StorageModel
import Synchronization
import Transfers

@testable import Commands

/// Runs command lines in this process against endpoints in memory, with a folder of its own.
final class CommandBed: Sendable {
  struct Outcome {
    var status: Commands.ExitStatus
    var output: String
    var diagnostics: String
  }

  let folder: String
  let service = MemoryService()
  private let openings = Mutex<[EndpointSettings]>([])

  init() throws {
    var template = Array(((getenv("TMPDIR").map { String(cString: $0) }) ?? "/tmp").utf8CString.dropLast())
    template += Array("/cairn-commands-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Failure(what: "mkdtemp") }
    folder = String(cString: made)
  }

  deinit { removeTree(folder) }

  struct Failure: Error { var what: String }

  /// The settings with which endpoints were opened, in order.
  var opened: [EndpointSettings] { openings.withLock { $0 } }

  func path(_ name: String) -> String { folder + "/" + name }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    guard let file = fopen(path(name), "w") else { throw Failure(what: name) }
    defer { fclose(file) }
    fwrite(text, 1, text.utf8.count, file)
    return path(name)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try SmallFile.read(Array(path(name).utf8), limitBytes: 64 << 20) ?? [], as: UTF8.self)
  }

  func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

  func store(_ bucket: String) throws -> MemoryStore {
    guard let name = BucketName(bucket) else { throw Failure(what: bucket) }
    return service.bucketStore(name)
  }

  func put(_ bucket: String, _ key: String, _ body: String) async throws {
    _ = try await store(bucket).put(ObjectKey(key), body: .bytes(Array(body.utf8)), WriteOptions())
  }

  func keys(_ bucket: String) async throws -> [String] {
    try await store(bucket).list(ListRequest()).objects.map { $0.key.description }
  }

  func run(
    _ arguments: String..., environment: [String: String] = [:], input: String = ""
  ) async throws -> Outcome {
    try await runAll(arguments, environment: environment, input: input)
  }

  /// Runs one command line as the executable would.
  func runAll(
    _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) async throws -> Outcome {
    let output = open(path(".out"), O_RDWR | O_CREAT | O_TRUNC, 0o600)
    let diagnostics = open(path(".err"), O_RDWR | O_CREAT | O_TRUNC, 0o600)
    try write(".in", input)
    let standardInput = open(path(".in"), O_RDONLY)
    defer { for descriptor in [output, diagnostics, standardInput] { close(descriptor) } }
    var variables = ["HOME": folder, "XDG_STATE_HOME": path("state")]
    variables.merge(environment) { $1 }
    let context = CommandContext(
      environment: variables, output: ByteOutput(descriptor: output, bufferBytes: 4096),
      diagnostics: ByteOutput(descriptor: diagnostics, bufferBytes: 0), userID: 1000, inputDescriptor: standardInput,
      now: { Timestamp(seconds: 1_790_000_000) }, elapsed: { .zero },
      openEndpoint: { settings, _ in
        self.openings.withLock { $0.append(settings) }
        return self.service
      })
    let status = await CommandContext.$current.withValue(context) { await CairnProgram.run(arguments) }
    return Outcome(status: status, output: try read(".out"), diagnostics: try read(".err"))
  }
}

private func removeTree(_ path: String) {
  guard let folder = opendir(path) else { return }
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    guard name != ".", name != ".." else { continue }
    if unlink(path + "/" + name) != 0 { removeTree(path + "/" + name) }
  }
  closedir(folder)
  rmdir(path)
}

/// An endpoint whose buckets lie in memory.
final class MemoryService: EndpointService {
  private let endpoint = MemoryEndpoint()
  private let names = Mutex<Set<String>>([])

  var identity: String { "memory" }
  var listsByFolder: Bool { false }
  var requestCount: Int64 { 0 }
  var client: S3Service? { nil }

  func noteFolderOrder() {}

  func bucket(_ name: BucketName, gate: ConcurrencyGate?) -> any MultipartStore { bucketStore(name) }

  func bucketStore(_ name: BucketName) -> MemoryStore {
    names.withLock { _ = $0.insert(name.text) }
    return endpoint.bucket(name)
  }

  func listBuckets() async throws(StoreError) -> [BucketFacts] {
    names.withLock { $0.sorted() }.map { BucketFacts(name: $0, created: Timestamp(seconds: 0)) }
  }

  func createBucket(_ name: BucketName) async throws(StoreError) { _ = bucketStore(name) }

  func removeBucket(_ name: BucketName) async throws(StoreError) {
    let page = try await endpoint.bucket(name).list(ListRequest())
    guard page.objects.isEmpty else {
      throw StoreError(.bucketNotEmpty, operation: "DeleteBucket", bucket: name.text, message: "it has objects")
    }
  }

  func presign(_ request: PresignRequest) async throws(StoreError) -> String {
    "memory://\(request.bucket)/\(request.key)?\(request.method.rawValue)&\(request.lifetime.components.seconds)"
  }
}
