internal import StorageModel

/// One thing that is looked at.
package struct Check: Sendable {
  /// A word for scripts.
  package let id: String
  package let title: String
  /// For what a deviation matters; a move to another server needs everything.
  package let purposes: Set<Purpose>
  let run: @Sendable (Bench) async throws -> Finding

  init(
    _ id: String, _ title: String, _ purposes: Set<Purpose>, _ run: @escaping @Sendable (Bench) async throws -> Finding
  ) {
    self.id = id
    self.title = title
    self.purposes = purposes.union([.serveMigration])
    self.run = run
  }

  /// All checks in the order of the report.
  package static let all =
    objects + writes + listings + multipart + multipartForms + signing + presigning + forms + bucketLevel

  /// A refusal that the check did not expect is what it found.
  func finding(on bench: Bench) async throws -> Finding {
    do {
      return try await run(bench)
    } catch let error as StoreError {
      switch error.code {
      case .cancelled, .unreachable, .tls, .invalidCredentials, .expiredCredentials: throw error
      case .unsupported: return .missing(Self.words(error))
      case .accessDenied: return .untested(Self.words(error))
      default: return .differs(Self.words(error))
      }
    }
  }

  static func words(_ error: StoreError) -> String {
    let code = error.serviceCode ?? error.httpStatus.map { "HTTP \($0)" } ?? error.code.rawValue
    return "\(error.operation): \(code): \(error.message)"
  }
}
