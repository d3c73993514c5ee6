internal import StorageModel

extension LifecycleRule {
  /// - Throws: what S3 answers to a rule with an id over 255 characters, without an action, with numbers or dates out
  ///   of range, with a filter that contradicts itself, or with actions that come in the wrong order.
  package func verify() throws(S3Error) {
    if let id, id.unicodeScalars.count > 255 {
      throw .invalidArgument("ID", id, "ID length should not exceed allowed limit of 255")
    }
    let hasAction =
      expiration != nil || noncurrentExpiration != nil || abortUploadsAfterDays != nil || !transitions.isEmpty
      || !noncurrentTransitions.isEmpty
    guard hasAction else { throw S3Error(.invalidRequest, "At least one action needs to be specified in a rule.") }
    try verifyNumbers()
    try verifyDates()
    try verifyFilter()
    try verifyClasses()
    try verifyOrder()
  }

  private func verifyNumbers() throws(S3Error) {
    if case .days(let days) = expiration { try Self.requirePositive(days, "Days", "Expiration") }
    if let noncurrentExpiration {
      try Self.requirePositive(noncurrentExpiration.days, "NoncurrentDays", "NoncurrentVersionExpiration")
    }
    if let abortUploadsAfterDays {
      try Self.requirePositive(abortUploadsAfterDays, "DaysAfterInitiation", "AbortIncompleteMultipartUpload")
    }
    for kept in [noncurrentExpiration?.newerVersionsKept] + noncurrentTransitions.map(\.newerVersionsKept) {
      if let kept, !(1...100).contains(kept) {
        throw .invalidArgument("NewerNoncurrentVersions", String(kept), "The number must be from 1 to 100.")
      }
    }
  }

  private static func requirePositive(_ days: Int, _ name: String, _ action: String) throws(S3Error) {
    guard days > 0 else {
      throw .invalidArgument(name, String(days), "'\(name)' for \(action) action must be a positive integer")
    }
  }

  /// Every date is a midnight, and days and dates do not stand in one rule.
  private func verifyDates() throws(S3Error) {
    var dates: [Timestamp] = []
    var days = 0
    switch expiration {
    case .date(let date): dates.append(date)
    case .days: days += 1
    case nil, .expiredObjectDeleteMarker: break
    }
    for transition in transitions {
      switch transition.moment {
      case .date(let date): dates.append(date)
      case .days: days += 1
      }
    }
    for date in dates where date.nanoseconds % 86_400_000_000_000 != 0 {
      throw .invalidArgument("Date", date.iso8601, "'Date' must be at midnight GMT")
    }
    guard dates.isEmpty || days == 0 else {
      throw S3Error(
        .invalidRequest,
        "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for \(place)")
    }
  }

  private func verifyFilter() throws(S3Error) {
    _ = try ObjectTags.verified(filter.tags)
    if let low = filter.sizeGreaterThanBytes, let high = filter.sizeLessThanBytes, low >= high {
      throw S3Error(.invalidRequest, "ObjectSizeLessThan has to be a value greater than ObjectSizeGreaterThan.")
    }
    for size in [filter.sizeGreaterThanBytes, filter.sizeLessThanBytes] {
      if let size, size < 0 { throw S3Error(.invalidRequest, "The sizes of a filter must not be negative.") }
    }
    if abortUploadsAfterDays != nil {
      guard filter.tags.isEmpty else {
        throw S3Error(.invalidRequest, "AbortIncompleteMultipartUpload cannot be specified with Tags.")
      }
      guard filter.sizeGreaterThanBytes == nil, filter.sizeLessThanBytes == nil else {
        throw S3Error(.invalidRequest, "AbortIncompleteMultipartUpload cannot be specified with Object Size.")
      }
    }
    if case .expiredObjectDeleteMarker = expiration, !filter.tags.isEmpty {
      throw S3Error(.invalidRequest, "ExpiredObjectDeleteMarker cannot be specified with Tags.")
    }
  }

  /// Each class once, and one that objects can be moved to.
  private func verifyClasses() throws(S3Error) {
    for (action, names) in [
      ("Transition", transitions.map(\.storageClass)),
      ("NoncurrentVersionTransition", noncurrentTransitions.map(\.storageClass)),
    ] {
      for name in names where !StorageClassOrder.isTarget(name) { throw S3Error(.invalidStorageClass) }
      guard Set(names).count == names.count else {
        throw S3Error(.invalidRequest, "'StorageClass' must be different for '\(action)' actions in same 'Rule'")
      }
    }
  }

  /// Cheaper classes come later, and the end comes last. Differs from S3: nothing has to stay in a class for 30 days.
  private func verifyOrder() throws(S3Error) {
    var steps: [(rank: Int, moment: Int64)] = transitions.map {
      (StorageClassOrder.rank($0.storageClass), $0.moment.position)
    }
    switch expiration {
    case .days(let days): steps.append((.max, Int64(days)))
    case .date(let date): steps.append((.max, date.seconds))
    case nil, .expiredObjectDeleteMarker: break
    }
    try Self.requireAscending(steps, "'Days' or 'Date' in the Expiration and Transition actions for \(place)")
    var old: [(rank: Int, moment: Int64)] = noncurrentTransitions.map {
      (StorageClassOrder.rank($0.storageClass), Int64($0.days))
    }
    // Kept newer versions may delay either of the two: then days alone do not say what comes first.
    let counts = [noncurrentExpiration?.newerVersionsKept] + noncurrentTransitions.map(\.newerVersionsKept)
    if let noncurrentExpiration, counts.allSatisfy({ $0 == nil }) {
      old.append((.max, Int64(noncurrentExpiration.days)))
    }
    try Self.requireAscending(
      old, "'NoncurrentDays' in the NoncurrentVersionExpiration and NoncurrentVersionTransition actions for \(place)")
  }

  private static func requireAscending(
    _ steps: [(rank: Int, moment: Int64)], _ what: String
  ) throws(S3Error) {
    let sorted = steps.sorted { $0.rank < $1.rank }
    for (left, right) in zip(sorted, sorted.dropFirst()) where left.moment >= right.moment {
      throw .invalidArgument(
        "Days", String(right.moment), "\(what) must be greater for the cheaper storage class, and for the expiration")
    }
  }

  /// How S3 names the rule that a message is about.
  private var place: String { "filter '(prefix=\(escapedForDisplay(filter.prefix ?? [])))'" }
}

extension LifecycleRule.Moment {
  /// Days or seconds, to be compared with others of the same kind.
  fileprivate var position: Int64 {
    switch self {
    case .days(let days): Int64(days)
    case .date(let date): date.seconds
    }
  }
}
