/// Why an exchange with a server did not end with an answer.
package struct TransportError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The request cannot be put on the wire: a bad URL, a line break in a header.
    case invalidRequest
    /// The name of the host (or of the proxy) does not resolve.
    case nameResolution
    /// Nothing listens there, or no route leads there.
    case connect
    /// No connection within ``TransportConfiguration/connectTimeout``.
    case connectTimeout
    /// The handshake failed, or the peer's certificate was refused.
    case tls
    case proxy
    /// No byte moved for ``TransportConfiguration/idleTimeout``.
    case idleTimeout
    /// The exchange was not over by its deadline.
    case deadline
    /// The connection broke, before the answer or inside it.
    case reset
    /// The body ended before the length that the server announced.
    case shortBody
    /// The answer is not HTTP.
    case badResponse
    /// More than ``TransportConfiguration/headerLimitBytes`` of header.
    case headersTooLarge
    /// The body is longer than the sink takes.
    case bodyTooLarge
    /// The source of the request's body failed or was not as long as announced: an error of this machine.
    case source
    /// The sink of the response's body failed: an error of this machine.
    case sink
    case cancelled
    /// libcurl ran out of something.
    case internalFailure
  }

  package var code: Code
  /// One sentence without the URL.
  package var message: String
  /// Of ``Code/source`` and ``Code/sink`` where the system call failed; of ``Code/connect`` where it is known.
  package var errno: Int32?
  /// What a ``ByteReader`` or ``ByteWriter`` threw.
  package var cause: (any Error)?

  package init(_ code: Code, _ message: String, errno: Int32? = nil, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.errno = errno
    self.cause = cause
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
