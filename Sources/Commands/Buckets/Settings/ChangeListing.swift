import JSON
import Provisioning
import StorageModel

/// The differences between a file and a bucket as lines or records.
struct ChangeListing {
  let reporter: Reporter

  func write(_ plans: [SectionPlan]) throws {
    for plan in plans { try write(plan) }
    if plans.allSatisfy({ !$0.changesSomething }) { try reporter.result("no changes") }
  }

  private func write(_ plan: SectionPlan) throws {
    guard !plan.changes.isEmpty else { return }
    try reporter.result(plan.section.rawValue)
    for change in plan.changes {
      try record(change, plan.section)
      let isWhole = change.name?.isEmpty == true
      if !isWhole { try reporter.result("  \(heading(change, plan.section))") }
      guard isWhole || (change.kind != .kept && change.kind != .removed) else { continue }
      for line in change.lines { try reporter.result("\(isWhole ? "  ~ " : "      ")\(escaped(line.words))") }
    }
  }

  private func heading(_ change: ItemChange, _ section: BucketSection) -> String {
    let noun =
      switch section {
      case .lifecycle, .cors: "rule"
      case .tags: "tag"
      case .policy: "statement"
      default: ""
      }
    let name = change.name.map { noun.isEmpty ? $0 : "\(noun) '\($0)'" } ?? "\(noun) without a name"
    switch change.kind {
    case .added: return "+ \(escaped(name))"
    case .changed: return "~ \(escaped(name))"
    case .removed: return "- \(escaped(name))"
    case .kept: return "= \(escaped(name)) (not in the file, stays)"
    }
  }

  private func record(_ change: ItemChange, _ section: BucketSection) throws {
    var record = Record(.item)
    record.add("section", text: section.rawValue)
    record.add("action", text: change.kind.rawValue)
    record.add("name", text: change.name)
    record.add(
      "lines",
      .array(
        change.lines.map { line in
          var members = [JSONValue.Member("label", .string(line.label))]
          if let before = line.before { members.append(.init("before", .string(before))) }
          if let after = line.after { members.append(.init("after", .string(after))) }
          return .object(members)
        }))
    try reporter.record(record)
  }

  private func escaped(_ text: String) -> String { escapedForDisplay(Array(text.utf8)) }
}
