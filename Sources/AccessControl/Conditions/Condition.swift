/// One line of a Condition block: an operator, a key and values. All lines of a block must hold.
package struct Condition: Sendable, Hashable {
  let operation: ConditionOperator
  /// In lower case.
  package let key: String
  let values: [PolicyPattern]

  func holds(_ context: ConditionContext) -> Bool {
    let found = context.values(of: key)
    if case .null = operation.kind {
      let isMissing = found?.isEmpty ?? true
      return values.contains { ($0.text.first == "t" || $0.text.first == "T") == isMissing }
    }
    guard let found, !found.isEmpty else {
      if operation.isIfExists { return true }
      switch operation.quantifier {
      case .allValues: return true
      case .anyValue: return false
      case nil: return operation.isNegated
      }
    }
    func fits(_ value: [UInt8]) -> Bool { values.contains { operation.matches(value, $0, context) } }
    switch operation.quantifier {
    case nil: return operation.isNegated != found.contains(where: fits)
    case .anyValue: return found.contains { operation.isNegated != fits($0) }
    case .allValues: return found.allSatisfy { operation.isNegated != fits($0) }
    }
  }

  /// Condition keys that deciding needs: its own and those of its variables.
  var keys: [String] { [key] + values.flatMap(\.variables) }

  /// True when it limits a grant to fixed places or accounts (S3 User Guide, "The meaning of public"): values without
  /// a wildcard, or a range of addresses that is not the whole world.
  var isFixed: Bool {
    guard !operation.isNegated, !operation.isIfExists, operation.quantifier != .allValues else { return false }
    if key == "aws:sourceip", case .address = operation.kind {
      return values.allSatisfy { !$0.text.hasSuffix("/0") }
    }
    guard Self.narrowingKeys.contains(key) else { return false }
    switch operation.kind {
    case .string, .arn: return values.allSatisfy { !$0.hasWildcard && $0.variables.isEmpty }
    default: return false
    }
  }

  private static let narrowingKeys: Set<String> = [
    "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount", "aws:userid",
    "aws:principalorgid", "aws:principalarn", "aws:principalaccount", "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
  ]
}
