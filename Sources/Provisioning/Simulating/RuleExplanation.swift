package import Lifecycle
package import S3Protocol
package import StorageModel

/// What each rule means for one version, and why.
package struct RuleExplanation: Hashable, Sendable {
  package var rule: String
  /// What it would do if it were alone, and when; nil when it does nothing.
  package var decision: LifecycleDecision?
  /// True for the rule that acts next of all.
  package var actsFirst: Bool
  /// Why it does nothing, or is not the first.
  package var reason: String?

  /// One for each rule, in their order.
  package static func all(
    _ rules: [LifecycleRule], for facts: VersionFacts, versioning: VersioningStatus?, at now: Timestamp
  ) -> [RuleExplanation] {
    let first = LifecycleEvaluator(rules, versioning: versioning).decision(for: facts, at: now)
    return rules.enumerated().map { index, rule in
      let alone = LifecycleEvaluator([rule], versioning: versioning).decision(for: facts, at: now)
      let actsFirst = first?.ruleIndex == index
      var reason: String?
      if alone == nil {
        reason = rule.idleness(for: facts)
      } else if !actsFirst {
        reason = "another rule acts before it"
      }
      return RuleExplanation(rule: rule.title(at: index), decision: alone, actsFirst: actsFirst, reason: reason)
    }
  }
}

extension LifecycleRule {
  /// Why it does nothing to a version.
  fileprivate func idleness(for facts: VersionFacts) -> String {
    if !isEnabled { return "the rule is disabled" }
    if let prefix = filter.prefix, !facts.key.bytes.starts(with: prefix) {
      return "the key is not below '\(escapedForDisplay(prefix))'"
    }
    if let limit = filter.sizeGreaterThanBytes, facts.sizeBytes <= limit {
      return "it has \(facts.sizeBytes) bytes, not more than \(limit)"
    }
    if let limit = filter.sizeLessThanBytes, facts.sizeBytes >= limit {
      return "it has \(facts.sizeBytes) bytes, not less than \(limit)"
    }
    if let tag = filter.tags.first(where: { !facts.tags.contains($0) }) {
      return "it does not have the tag \(tag.key)=\(tag.value)"
    }
    if facts.isDeleteMarker { return "it is a delete marker, and the rule does not remove it" }
    if facts.noncurrentSince != nil { return "it is an old version, and the rule keeps it" }
    let place = facts.storageClass.map { "it is in \($0) already, or " } ?? ""
    return "the rule has nothing for it: \(place)too small to move, or about other versions"
  }
}
