/// What a check found.
package enum Finding: Hashable, Sendable {
  /// As S3 does it.
  case passed
  /// Otherwise than S3; the text says how.
  case differs(String)
  /// The endpoint does not have it.
  case missing(String)
  /// It could not be looked at here; the text says why.
  case untested(String)

  package var word: String {
    switch self {
    case .passed: "passed"
    case .differs: "differs"
    case .missing: "missing"
    case .untested: "untested"
    }
  }

  package var detail: String? {
    switch self {
    case .passed: nil
    case .differs(let text), .missing(let text), .untested(let text): text
    }
  }

  /// `.passed` when `holds`.
  static func expecting(_ holds: Bool, _ otherwise: @autoclosure () -> String) -> Finding {
    holds ? .passed : .differs(otherwise())
  }
}

/// What an endpoint is wanted for.
package enum Purpose: String, Sendable, CaseIterable {
  case sync
  case snapshots
  case serveMigration = "serve-migration"
}
