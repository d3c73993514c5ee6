import HTTPTransport
import StorageModel
import Synchronization

/// Answers requests from a script and keeps what was asked.
final class ScriptedSender: HTTPSender {
  typealias Script = @Sendable (HTTPRequest, _ number: Int) throws -> HTTPResponse

  private let requests = Mutex<[HTTPRequest]>([])
  private let script: Script

  init(_ script: @escaping Script) { self.script = script }

  /// One answer after the other; the last one again and again.
  convenience init(_ answers: [HTTPResponse]) {
    self.init { _, number in answers[min(number, answers.count - 1)] }
  }

  var sent: [HTTPRequest] { requests.withLock { $0 } }

  func send(_ request: HTTPRequest, into sink: BodySink) async throws(TransportError) -> HTTPResponse {
    let number = requests.withLock { requests in
      requests.append(request)
      return requests.count - 1
    }
    do {
      var response = try script(request, number)
      if response.isSuccess { response.receivedBytes = Int64(response.body.count) }
      return response
    } catch let error as TransportError {
      throw error
    } catch {
      throw TransportError(.internalFailure, "\(error)")
    }
  }
}

extension HTTPResponse {
  init(_ status: Int, _ body: String = "", _ fields: [(name: String, value: String)] = []) {
    self.init(status: status, fields: HTTPFields(fields), body: Array(body.utf8))
  }

  static func error(_ status: Int, _ code: String, _ extra: String = "", _ fields: [(name: String, value: String)] = [])
    -> HTTPResponse
  {
    HTTPResponse(
      status, "<Error><Code>\(code)</Code><Message>said so</Message>\(extra)<RequestId>R1</RequestId></Error>", fields)
  }
}

extension HTTPRequest {
  var bodyText: String {
    if case .bytes(let bytes) = body { return String(decoding: bytes, as: UTF8.self) }
    return ""
  }
}

extension HTTPResponse {
  /// A document of S3 with this root.
  static func document(_ root: String, _ content: String) -> HTTPResponse {
    HTTPResponse(200, "<\(root) xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(content)</\(root)>")
  }
}
