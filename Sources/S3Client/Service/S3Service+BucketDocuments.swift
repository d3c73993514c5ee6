internal import S3Protocol
package import StorageModel

/// The settings of a bucket as documents that nobody interprets here: what an endpoint has can be put back byte by
/// byte, also where it says things that Cairn does not know.
extension S3Service {
  /// The document of a subresource; nil where the endpoint says that the bucket has none. `operation` is what errors
  /// call it.
  package func bucketDocument(
    _ subresource: String, of bucket: BucketName, operation: String
  ) async throws(StoreError) -> [UInt8]? {
    do {
      return try await send(BucketDocumentRequest("GET", subresource), to: OperationTarget(bucket: bucket)).body
    } catch {
      if error.httpStatus == 404, error.code != .noSuchBucket { return nil }
      throw error.named(operation)
    }
  }

  /// Replaces the document of a subresource.
  package func putBucketDocument(
    _ subresource: String, of bucket: BucketName, _ document: [UInt8], operation: String
  ) async throws(StoreError) {
    do {
      _ = try await send(
        BucketDocumentRequest("PUT", subresource, body: document), to: OperationTarget(bucket: bucket))
    } catch { throw error.named(operation) }
  }

  /// Removes the document of a subresource; nothing there counts as removed.
  package func deleteBucketDocument(
    _ subresource: String, of bucket: BucketName, operation: String
  ) async throws(StoreError) {
    do {
      _ = try await send(BucketDocumentRequest("DELETE", subresource), to: OperationTarget(bucket: bucket))
    } catch {
      if error.httpStatus == 404, error.code != .noSuchBucket { return }
      throw error.named(operation)
    }
  }
}

extension StoreError {
  fileprivate func named(_ operation: String) -> StoreError {
    var error = self
    error.operation = operation
    return error
  }
}

/// A subresource of a bucket with a document of any form.
private struct BucketDocumentRequest: S3Operation {
  typealias Response = BucketDocumentResponse
  static let name = "BucketDocument"

  private let request: WireRequest

  init(_ method: String, _ subresource: String, body: [UInt8] = []) {
    var request = WireRequest(method, query: [QueryParameter(subresource)], body: body)
    if !body.isEmpty {
      let isJSON = body.first == UInt8(ascii: "{")
      request.headers.append("Content-Type", isJSON ? "application/json" : "application/xml")
    }
    self.request = request
  }

  init(_ request: WireRequest) { self.request = request }

  func wireRequest() -> WireRequest { request }
}

/// The document of an answer.
private struct BucketDocumentResponse: S3OperationResponse {
  let body: [UInt8]

  init(_ response: WireResponse) { body = response.body }

  func wireResponse() -> WireResponse { WireResponse(body: body) }
}
