import Diagnosis
import HTTPTransport
import StorageModel

/// Requests that nobody signs: presigned URLs are tried as a browser would.
struct PlainRequests: Sendable {
  private let transport: CurlTransport

  init() throws {
    do { transport = try CurlTransport(TransportConfiguration()) } catch {
      throw CommandError(.someFailed, "the HTTP client could not be started: \(error.message)")
    }
  }

  func send(_ method: String, _ url: String, _ fields: HTTPFields, _ body: [UInt8]) async throws -> Bench.PlainAnswer {
    guard let method = HTTPMethod(rawValue: method) else { throw CommandError.usage("no method \(method)") }
    let request = HTTPRequest(method: method, url: url, fields: fields, body: body.isEmpty ? nil : .bytes(body))
    do {
      let answer = try await transport.send(request, into: .memory(limitBytes: 1 << 20))
      return Bench.PlainAnswer(status: answer.status, fields: answer.fields, body: answer.body)
    } catch {
      throw StoreError(.unreachable, operation: "request", message: error.message)
    }
  }
}
