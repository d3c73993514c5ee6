internal import JSON
internal import S3Protocol

/// How one section of a bucket is to change.
package struct SectionPlan: Hashable, Sendable {
  package let section: BucketSection
  /// nil where the bucket has nothing.
  package let before: SectionSettings?
  /// What is to be put; nil where the section is to be removed.
  package let after: SectionSettings?
  package let changes: [ItemChange]

  /// True when something is to be put or removed.
  package var changesSomething: Bool { changes.contains { $0.kind != .kept } }

  /// `wanted` is what the file says. Rules, tags and statements that it does not know are kept unless `replaces`.
  package init(
    _ section: BucketSection, before: SectionSettings?, wanted: SectionSettings, replaces: Bool
  ) {
    self.section = section
    self.before = before
    let keeps = !replaces && Self.hasManyItems(section)
    let old = before?.items(section) ?? []
    changes = ItemChange.changes(from: old, to: wanted.items(section), keepsUnknown: keeps)
    let merged = keeps ? Self.merged(section, before, wanted) : wanted
    after = merged.items(section).isEmpty && section.isRemovable ? nil : merged
  }

  /// What differs between what was put and what the endpoint has now.
  package func deviations(of read: SectionSettings?) -> [ItemChange] {
    ItemChange.changes(
      from: read?.items(section) ?? [], to: after?.items(section) ?? [], keepsUnknown: false)
  }

  private static func hasManyItems(_ section: BucketSection) -> Bool {
    [.lifecycle, .cors, .tags, .policy].contains(section)
  }

  /// What the file says, and behind it what only the bucket has.
  private static func merged(
    _ section: BucketSection, _ before: SectionSettings?, _ wanted: SectionSettings
  ) -> SectionSettings {
    guard let before else { return wanted }
    let items = wanted.items(section)
    var taken: Set<Int> = []
    let old = before.items(section)
    for item in items {
      if let index = old.indices.first(where: { !taken.contains($0) && old[$0].isSame(as: item) }) {
        taken.insert(index)
      }
    }
    let kept = old.indices.filter { !taken.contains($0) }
    if case .lifecycle(let rules) = wanted, case .lifecycle(let oldRules) = before {
      return .lifecycle(rules + kept.map { oldRules[$0] })
    }
    guard let elements = wanted.elements(section), let oldElements = before.elements(section) else { return wanted }
    return wanted.replacingElements(section, elements + kept.map { oldElements[$0] })
  }
}

extension SectionSettings {
  fileprivate func replacingElements(_ section: BucketSection, _ elements: [JSONValue]) -> SectionSettings {
    let name = section == .tags ? "TagSet" : section == .cors ? "CORSRules" : "Statement"
    guard case .document(let value) = self, let members = value.members else { return self }
    let others = members.filter { $0.name != name }
    return .document(.object(others + [.init(name, .array(elements))]))
  }
}
