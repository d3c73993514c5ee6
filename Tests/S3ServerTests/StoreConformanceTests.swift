import HTTPTransport
import ObjectStores
import S3Client
import S3Protocol
import StorageModel
import StoreConformance
import Testing

/// The rules of every store against the daemon in this process, through the client.
@Suite struct StoreConformanceTests {
  @Test(arguments: ConformanceCheck.all)
  func conforms(_ check: ConformanceCheck) async throws {
    try await TestDaemon.with { daemon in
      let key = TestDaemon.credentials
      let variables = ["AWS_ACCESS_KEY_ID": key.accessKeyID, "AWS_SECRET_ACCESS_KEY": key.secretAccessKey]
      var environment = ClientEnvironment.system()
      environment.variable = { variables[$0] }
      environment.homeDirectory = nil
      var configuration = TransportConfiguration()
      configuration.proxy = .none
      configuration.idleTimeout = .seconds(3600)
      var options = S3ClientOptions()
      options.endpointURL = "http://127.0.0.1:\(daemon.port)"
      options.region = TestDaemon.region
      let service = try S3Service(options, environment: environment, sender: CurlTransport(configuration)) { notice in
        Issue.record("notice: \(notice)")
      }
      let bucket = try #require(BucketName("bucket"))
      try await check.run(service.store(bucket), bucket)
    }
  }
}
