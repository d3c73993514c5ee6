/// The query parameters with which a GET replaces headers of its answer (S3 API Reference, GetObject, "Overriding
/// response header values through the request").
package struct ResponseOverrides: Hashable, Sendable {
  package var contentType: String?
  package var contentEncoding: String?
  package var contentDisposition: String?
  package var contentLanguage: String?
  package var cacheControl: String?
  package var expires: String?

  package init() {}

  package init(_ request: WireRequest) throws(S3Error) {
    contentType = try request.text("response-content-type")
    contentEncoding = try request.text("response-content-encoding")
    contentDisposition = try request.text("response-content-disposition")
    contentLanguage = try request.text("response-content-language")
    cacheControl = try request.text("response-cache-control")
    expires = try request.text("response-expires")
  }

  package var isEmpty: Bool { self == ResponseOverrides() }

  /// The headers of the object with these in their place.
  package func applied(to stored: StoredHeaders) -> StoredHeaders {
    var headers = stored
    headers.contentType = contentType ?? stored.contentType
    headers.contentEncoding = contentEncoding ?? stored.contentEncoding
    headers.contentDisposition = contentDisposition ?? stored.contentDisposition
    headers.contentLanguage = contentLanguage ?? stored.contentLanguage
    headers.cacheControl = cacheControl ?? stored.cacheControl
    headers.expires = expires ?? stored.expires
    return headers
  }

  func append(to query: inout [QueryParameter]) {
    let parameters: [(String, String?)] = [
      ("response-content-type", contentType), ("response-content-encoding", contentEncoding),
      ("response-content-disposition", contentDisposition), ("response-content-language", contentLanguage),
      ("response-cache-control", cacheControl), ("response-expires", expires),
    ]
    for case (let name, let value?) in parameters { query.append(QueryParameter(name, value)) }
  }
}
