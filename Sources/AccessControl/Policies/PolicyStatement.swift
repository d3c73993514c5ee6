/// One statement of a policy.
package struct PolicyStatement: Sendable, Hashable {
  package enum Effect: String, Sendable, Hashable { case allow = "Allow", deny = "Deny" }

  package var effect: Effect
  /// nil where the policy belongs to somebody, and is about them.
  var principals: [PrincipalPattern]?
  /// The statement is about everybody but ``principals``.
  var exceptsPrincipals = false
  var actions: [PolicyPattern]
  var exceptsActions = false
  /// nil in the policy of a role that says who may take it.
  var resources: [PolicyPattern]?
  var exceptsResources = false
  var conditions: [Condition] = []

  /// How well a question fits: `.direct` wherever no principal is named.
  func match(_ question: AccessQuestion) -> PrincipalPattern.Match {
    let who = principalMatch(question.principal)
    guard who != .none else { return .none }
    guard
      actions.contains(where: { $0.matches(question.action, question.context, ignoringCase: true) })
        != exceptsActions
    else { return .none }
    if let resources {
      guard resources.contains(where: { $0.matches(question.resource, question.context) }) != exceptsResources else {
        return .none
      }
    }
    return conditions.allSatisfy { $0.holds(question.context) } ? who : .none
  }

  private func principalMatch(_ principal: Principal) -> PrincipalPattern.Match {
    guard let principals else { return .direct }
    let best = principals.map { $0.match(principal) }.max() ?? .none
    guard exceptsPrincipals else { return best }
    return best == .none ? .direct : .none
  }

  /// Grants something to everybody (S3 User Guide, "The meaning of public").
  var isPublic: Bool {
    guard effect == .allow, let principals else { return false }
    guard exceptsPrincipals || principals.contains(.everyone) else { return false }
    return !conditions.contains(where: \.isFixed)
  }

  /// Condition keys in lower case that deciding may need.
  var keys: [String] { conditions.flatMap(\.keys) + (actions + (resources ?? [])).flatMap(\.variables) }
}
