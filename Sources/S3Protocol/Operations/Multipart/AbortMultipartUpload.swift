/// AbortMultipartUpload (S3 API Reference). `DELETE /bucket/key?uploadId=ID`
package struct AbortMultipartUploadRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "AbortMultipartUpload"

  package var uploadID: String

  package init(uploadID: String) { self.uploadID = uploadID }

  package func wireRequest() -> WireRequest {
    WireRequest("DELETE", query: [QueryParameter("uploadId", uploadID)])
  }

  package init(_ request: WireRequest) throws(S3Error) { uploadID = try request.required("uploadId") }
}
