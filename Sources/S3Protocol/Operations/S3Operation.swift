package import StorageModel

/// An operation of S3 as the value of its request, without the bucket and key that it is addressed to: the client puts
/// those into the path, the server's router takes them out of it. Both directions of coding stand in one file per
/// operation.
package protocol S3Operation: Sendable {
  associatedtype Response: S3OperationResponse

  /// S3's name of the operation: `ListObjectsV2`.
  static var name: String { get }

  /// Client: what goes onto the wire.
  func wireRequest() -> WireRequest

  /// Server: what came from the wire.
  init(_ request: WireRequest) throws(S3Error)
}

/// The answer of an ``S3Operation``.
package protocol S3OperationResponse: Sendable {
  /// Server: what goes onto the wire.
  func wireResponse() -> WireResponse

  /// Client: what came from the wire, of an answer with a status in the two hundreds and no error document inside.
  /// ``S3Operation/decode(_:)`` is the way to call it.
  init(_ response: WireResponse) throws(InvalidResponse)
}

/// Status, headers and document of an answer.
package struct WireResponse: Sendable {
  package var status: Int
  package var headers: HTTPFields
  /// The document; the content of an object travels apart.
  package var body: [UInt8]

  package init(status: Int = 200, headers: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A document with its Content-Type.
  package init(xml: [UInt8], headers: HTTPFields = HTTPFields()) {
    self.init(headers: headers, body: xml)
    self.headers["Content-Type"] = "application/xml"
  }
}

/// Why an answer brought no result.
package enum ResponseFailure: Error, Sendable {
  /// The service refused or failed; with a status of 200 when the error stood inside a successful answer.
  case service(S3ErrorDocument, status: Int)
  /// The answer is none.
  case invalid(InvalidResponse)
}

extension S3Operation {
  /// The result of an answer, whatever its status. An `<Error>` document inside a 200, as CopyObject, UploadPartCopy
  /// and CompleteMultipartUpload send it when they fail late, is a failure like any other.
  package static func decode(_ response: WireResponse) throws(ResponseFailure) -> Response {
    guard (200..<300).contains(response.status) else {
      throw .service(S3ErrorDocument(response), status: response.status)
    }
    if let document = S3ErrorDocument(insideSuccess: response) {
      throw .service(document, status: response.status)
    }
    do {
      return try Response(response)
    } catch {
      throw .invalid(error)
    }
  }
}
