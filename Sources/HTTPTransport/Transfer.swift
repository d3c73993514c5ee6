internal import CCurl
internal import StorageModel

/// One exchange on its way through an engine.
///
/// `@unchecked Sendable`: the task that sends owns every `var` until it has posted the start and again after its
/// continuation was resumed; in between the engine's thread does. The pipes lock for themselves.
final class Transfer: @unchecked Sendable {
  let request: HTTPRequest
  let sink: BodySink
  let headerList: HeaderList
  let limits: TransferLimits
  let uploadPipe: UploadPipe?
  let downloadPipe: DownloadPipe?

  var continuation: CheckedContinuation<Void, Never>?
  /// Set by a cancel that came before the start: the start then ends at once.
  var isCancelled = false
  var isFinished = false
  /// What stops the exchange from our side, set by a callback before it makes curl fail.
  var failure: TransportError?

  var easy: EasyHandle?
  /// Position in the engine's list of active transfers.
  var activeIndex = 0
  var header = HeaderBlock()
  /// Bytes of the request's body handed to curl since the last rewind.
  var sentBytes: Int64 = 0
  var receivedBytes: Int64 = 0
  /// ``EasyHandle/sendings``
  var sendings = 0
  var body: [UInt8] = []
  var isBodyTruncated = false
  var isPaused = false
  /// Bytes moved so far and when that last changed, in nanoseconds of the monotonic clock.
  var progress: (bytes: Int64, at: UInt64) = (-1, 0)

  init(_ request: HTTPRequest, into sink: BodySink, limits: TransferLimits) throws(TransportError) {
    guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw TransportError(.invalidRequest, "the URL has bytes that are not percent-encoded")
    }
    guard (request.body?.lengthBytes ?? 0) >= 0 else {
      throw TransportError(.invalidRequest, "the body has a negative length")
    }
    self.request = request
    self.sink = sink
    self.limits = limits
    headerList = HeaderList(lines: try headerLines(of: request.fields) + expectLine(for: request))
    if case .stream = request.body { uploadPipe = UploadPipe() } else { uploadPipe = nil }
    if case .stream = sink { downloadPipe = DownloadPipe() } else { downloadPipe = nil }
  }

  /// True for bodies that deserve curl's large buffers, on either way.
  var isLarge: Bool {
    if (request.body?.lengthBytes ?? 0) >= largeBodyBytes { return true }
    return switch sink {
    case .memory: false
    case .file(let region): region.lengthBytes >= largeBodyBytes
    case .stream: true
    }
  }

  /// The answer, once the engine is done with this. Throws what ended the exchange.
  func response() throws(TransportError) -> HTTPResponse {
    if let failure { throw failure }
    guard header.isComplete else { throw TransportError(.reset, "the connection closed inside the answer's header") }
    let fields = header.parse()
    if request.method != .head { try compareLength(fields) }
    if isSuccess, let body = request.body, sentBytes < body.lengthBytes {
      throw TransportError(.badResponse, "the server answered before it had the whole body")
    }
    var response = HTTPResponse(
      status: header.status, fields: fields, body: body, receivedBytes: receivedBytes, isBodyTruncated: isBodyTruncated)
    response.wasSentAgain = sendings > 1
    return response
  }

  var isSuccess: Bool { (200...299).contains(header.status) }

  /// RFC 9112, section 6.3: lengths that differ are an attack or a fault; a body of another length is not whole.
  private func compareLength(_ fields: HTTPFields) throws(TransportError) {
    let announced = fields.values("content-length")
    guard let first = announced.first else { return }
    guard let length = Int64(first), length >= 0, announced.allSatisfy({ $0 == first }) else {
      throw TransportError(.badResponse, "the Content-Length is not one number")
    }
    guard isSuccess, header.status != 204, fields["transfer-encoding"] == nil else { return }
    guard receivedBytes == length else {
      throw TransportError(.shortBody, "\(receivedBytes) of \(length) bytes arrived")
    }
  }
}

/// The bounds of ``TransportConfiguration`` that callbacks look at.
struct TransferLimits: Sendable {
  var headerBytes: Int
  var errorBodyBytes: Int
}

/// Bodies from here on use buffers of 256 KiB, and `Expect: 100-continue`.
let largeBodyBytes: Int64 = 1 << 20

/// curl adds `Expect: 100-continue` to every PUT; an empty line takes it away where a round trip costs more than it
/// saves.
private func expectLine(for request: HTTPRequest) -> [[UInt8]] {
  guard let body = request.body, body.lengthBytes < largeBodyBytes else { return [] }
  return [Array("Expect:".utf8)]
}
