import FolderFixtures
import ObjectStores
import S3Client
import StorageModel
import StoreConformance
import Testing

/// The rules of every store against `cairn serve` in a process of its own, over TCP and over TLS.
@Suite struct DaemonConformanceTests {
  @Test(.needs(.openssl), arguments: [false, true])
  func conforms(isSecure: Bool) async throws {
    let folder = try TemporaryFolder()
    let certificate = isSecure ? try await TestCertificate.make(in: folder, "daemon") : nil
    let server = try await ServerProcess.cairn(certificate: certificate)
    let service = try server.client()
    for (number, check) in ConformanceCheck.all.enumerated() {
      let bucket = try #require(BucketName("check-\(number)"))
      try await service.createBucket(bucket)
      do {
        try await check.run(service.store(bucket), bucket)
      } catch {
        Issue.record("\(check): \(error)")
      }
    }
  }
}
