/// What becomes of one item of a section.
package struct ItemChange: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case added, changed, removed
    /// The file does not know it, and it stays.
    case kept
  }

  package var kind: Kind
  /// As ``SettingItem/name``.
  package var name: String?
  package var lines: [FactChange]
}

/// One line of an item: nil on the side that does not say it.
package struct FactChange: Hashable, Sendable {
  package var label: String
  package var before: String?
  package var after: String?

  /// `expires: after 90 days → after 180 days`
  package var words: String {
    switch (before, after) {
    case (let before?, let after?): before == after ? "\(label): \(after)" : "\(label): \(before) → \(after)"
    case (nil, let after?): "\(label): \(after)"
    case (let before?, nil): "\(label): \(before) → nothing"
    case (nil, nil): label
    }
  }
}

extension ItemChange {
  /// How `before` becomes `after`, in the order of `after`; what has no counterpart there comes last and is removed, or
  /// kept.
  static func changes(
    from before: [SettingItem], to after: [SettingItem], keepsUnknown: Bool
  ) -> [ItemChange] {
    var rest = before
    var changes: [ItemChange] = []
    for item in after {
      guard let index = rest.firstIndex(where: { $0.isSame(as: item) }) else {
        changes.append(
          ItemChange(
            kind: .added, name: item.name,
            lines: item.facts.map { FactChange(label: $0.label, before: nil, after: $0.value) }))
        continue
      }
      let lines = FactChange.changes(from: rest.remove(at: index).facts, to: item.facts)
      if !lines.isEmpty { changes.append(ItemChange(kind: .changed, name: item.name, lines: lines)) }
    }
    for item in rest {
      changes.append(
        ItemChange(
          kind: keepsUnknown ? .kept : .removed, name: item.name,
          lines: item.facts.map { FactChange(label: $0.label, before: $0.value, after: keepsUnknown ? $0.value : nil) })
      )
    }
    return changes
  }
}

extension FactChange {
  static func changes(from before: [SettingItem.Fact], to after: [SettingItem.Fact]) -> [FactChange] {
    var rest = before
    var changes: [FactChange] = []
    for fact in after {
      let index = rest.firstIndex { $0 == fact } ?? rest.firstIndex { $0.label == fact.label }
      let old = index.map { rest.remove(at: $0).value }
      if old != fact.value { changes.append(FactChange(label: fact.label, before: old, after: fact.value)) }
    }
    return changes + rest.map { FactChange(label: $0.label, before: $0.value, after: nil) }
  }
}
