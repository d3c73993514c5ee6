internal import S3Protocol
internal import StorageModel

extension LifecycleRule.Filter {
  /// True when everything the filter names holds. A delete marker has no bytes and no tags.
  func matches(_ facts: VersionFacts) -> Bool {
    guard matches(facts.key) else { return false }
    if let limit = sizeGreaterThanBytes, facts.sizeBytes <= limit { return false }
    if let limit = sizeLessThanBytes, facts.sizeBytes >= limit { return false }
    return tags.allSatisfy { facts.tags.contains($0) }
  }

  func matches(_ key: ObjectKey) -> Bool { prefix.map { key.bytes.starts(with: $0) } ?? true }

  /// Then the smallest size for transitions does not count.
  var hasSizes: Bool { sizeGreaterThanBytes != nil || sizeLessThanBytes != nil }
}
