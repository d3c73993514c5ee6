package import S3Protocol
internal import StorageModel

/// A rule in words.
extension LifecycleRule {
  /// `rule 'archive'`, or its number where it has no id.
  package func title(at index: Int) -> String { id.map { "rule '\($0)'" } ?? "rule \(index + 1)" }

  /// What it does and to what; the same for two rules exactly when they do the same.
  package var facts: [SettingItem.Fact] {
    var facts = [SettingItem.Fact("applies to", filter.words)]
    if !isEnabled { facts.append(.init("status", "disabled")) }
    for transition in transitions.sorted(by: { $0.storageClass < $1.storageClass }) {
      facts.append(.init("moves to \(transition.storageClass)", transition.moment.words))
    }
    switch expiration {
    case .days(let days): facts.append(.init("expires", "after \(Self.days(days))"))
    case .date(let date): facts.append(.init("expires", "on \(Self.day(date))"))
    case .expiredObjectDeleteMarker(true): facts.append(.init("delete markers without versions", "removed"))
    // The same as saying nothing.
    case .expiredObjectDeleteMarker(false), nil: break
    }
    for transition in noncurrentTransitions.sorted(by: { $0.storageClass < $1.storageClass }) {
      let words = "\(Self.days(transition.days)) after they were replaced" + Self.kept(transition.newerVersionsKept)
      facts.append(.init("old versions move to \(transition.storageClass)", words))
    }
    if let expiration = noncurrentExpiration {
      let words = "\(Self.days(expiration.days)) after they were replaced" + Self.kept(expiration.newerVersionsKept)
      facts.append(.init("old versions are deleted", words))
    }
    if let days = abortUploadsAfterDays {
      facts.append(.init("unfinished uploads are aborted", "after \(Self.days(days))"))
    }
    return facts
  }

  package static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }

  static func day(_ time: Timestamp) -> String { String(time.iso8601.prefix(10)) }

  private static func kept(_ count: Int?) -> String { count.map { ", but the newest \($0) of them stay" } ?? "" }
}

extension LifecycleRule.Filter {
  /// `everything`, or the conditions joined.
  package var words: String {
    var words: [String] = []
    if let prefix, !prefix.isEmpty { words.append("keys below '\(escapedForDisplay(prefix))'") }
    for tag in tags.sorted(by: { $0.key < $1.key }) { words.append("tag \(tag.key)=\(tag.value)") }
    if let bytes = sizeGreaterThanBytes { words.append("more than \(bytes) bytes") }
    if let bytes = sizeLessThanBytes { words.append("less than \(bytes) bytes") }
    return words.isEmpty ? "everything" : words.joined(separator: ", ")
  }
}

extension LifecycleRule.Moment {
  var words: String {
    switch self {
    case .days(let days): "after \(LifecycleRule.days(days))"
    case .date(let date): "on \(LifecycleRule.day(date))"
    }
  }
}
