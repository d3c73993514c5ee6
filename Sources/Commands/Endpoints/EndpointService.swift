import ObjectStores
import S3Client
import StorageModel
import Transfers

/// One endpoint with credentials: what commands need of it beside the objects of a bucket.
protocol EndpointService: Sendable {
  /// Scheme, host and port: two buckets of one identity can copy between each other.
  var identity: String { get }
  /// The endpoint is known to list folder by folder, not by key.
  var listsByFolder: Bool { get }
  /// How many requests were sent so far.
  var requestCount: Int64 { get }
  /// Each request takes a slot of `gate`, where there is one; a request that waits to be repeated holds none.
  func bucket(_ name: BucketName, gate: ConcurrencyGate?) -> any MultipartStore
  func listBuckets() async throws(StoreError) -> [BucketFacts]
  /// A bucket that exists and is ours counts as created where the endpoint says so.
  func createBucket(_ name: BucketName) async throws(StoreError)
  /// Refused by the endpoint unless the bucket is empty.
  func removeBucket(_ name: BucketName) async throws(StoreError)
  func presign(_ request: PresignRequest) async throws(StoreError) -> String
  /// What speaks S3 there, for settings, versions and diagnosis; nil for an endpoint that is not reached over S3.
  var client: S3Service? { get }
  /// Keeps for later runs that the endpoint lists folder by folder.
  func noteFolderOrder()
}

extension EndpointService {
  /// ``client``; an error where there is none.
  func requireClient() throws(CommandError) -> S3Service {
    guard let client else { throw .usage("\(identity) has no settings, versions or policies") }
    return client
  }

  func bucket(_ name: BucketName) -> any MultipartStore { bucket(name, gate: nil) }
}
