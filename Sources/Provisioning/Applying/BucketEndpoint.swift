package import StorageModel

/// The settings of one bucket at an endpoint, as documents.
package protocol BucketEndpoint: Sendable {
  /// nil where the bucket has none.
  func document(_ section: BucketSection) async throws(StoreError) -> [UInt8]?
  func put(_ section: BucketSection, _ document: [UInt8]) async throws(StoreError)
  func remove(_ section: BucketSection) async throws(StoreError)
}

extension BucketEndpoint {
  /// What the bucket has; nil for nothing.
  package func settings(_ section: BucketSection) async throws -> SectionSettings? {
    guard let bytes = try await document(section), !bytes.isEmpty else { return nil }
    let settings = try SectionSettings(section, document: bytes)
    return settings.items(section).isEmpty ? nil : settings
  }

  /// How the bucket would become what `description` says, section by section in the order in which they are applied.
  package func plan(_ description: BucketDescription, replaces: Bool) async throws -> [SectionPlan] {
    var plans: [SectionPlan] = []
    for section in BucketSection.allCases {
      guard let wanted = description.sections[section] else { continue }
      plans.append(
        SectionPlan(section, before: try await settings(section), wanted: wanted, replaces: replaces))
    }
    return plans
  }
}
