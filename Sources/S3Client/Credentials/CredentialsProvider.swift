package import S3Protocol
package import StorageModel
internal import Synchronization

/// Gives every request its credentials: fetched once, kept, and fetched again before they expire or when a server
/// says that they have.
///
/// Any number of requests that need new ones wait for one and the same fetch.
package final class CredentialsProvider: Sendable {
  private struct State {
    var current: Credentials?
    var flight: Task<Credentials, any Error>?
  }

  /// So long before the end of their life credentials are replaced; AWS's tools take five minutes too.
  private static let marginSeconds: Int64 = 300

  /// nil for requests without a signature.
  private let source: (any CredentialsSource)?
  private let now: @Sendable () -> Timestamp
  private let state = Mutex(State())

  /// `source` nil sends anonymous requests.
  package init(_ source: (any CredentialsSource)?, now: @escaping @Sendable () -> Timestamp) {
    self.source = source
    self.now = now
  }

  /// nil for anonymous requests. Throws `.invalidCredentials` with what was tried when there are none.
  package func credentials() async throws(StoreError) -> Credentials? {
    guard let source else { return nil }
    let current = state.withLock { $0.current }
    guard let current else { return try await fetch(source) }
    guard let expiration = current.expiration else { return current }
    let seconds = now().seconds
    guard seconds >= expiration.seconds - Self.marginSeconds else { return current }
    do {
      return try await fetch(source)
    } catch {
      // They are good for a few minutes yet, and the place that gives new ones may be back by then.
      if seconds < expiration.seconds { return current }
      throw error
    }
  }

  /// New credentials after a server refused `failed` as expired; those that another request has fetched meanwhile
  /// count. nil when there are no others.
  package func replacement(for failed: Credentials) async throws(StoreError) -> Credentials? {
    guard let source else { return nil }
    if let current = state.withLock({ $0.current }), current != failed { return current }
    let fetched = try await fetch(source)
    return fetched == failed ? nil : fetched
  }

  private func fetch(_ source: any CredentialsSource) async throws(StoreError) -> Credentials {
    let flight = state.withLock { state in
      if let flight = state.flight { return flight }
      // Unstructured: the fetch belongs to all who wait for it, and goes on when the first of them is cancelled.
      let flight = Task { try await self.fetchOnce(source) }
      state.flight = flight
      return flight
    }
    do {
      return try await flight.value
    } catch let error as StoreError {
      throw error
    } catch {
      throw .credentials("\(error)", cause: error)
    }
  }

  private func fetchOnce(_ source: any CredentialsSource) async throws -> Credentials {
    let result: Result<Credentials, StoreError>
    do throws(StoreError) {
      let fetched = try await source.fetch()
      result = fetched.map { .success($0) } ?? .failure(Self.none)
    } catch {
      result = .failure(error)
    }
    state.withLock { state in
      state.flight = nil
      if case .success(let credentials) = result { state.current = credentials }
    }
    return try result.get()
  }

  private static let none = StoreError.credentials(
    "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile of ~/.aws/credentials with "
      + "--profile, or pass --no-sign-request for public data")
}
