internal import HTTPTransport
internal import S3Protocol
internal import StorageModel

/// Asks credentials services: small requests, small answers, a few tries.
struct CredentialsExchange: Sendable {
  let sender: any HTTPSender
  let environment: ClientEnvironment

  private static let answerLimitBytes = 1 << 20

  /// Sends and gives answers of every status; `name` says whom it talks to, for messages.
  func send(_ request: HTTPRequest, to name: String) async throws(StoreError) -> HTTPResponse {
    do {
      return try await sender.send(request, into: .memory(limitBytes: Self.answerLimitBytes))
    } catch {
      if error.code == .cancelled {
        throw StoreError(.cancelled, operation: "credentials", message: "cancelled", cause: error)
      }
      throw .credentials("\(name) does not answer: \(error.message)", cause: error)
    }
  }

  /// As ``send(_:to:)``, repeated twice after failures of the connection and of the server.
  func sendPatiently(_ request: HTTPRequest, to name: String) async throws(StoreError) -> HTTPResponse {
    var delay: Duration = .milliseconds(200)
    for _ in 0..<2 {
      do throws(StoreError) {
        let response = try await send(request, to: name)
        if response.status < 500, response.status != 429 { return response }
      } catch {
        if error.code == .cancelled { throw error }
      }
      do {
        try await environment.sleep(delay)
      } catch {
        throw StoreError(.cancelled, operation: "credentials", message: "cancelled", cause: error)
      }
      delay *= 4
    }
    return try await send(request, to: name)
  }
}
