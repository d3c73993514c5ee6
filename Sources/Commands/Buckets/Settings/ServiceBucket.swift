import Provisioning
import S3Client
import StorageModel

/// A bucket's settings over S3.
struct ServiceBucket: BucketEndpoint {
  let service: S3Service
  let bucket: BucketName

  func document(_ section: BucketSection) async throws(StoreError) -> [UInt8]? {
    try await service.bucketDocument(
      section.subresource, of: bucket, operation: "Get\(section.operationName)")
  }

  func put(_ section: BucketSection, _ document: [UInt8]) async throws(StoreError) {
    try await service.putBucketDocument(
      section.subresource, of: bucket, document, operation: "Put\(section.operationName)")
  }

  func remove(_ section: BucketSection) async throws(StoreError) {
    let name = section == .lifecycle ? "BucketLifecycle" : section.operationName
    try await service.deleteBucketDocument(section.subresource, of: bucket, operation: "Delete\(name)")
  }
}

extension Endpoints {
  /// The settings of the bucket that `location` names.
  func settings(_ location: BucketLocation) throws -> ServiceBucket {
    ServiceBucket(service: try service(location).requireClient(), bucket: try location.requireBucket())
  }
}
