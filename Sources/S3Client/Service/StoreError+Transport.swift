internal import Glibc
internal import HTTPTransport
internal import StorageModel

extension StoreError {
  /// A failed exchange, with what to do about it.
  init(_ error: TransportError, operation: String, target: OperationTarget, endpoint: Endpoint) {
    self.init(
      Self.code(error.code), operation: operation, bucket: target.bucket?.text, key: target.key,
      message: Self.message(error, endpoint), errno: error.errno, cause: error)
  }

  private static func code(_ code: TransportError.Code) -> Code {
    switch code {
    case .invalidRequest: .invalidRequest
    case .nameResolution, .connect, .proxy, .reset, .internalFailure: .unreachable
    case .connectTimeout, .idleTimeout, .deadline: .timeout
    case .tls: .tls
    case .shortBody, .badResponse, .headersTooLarge, .bodyTooLarge: .invalidResponse
    case .source: .sourceFailed
    case .sink: .sinkFailed
    case .cancelled: .cancelled
    }
  }

  private static func message(_ error: TransportError, _ endpoint: Endpoint) -> String {
    let place = endpoint.authority
    switch error.code {
    case .nameResolution: return "the name \(endpoint.host) does not resolve: check the endpoint URL and the network"
    case .connect:
      return "nothing answers at \(place) (\(error.message)): check the endpoint URL, is the server running?"
    case .connectTimeout: return "no connection to \(place) in time: check the endpoint URL, the network and firewalls"
    case .proxy: return "the proxy failed (\(error.message)): check HTTPS_PROXY and NO_PROXY"
    case .tls where error.message.contains("wrong version number") || error.message.contains("http request"):
      return "\(place) does not speak TLS there: try http:// in the endpoint URL"
    case .tls:
      return "no secure connection to \(place) (\(error.message)): check the host name, or name its CA with --ca-bundle"
    case .reset: return "\(place) broke the connection (\(error.message))"
    case .idleTimeout, .deadline: return "\(place) stopped answering: \(error.message)"
    case .shortBody: return "the answer of \(place) ended early: \(error.message)"
    default: return error.message
    }
  }
}
