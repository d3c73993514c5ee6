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
}
