import Digests
import Glibc
import HTTPTransport
import ObjectStores
import StorageModel
import Testing

@testable import S3Client

/// What a request costs this process, in CPU time, against the endpoint of `CAIRN_MEASURE` (best one that does
/// nothing, in a process of its own, and a release build).
@Suite(.serialized) struct RequestCostMeasurement {
  static let url = ClientEnvironment.system().variable("CAIRN_MEASURE")

  private func cpuSeconds() -> Double {
    var usage = rusage()
    // RUSAGE_SELF, whose type is not the one that getrusage takes.
    getrusage(0, &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  private func measure(
    _ name: String, count: Int, tasks: Int, _ body: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    try await body(0)
    let before = cpuSeconds()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<tasks {
        group.addTask { for index in stride(from: task, to: count, by: tasks) { try await body(index) } }
      }
      try await group.waitForAll()
    }
    let spent = cpuSeconds() - before
    print("MEASURE \(name), \(tasks) at once: \(Int(spent / Double(count) * 1e7) / 10) µs of CPU each")
  }

  private func measureLarge(_ store: RetryingStore<S3Store>, tasks: Int) async throws {
    var template = Array("/tmp/cairn-measure-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    defer { close(descriptor) }
    unlink(template)
    let size = 8 << 20
    let chunk = [UInt8](repeating: 5, count: size)
    for task in 0..<5 { _ = chunk.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, size, task * size) } }
    let digests = BodyDigests(sha256: sha256(chunk), checksum: checksum(.crc64nvme, of: chunk))
    try await measure("PUT 8 MiB from a file", count: 200, tasks: tasks) { index in
      let region = FileRegion(descriptor: descriptor, offset: 0, lengthBytes: Int64(size))
      _ = try await store.put(ObjectKey("l\(index % 4)"), body: .file(region), WriteOptions(digests: digests))
    }
    try await measure("GET 8 MiB into a file", count: 200, tasks: tasks) { index in
      let region = FileRegion(descriptor: descriptor, offset: Int64(index % 4 * size), lengthBytes: Int64(size))
      _ = try await store.get(ObjectKey("l\(index % 4)"), ReadOptions(), into: .file(region))
    }
  }

  @Test(.enabled(if: url != nil), arguments: [1, 16, 64, 200]) func requests(tasks: Int) async throws {
    let url = try #require(Self.url)
    var configuration = TransportConfiguration()
    configuration.proxy = .none
    configuration.maximumConnections = tasks
    let transport = try CurlTransport(configuration)
    var options = S3ClientOptions()
    options.endpointURL = url
    let service = try S3Service(options, sender: transport)
    let name = try #require(BucketName("measure"))
    // The bucket may be there from the run before.
    try? await service.createBucket(name)
    let store = service.store(name)
    let body = BodySource.bytes([UInt8](repeating: 7, count: 4096))
    let count = 20_000
    try await measure("PUT 4 KiB", count: count, tasks: tasks) { index in
      _ = try await store.put(ObjectKey("k\(index % 1000)"), body: body, WriteOptions())
    }
    try await measure("GET 4 KiB", count: count, tasks: tasks) { index in
      _ = try await store.get(ObjectKey("k\(index % 1000)"), ReadOptions(), into: .memory(limitBytes: 1 << 20))
    }
    let target = try await service.presignedGet(name, ObjectKey("k0"), lifetimeSeconds: 3600)
    try await measure("GET 4 KiB, transport alone", count: count, tasks: tasks) { _ in
      _ = try await transport.send(HTTPRequest(method: .get, url: target), into: .memory(limitBytes: 1 << 20))
    }
    try await measure("HEAD", count: count, tasks: tasks) { index in
      _ = try await store.head(ObjectKey("k\(index % 1000)"), ReadOptions())
    }
    try await measureLarge(store, tasks: min(tasks, 4))
    print("MEASURE connections: \(transport.counters.connectionsOpened)")
  }
}
