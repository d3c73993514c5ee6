package import S3Protocol
package import StorageModel

/// Says what the rules of a bucket do to a version or upload, and when (S3 User Guide, "Managing the lifecycle of
/// objects"). It knows nothing but what it is given, so that a daemon that carries the decisions out and a simulation
/// of them cannot differ.
package struct LifecycleEvaluator: Sendable {
  /// Rules with their places; disabled ones do nothing.
  let rules: [(index: Int, rule: LifecycleRule)]
  let versioning: VersioningStatus?
  let day: DayLength
  let sizes: TransitionSizes

  /// `versioning` is the bucket's; nil where it never had any.
  package init(
    _ rules: [LifecycleRule], versioning: VersioningStatus?, day: DayLength = .calendar,
    transitionSizes: TransitionSizes = .all128KiB
  ) {
    self.rules = rules.enumerated().filter(\.element.isEnabled).map { (index: $0.offset, rule: $0.element) }
    self.versioning = versioning
    self.day = day
    sizes = transitionSizes
  }

  /// What is to be done to the version now, where something is due; otherwise what comes next, with its date in the
  /// future. nil when nothing ever happens to it as it stands.
  ///
  /// Of several due actions permanent deletion goes before transition, and that before a delete marker; of several
  /// transitions the one to the cheapest class; of equals the one due first, then the first rule.
  package func decision(for facts: VersionFacts, at now: Timestamp) -> LifecycleDecision? {
    pick(candidates(for: facts), at: now)
  }

  /// The same for an unfinished upload. Only the prefix of a filter says something of an upload.
  package func decision(for facts: UploadFacts, at now: Timestamp) -> LifecycleDecision? {
    pick(abortions(of: facts), at: now)
  }

  /// When and by which rule the latest version expires: what `x-amz-expiration` says. nil for a delete marker, a
  /// noncurrent version and where no rule expires it.
  package func expiration(of facts: VersionFacts) -> LifecycleDecision? {
    guard facts.isLatest, !facts.isDeleteMarker else { return nil }
    return expirations(of: facts).min { ($0.date, $0.ruleIndex) < ($1.date, $1.ruleIndex) }
  }

  /// When and by which rule an upload is aborted: what `x-amz-abort-date` and `x-amz-abort-rule-id` say.
  package func abortion(of facts: UploadFacts) -> LifecycleDecision? {
    abortions(of: facts).min { ($0.date, $0.ruleIndex) < ($1.date, $1.ruleIndex) }
  }

  private func pick(_ candidates: [LifecycleDecision], at now: Timestamp) -> LifecycleDecision? {
    let due = candidates.filter { $0.isDue(at: now) }
    guard due.isEmpty else { return due.min { precedes($0, $1) } }
    return candidates.min { $0.date != $1.date ? $0.date < $1.date : precedes($0, $1) }
  }

  private func precedes(_ left: LifecycleDecision, _ right: LifecycleDecision) -> Bool {
    if left.action.rank != right.action.rank { return left.action.rank < right.action.rank }
    if case .transition(let one) = left.action, case .transition(let other) = right.action, one != other {
      return StorageClassOrder.rank(one) > StorageClassOrder.rank(other)
    }
    return (left.date, left.ruleIndex) < (right.date, right.ruleIndex)
  }
}
