internal import StorageModel

/// HeadBucket (S3 API Reference). `HEAD /bucket`
package struct HeadBucketRequest: S3Operation, Hashable {
  package typealias Response = HeadBucketResponse
  package static let name = "HeadBucket"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("HEAD") }

  package init(_ request: WireRequest) {}
}

/// That the bucket exists and may be read.
package struct HeadBucketResponse: S3OperationResponse, Hashable {
  package var region: String?

  package init(region: String?) { self.region = region }

  package func wireResponse() -> WireResponse {
    var headers = HTTPFields()
    headers.append("x-amz-bucket-region", ifPresent: region)
    return WireResponse(headers: headers)
  }

  package init(_ response: WireResponse) { region = response.headers["x-amz-bucket-region"] }
}
