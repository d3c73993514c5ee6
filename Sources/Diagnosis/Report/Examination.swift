internal import StorageModel

/// The checks of an endpoint and what they found.
package struct Examination: Sendable {
  package struct Row: Sendable {
    package let check: Check
    package let finding: Finding
  }

  package private(set) var rows: [Row] = []

  package init() {}

  init(rows: [Row]) { self.rows = rows }

  /// Runs the checks one after the other; `note` is told of each before it begins. What they leave is not removed here.
  /// - Throws: what makes going on senseless: an endpoint that cannot be reached, credentials that are refused.
  package mutating func run(
    on bench: Bench, checks: [Check] = Check.all, note: (Check) -> Void = { _ in }
  ) async throws {
    for check in checks {
      note(check)
      rows.append(Row(check: check, finding: try await check.finding(on: bench)))
    }
  }

  /// Rows that are needed for `purpose` and are not as S3 has them; for nil all that are not.
  package func failures(for purpose: Purpose?) -> [Row] {
    rows.filter { row in
      switch row.finding {
      case .passed, .untested: false
      case .differs, .missing: purpose.map { row.check.purposes.contains($0) } ?? true
      }
    }
  }

  /// What the client can use of it, by name: see EndpointRegistry.
  package var profile: [String: String] {
    var profile: [String: String] = [:]
    func finding(_ id: String) -> Finding? { rows.first { $0.check.id == id }?.finding }
    let checksums = ["crc64nvme", "crc32c"]
    let works = checksums.first { name in finding("checksum-\(name)") == .passed }
    if checksums.contains(where: { finding("checksum-\($0)") != nil }) { profile["checksum"] = works ?? "none" }
    for id in ["if-none-match", "if-none-match-race", "if-match", "list-order", "multipart", "copy", "version-pages"] {
      if let found = finding(id) { profile[id] = found.word }
    }
    return profile
  }
}
