internal import S3Protocol
internal import StorageModel

/// Makes one section of a bucket what a plan says, and trusts nobody.
///
/// Order: put, read back, compare. Where the endpoint has anything else than what was put, the document that was there
/// before is put back byte by byte (or the section removed, where there was none), and read again. A process that dies
/// between put and comparison leaves what the endpoint made of the new settings: the next `diff` shows it.
package struct SectionApplication: Sendable {
  private let endpoint: any BucketEndpoint

  package init(_ endpoint: any BucketEndpoint) { self.endpoint = endpoint }

  /// - Throws: `refused` where the endpoint takes the settings not at all, `altered` where it made others of them,
  ///   `notRestored`, and what the endpoint says of anything else.
  package func run(_ plan: SectionPlan) async throws {
    guard plan.changesSomething else { return }
    let before = try await endpoint.document(plan.section)
    try await write(plan)
    let read: SectionSettings?
    do {
      read = try await endpoint.settings(plan.section)
    } catch let error as ProvisioningError {
      try await restore(plan, before, because: "what it has now cannot be read: \(error.message)")
      return
    }
    let deviations = plan.deviations(of: read)
    guard !deviations.isEmpty else { return }
    try await restore(plan, before, because: Self.words(deviations))
  }

  private func write(_ plan: SectionPlan) async throws {
    do {
      guard let after = plan.after else { return try await endpoint.remove(plan.section) }
      try await endpoint.put(plan.section, try after.bytes(plan.section))
    } catch let error as StoreError {
      guard [.unsupported, .invalidRequest].contains(error.code) else { throw error }
      let classes = Set((plan.after?.rules ?? []).flatMap(\.storageClasses)).sorted().joined(separator: ", ")
      let what = plan.section.rawValue + (classes.isEmpty ? " settings" : " settings, which move objects to \(classes)")
      throw ProvisioningError(
        .refused, "the endpoint does not take these \(what): \(error)", cause: error)
    }
  }

  private func restore(_ plan: SectionPlan, _ before: [UInt8]?, because reason: String) async throws {
    let what = "the endpoint took the \(plan.section.rawValue) settings and has something else: \(reason)"
    do {
      if let before, plan.before != nil {
        try await endpoint.put(plan.section, before)
      } else if plan.section.isRemovable {
        try await endpoint.remove(plan.section)
      }
      let now = try await endpoint.settings(plan.section)
      if now?.items(plan.section) == plan.before?.items(plan.section) {
        throw ProvisioningError(.altered, "\(what); what was there before is back")
      }
    } catch let error as StoreError {
      throw ProvisioningError(.notRestored, "\(what); and what was there before could not be put back: \(error)")
    }
    throw ProvisioningError(.notRestored, "\(what); and what was there before is not back")
  }

  /// `rule 'a': old versions are deleted: … → …`. Each change leads from what the endpoint has to what was asked for.
  private static func words(_ deviations: [ItemChange]) -> String {
    deviations.map { change in
      let name = change.name.map { $0.isEmpty ? "" : "'\($0)': " } ?? ""
      switch change.kind {
      case .added: return "\(name)missing"
      case .removed, .kept: return "\(name)nobody asked for it"
      case .changed:
        let lines = change.lines.map { line in
          "\(line.label) is \(line.before ?? "missing")"
            + (line.after.map { ", not \($0)" } ?? ", and was not asked for")
        }
        return name + lines.joined(separator: "; ")
      }
    }.joined(separator: "; ")
  }
}

extension LifecycleRule {
  /// Where it moves objects to.
  fileprivate var storageClasses: [String] {
    transitions.map(\.storageClass) + noncurrentTransitions.map(\.storageClass)
  }
}
