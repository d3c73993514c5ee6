internal import S3Protocol
internal import StorageModel

/// Everything that rules want to do to something, whenever it is due.
extension LifecycleEvaluator {
  func candidates(for facts: VersionFacts) -> [LifecycleDecision] {
    if let since = facts.noncurrentSince { return noncurrentActions(on: facts, since: since) }
    guard facts.isDeleteMarker else { return expirations(of: facts) + transitions(of: facts) }
    return facts.isOnlyVersion ? markerRemovals(of: facts) : []
  }

  func abortions(of facts: UploadFacts) -> [LifecycleDecision] {
    rules.compactMap { index, rule in
      guard let days = rule.abortUploadsAfterDays, rule.filter.matches(facts.key) else { return nil }
      return LifecycleDecision(
        action: .abortUpload, date: day.end(of: days, after: facts.initiated), ruleID: rule.id ?? "", ruleIndex: index)
    }
  }

  /// Expirations of a latest version that is an object.
  func expirations(of facts: VersionFacts) -> [LifecycleDecision] {
    matching(facts) { rule in
      guard let expiration = rule.expiration, let date = date(of: expiration, facts) else { return [] }
      return [(versioning == nil ? .deleteObject : .addDeleteMarker, date)]
    }
  }

  private func transitions(of facts: VersionFacts) -> [LifecycleDecision] {
    matching(facts) { rule in
      rule.transitions.compactMap { transition in
        guard moves(facts, to: transition.storageClass, by: rule) else { return nil }
        let date =
          switch transition.moment {
          case .days(let days): day.end(of: days, after: facts.modified)
          case .date(let date): max(date, facts.modified)
          }
        return (.transition(storageClass: transition.storageClass), date)
      }
    }
  }

  /// A delete marker that is all its key has goes at once where a rule says so, and otherwise when it is old enough
  /// for the rule's days or date (S3 API Reference, LifecycleExpiration).
  private func markerRemovals(of facts: VersionFacts) -> [LifecycleDecision] {
    matching(facts) { rule in
      switch rule.expiration {
      case nil, .expiredObjectDeleteMarker(false): []
      case .expiredObjectDeleteMarker(true): [(.removeDeleteMarker, facts.modified)]
      case .days(let days): [(.removeDeleteMarker, day.end(of: days, after: facts.modified))]
      case .date(let date): [(.removeDeleteMarker, max(date, facts.modified))]
      }
    }
  }

  private func noncurrentActions(on facts: VersionFacts, since: Timestamp) -> [LifecycleDecision] {
    matching(facts) { rule in
      var actions: [(LifecycleAction, Timestamp)] = []
      if let expiration = rule.noncurrentExpiration, facts.newerNoncurrentVersions >= expiration.newerVersionsKept ?? 0
      {
        actions.append((.deleteNoncurrentVersion, day.end(of: expiration.days, after: since)))
      }
      for transition in rule.noncurrentTransitions {
        guard !facts.isDeleteMarker, facts.newerNoncurrentVersions >= transition.newerVersionsKept ?? 0,
          moves(facts, to: transition.storageClass, by: rule)
        else { continue }
        actions.append(
          (.transition(storageClass: transition.storageClass), day.end(of: transition.days, after: since)))
      }
      return actions
    }
  }

  private func matching(
    _ facts: VersionFacts, _ actions: (LifecycleRule) -> [(LifecycleAction, Timestamp)]
  ) -> [LifecycleDecision] {
    rules.flatMap { index, rule -> [LifecycleDecision] in
      guard rule.filter.matches(facts) else { return [] }
      return actions(rule).map {
        LifecycleDecision(action: $0.0, date: $0.1, ruleID: rule.id ?? "", ruleIndex: index)
      }
    }
  }

  private func date(of expiration: LifecycleRule.Expiration, _ facts: VersionFacts) -> Timestamp? {
    switch expiration {
    case .days(let days): day.end(of: days, after: facts.modified)
    case .date(let date): max(date, facts.modified)
    case .expiredObjectDeleteMarker: nil
    }
  }

  private func moves(_ facts: VersionFacts, to storageClass: String, by rule: LifecycleRule) -> Bool {
    guard StorageClassOrder.allows(from: facts.storageClass, to: storageClass) else { return false }
    return rule.filter.hasSizes || facts.sizeBytes >= sizes.minimumBytes(storageClass)
  }
}
