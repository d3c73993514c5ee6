import HTTPTransport
import ObjectStores
import S3Stub
import StorageModel
import StoreConformance
import Testing

@testable import S3Client

/// The rules of every store, through libcurl, the signatures and the documents, against the scripted endpoint; and
/// against a real one, when `CAIRN_TEST_ENDPOINT` names it (with `AWS_ACCESS_KEY_ID` and the like).
@Suite struct StoreConformanceTests {
  static let liveURL = ClientEnvironment.system().variable("CAIRN_TEST_ENDPOINT")

  private func service(_ url: String, _ environment: ClientEnvironment) throws -> S3Service {
    var configuration = TransportConfiguration()
    configuration.proxy = .none
    configuration.idleTimeout = .seconds(3600)
    configuration.allowsInsecureTLS = environment.variable("CAIRN_TEST_INSECURE") != nil
    var options = S3ClientOptions()
    options.endpointURL = url
    return try S3Service(options, environment: environment, sender: CurlTransport(configuration)) { notice in
      print("notice: \(notice)")
    }
  }

  @Test(arguments: ConformanceCheck.all)
  func conformsAgainstTheScriptedEndpoint(_ check: ConformanceCheck) async throws {
    let stub = try StubServer()
    stub.withModel { $0.minimumPartBytes = 5 << 20 }
    defer { stub.stop() }
    let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])
    let bucket = try #require(BucketName("bucket"))
    try await check.run(service(stub.endpoint, world.environment).store(bucket), bucket)
  }

  @Test(.enabled(if: liveURL != nil), arguments: ConformanceCheck.all)
  func conformsAgainstALiveEndpoint(_ check: ConformanceCheck) async throws {
    let service = try service(try #require(Self.liveURL), .system())
    let bucket = try #require(BucketName("cairn-\(UInt32.random(in: 0...UInt32.max))"))
    try await service.createBucket(bucket)
    let store = service.store(bucket)
    let result: (any Error)?
    do {
      try await check.run(store, bucket)
      result = nil
    } catch { result = error }
    for upload in try await store.listUploads(prefix: []) {
      try await store.abortUpload(upload.key, uploadID: upload.uploadID)
    }
    let left = try await store.list(ListRequest()).objects.map { DeleteItem(key: $0.key) }
    if !left.isEmpty { _ = try await store.delete(left) }
    try await service.deleteBucket(bucket)
    if let result { throw result }
  }

  @Test func carriesStreamsAgainstTheScriptedEndpoint() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])
    try await carryStreams(service(stub.endpoint, world.environment), try #require(BucketName("bucket")))
  }

  @Test(.enabled(if: liveURL != nil)) func carriesStreamsAgainstALiveEndpoint() async throws {
    let service = try service(try #require(Self.liveURL), .system())
    let bucket = try #require(BucketName("cairn-\(UInt32.random(in: 0...UInt32.max))"))
    try await service.createBucket(bucket)
    try await carryStreams(service, bucket)
    _ = try await service.store(bucket).delete([DeleteItem(key: ObjectKey("stream +/ü"))])
    try await service.deleteBucket(bucket)
  }

  /// Sizes around those of chunks and of large bodies, up from a stream and down into one.
  private func carryStreams(_ service: S3Service, _ bucket: BucketName) async throws {
    let store = service.store(bucket)
    let key = ObjectKey("stream +/ü")
    for count in [0, 1, 65_535, 65_536, 65_537, 3_000_000] {
      let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
      let source = BodySource.stream(PieceReader(body, pieceBytes: 50_000), lengthBytes: Int64(count))
      _ = try await store.put(key, body: source, WriteOptions(headers: ObjectHeaders(metadata: ["a": "b c"])))
      let writer = CollectingWriter()
      let result = try await store.get(key, ReadOptions(), into: .stream(writer))
      #expect(await writer.bytes == body)
      #expect(result.info.headers.metadata == ["a": "b c"] && result.info.headers.contentEncoding == nil)
      #expect(DownloadProof(result.info).matches(body))
    }
  }
}

private actor CollectingWriter: ByteWriter {
  private(set) var bytes: [UInt8] = []

  func write(_ piece: [UInt8]) async throws { bytes += piece }
}
