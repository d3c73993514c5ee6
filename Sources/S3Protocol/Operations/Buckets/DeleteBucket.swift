/// DeleteBucket (S3 API Reference). `DELETE /bucket`
package struct DeleteBucketRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "DeleteBucket"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("DELETE") }

  package init(_ request: WireRequest) {}
}
