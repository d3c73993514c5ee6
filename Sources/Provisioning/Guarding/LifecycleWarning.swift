package import S3Protocol
internal import StorageModel

/// Something that a rule does and that its author may not want.
package struct LifecycleWarning: Hashable, Sendable {
  /// `rule 'x'`
  package var rule: String
  package var message: String
  /// True where the rule destroys what something else relies on.
  package var isDangerous: Bool

  /// A pin of the versions below a prefix.
  package struct Pin: Hashable, Sendable {
    package var name: String
    package var prefix: [UInt8]

    package init(name: String, prefix: [UInt8]) {
      self.name = name
      self.prefix = prefix
    }
  }

  /// `repositories` and `mirrors` are prefixes; mirrors are those that a job keeps with `--delete`.
  package static func all(
    _ rules: [LifecycleRule], repositories: [[UInt8]], mirrors: [[UInt8]], pins: [Pin] = []
  ) -> [LifecycleWarning] {
    rules.enumerated().filter(\.element.isEnabled).flatMap { index, rule in
      let title = rule.title(at: index)
      var warnings: [LifecycleWarning] = []
      func warn(_ message: String, dangerous: Bool = false) {
        warnings.append(LifecycleWarning(rule: title, message: message, isDangerous: dangerous))
      }
      if rule.expiresCurrentVersions {
        for prefix in repositories where rule.filter.reaches(prefix) {
          warn("it would expire packs of the snapshot repository at '\(escapedForDisplay(prefix))'", dangerous: true)
        }
        for prefix in mirrors where rule.filter.reaches(prefix) {
          warn(
            "'\(escapedForDisplay(prefix))' is a mirror with --delete: what expires is uploaded again by the next run")
        }
        if rule.filter.isEverything { warn("it expires every object of the bucket") }
      }
      for prefix in repositories where rule.filter.reaches(prefix) {
        for transition in rule.transitions where ["GLACIER", "DEEP_ARCHIVE"].contains(transition.storageClass) {
          warn(
            "it would move packs of the snapshot repository at '\(escapedForDisplay(prefix))' to "
              + "\(transition.storageClass), from where they cannot be read at once", dangerous: true)
        }
      }
      for pin in pins where rule.filter.reaches(pin.prefix) {
        for message in rule.harm(to: pin) { warn(message, dangerous: true) }
      }
      for message in rule.minimumDurationLosses { warn(message) }
      return warnings
    }
  }
}

extension LifecycleRule {
  /// Days for which each class is paid at least (S3 User Guide, "Understanding and managing storage classes").
  package static let minimumDays: [String: Int] = [
    "STANDARD_IA": 30, "ONEZONE_IA": 30, "GLACIER_IR": 90, "GLACIER": 90, "DEEP_ARCHIVE": 180,
  ]

  var expiresCurrentVersions: Bool {
    switch expiration {
    case .days, .date: true
    case .expiredObjectDeleteMarker, nil: false
    }
  }

  /// What the rule does to versions that a pin names.
  fileprivate func harm(to pin: LifecycleWarning.Pin) -> [String] {
    let name = "versions that the pin '\(pin.name)' of '\(escapedForDisplay(pin.prefix))' needs"
    var harm: [String] = []
    if let noncurrentExpiration {
      let days = LifecycleRule.days(noncurrentExpiration.days)
      harm.append("it would remove \(name), \(days) after they were replaced or deleted")
    }
    for transition in noncurrentTransitions where ["GLACIER", "DEEP_ARCHIVE"].contains(transition.storageClass) {
      harm.append("it would move \(name) to \(transition.storageClass), from where they cannot be read at once")
    }
    return harm
  }

  /// Transitions whose objects leave their class before the time that is paid for anyhow.
  fileprivate var minimumDurationLosses: [String] {
    var steps = transitions.compactMap { transition -> (name: String, days: Int)? in
      guard case .days(let days) = transition.moment else { return nil }
      return (transition.storageClass, days)
    }.sorted { $0.days < $1.days }
    if case .days(let days) = expiration { steps.append(("", days)) }
    var losses = Self.losses(steps, "")
    var old = noncurrentTransitions.map { (name: $0.storageClass, days: $0.days) }.sorted { $0.days < $1.days }
    if let expiration = noncurrentExpiration { old.append(("", expiration.days)) }
    losses += Self.losses(old, "old versions: ")
    return losses
  }

  private static func losses(_ steps: [(name: String, days: Int)], _ start: String) -> [String] {
    zip(steps, steps.dropFirst()).compactMap { step, next in
      guard let minimum = minimumDays[step.name], next.days - step.days < minimum else { return nil }
      let what = next.name.isEmpty ? "expires" : "moves on to \(next.name)"
      return "\(start)\(step.name) is paid for \(minimum) days at least, and what moves there \(what) "
        + "\(days(max(0, next.days - step.days))) later: that costs more than it saves"
    }
  }
}

extension LifecycleRule.Filter {
  /// True when an object below `folder` could pass.
  fileprivate func reaches(_ folder: [UInt8]) -> Bool {
    let prefix = prefix ?? []
    return folder.starts(with: prefix) || prefix.starts(with: folder)
  }

  fileprivate var isEverything: Bool {
    (prefix ?? []).isEmpty && tags.isEmpty && sizeGreaterThanBytes == nil && sizeLessThanBytes == nil
  }
}
