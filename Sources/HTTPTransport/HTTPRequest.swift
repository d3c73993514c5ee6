package import StorageModel

/// The methods that S3 and its credential endpoints use.
package enum HTTPMethod: String, Sendable {
  case get = "GET"
  case head = "HEAD"
  case put = "PUT"
  case post = "POST"
  case delete = "DELETE"
}

/// One HTTP/1.1 request, ready for the wire: nothing in it is encoded, normalised or added to but `User-Agent`,
/// `Accept`, `Host`, `Content-Length` and `Expect`.
package struct HTTPRequest: Sendable {
  package var method: HTTPMethod
  /// `http://` or `https://`, percent-encoded already; its path is sent as it stands, dot segments included.
  package var url: String
  package var fields: HTTPFields
  /// nil sends no body; PUT and POST then carry `Content-Length: 0`.
  package var body: BodySource?
  /// For the whole exchange, from the connection on; nil takes ``TransportConfiguration/deadline``.
  package var deadline: Duration?
  /// For this exchange in place of ``TransportConfiguration/idleTimeout``: some answers take the server a while.
  package var idleTimeout: Duration?
  /// False for hosts that must never be reached through a proxy, as the metadata service of an instance.
  package var usesProxy: Bool

  package init(
    method: HTTPMethod, url: String, fields: HTTPFields = HTTPFields(), body: BodySource? = nil,
    deadline: Duration? = nil, idleTimeout: Duration? = nil, usesProxy: Bool = true
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.deadline = deadline
    self.idleTimeout = idleTimeout
    self.usesProxy = usesProxy
  }
}

/// The answer to an ``HTTPRequest``, of any status.
package struct HTTPResponse: Sendable {
  package var status: Int
  package var fields: HTTPFields
  /// The body where the sink was ``BodySink/memory(limitBytes:)`` and the status 2xx; the first bytes of an error's
  /// body for any other status; empty otherwise.
  package var body: [UInt8]
  /// How many bytes of a 2xx body went into the sink.
  package var receivedBytes: Int64
  /// True when an error's body was longer than ``TransportConfiguration/errorBodyLimitBytes``.
  package var isBodyTruncated: Bool
  /// True when the request went out a second time, because a kept connection ended before an answer came: the server
  /// may have done it twice.
  package var wasSentAgain = false

  package init(
    status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = [], receivedBytes: Int64 = 0,
    isBodyTruncated: Bool = false
  ) {
    self.status = status
    self.fields = fields
    self.body = body
    self.receivedBytes = receivedBytes
    self.isBodyTruncated = isBodyTruncated
  }

  package var isSuccess: Bool { (200...299).contains(status) }
}

/// Something that carries requests to servers: libcurl, or a script in a test.
package protocol HTTPSender: Sendable {
  /// Sends `request` once. A body of a 2xx answer goes into `sink`, and its length was compared with what the server
  /// announced. Answers of every status are returned; only a failed exchange throws. Throws `.cancelled` soon after the
  /// task is cancelled; the connection is then closed and nothing more is read from the source or written to the sink.
  func send(_ request: HTTPRequest, into sink: BodySink) async throws(TransportError) -> HTTPResponse
}
