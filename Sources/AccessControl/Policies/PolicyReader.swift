internal import JSON
internal import StorageModel

extension PolicyDocument {
  /// The longest policy of a bucket (S3 User Guide, "Bucket policies": 20 KB), which all others keep to as well.
  package static let maximumBytes = 20 << 10

  /// Reads and checks a document. What the daemon would not understand is refused: a rule that is kept and not
  /// followed protects nothing.
  package init(_ bytes: [UInt8], for purpose: Purpose) throws(PolicyError) {
    guard bytes.count <= Self.maximumBytes else {
      throw PolicyError(message: "Policies are limited to \(Self.maximumBytes) bytes.")
    }
    guard let json = JSONReader.read(bytes, depth: 16), let members = json.members else {
      throw PolicyError(message: "This policy contains invalid Json")
    }
    try refuseOthers(members, than: ["Version", "Id", "Statement"])
    // Without a version a policy is of the first one, in which variables are plain text.
    let version = json["Version"]?.string ?? (json["Version"] == nil ? "2008-10-17" : "")
    guard version == "2012-10-17" || version == "2008-10-17" else {
      throw PolicyError(message: "The policy must contain a valid version string")
    }
    let reader = StatementReader(purpose: purpose, hasVariables: version == "2012-10-17")
    let listed: [JSONValue]
    switch json["Statement"] {
    case .array(let values)? where !values.isEmpty: listed = values
    case .object(let members)?: listed = [.object(members)]
    default: throw PolicyError(message: "Could not parse the policy: Statement is empty!")
    }
    var statements: [PolicyStatement] = []
    for value in listed { statements.append(try reader.statement(value)) }
    if case .identity = purpose {
      let names = listed.compactMap { $0["Sid"]?.string }
      guard Set(names.map { Array($0.utf8) }).count == names.count else {
        throw PolicyError(message: "Statement IDs (SID) in a single policy must be unique.")
      }
    }
    self.statements = statements
  }
}

private func refuseOthers(_ members: [JSONValue.Member], than known: Set<String>) throws(PolicyError) {
  guard let other = members.first(where: { !known.contains($0.name) }) else { return }
  throw PolicyError(message: "Policy has an unknown element: \(other.name.prefix(64))")
}

/// Reads statements for one purpose.
private struct StatementReader {
  let purpose: PolicyDocument.Purpose
  let hasVariables: Bool

  func statement(_ json: JSONValue) throws(PolicyError) -> PolicyStatement {
    guard let members = json.members else { throw PolicyError(message: "A statement must be an object.") }
    try refuseOthers(
      members,
      than: [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
      ])
    guard let effect = json["Effect"]?.string.flatMap({ PolicyStatement.Effect(rawValue: $0) }) else {
      throw PolicyError(message: "Invalid effect: must be Allow or Deny")
    }
    let actions = try either(json, "Action", "NotAction")
    guard let actions else { throw PolicyError(message: "Missing required field Action") }
    var statement = PolicyStatement(
      effect: effect, principals: nil, actions: try patterns(actions.value, "Action"), exceptsActions: actions.isNot)
    for pattern in statement.actions { try check(action: pattern.text) }
    try readPrincipals(json, into: &statement)
    try readResources(json, into: &statement)
    if let conditions = json["Condition"] { statement.conditions = try readConditions(conditions) }
    return statement
  }

  private func either(
    _ json: JSONValue, _ name: String, _ not: String
  ) throws(PolicyError) -> (value: JSONValue, isNot: Bool)? {
    switch (json[name], json[not]) {
    case (let value?, nil): return (value, false)
    case (nil, let value?): return (value, true)
    case (nil, nil): return nil
    default: throw PolicyError(message: "A statement cannot have both \(name) and \(not)")
    }
  }

  /// Strings of a value that is one or an array of them, never none.
  private func strings(_ json: JSONValue, _ name: String) throws(PolicyError) -> [String] {
    if let text = json.text { return [text] }
    let texts = json.array?.compactMap(\.text) ?? []
    guard !texts.isEmpty, texts.count == json.array?.count else {
      throw PolicyError(message: "Policy has an invalid \(name.lowercased())")
    }
    return texts
  }

  private func patterns(_ json: JSONValue, _ name: String) throws(PolicyError) -> [PolicyPattern] {
    var found: [PolicyPattern] = []
    for text in try strings(json, name) {
      guard let pattern = PolicyPattern(text, hasVariables: hasVariables) else {
        throw PolicyError(message: "Policy has an invalid variable in \(name)")
      }
      found.append(pattern)
    }
    return found
  }

  private func check(action: String) throws(PolicyError) {
    let invalid = PolicyError(message: "Policy has invalid action")
    if action == "*" { return }
    let halves = action.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { throw invalid }
    guard action.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw invalid }
    switch purpose {
    case .bucket: guard lowercasedASCII(String(halves[0])) == "s3" else { throw invalid }
    case .trust: guard lowercasedASCII(String(halves[0])) == "sts" else { throw invalid }
    case .identity, .role: break
    }
  }

  private func readPrincipals(_ json: JSONValue, into statement: inout PolicyStatement) throws(PolicyError) {
    let found = try either(json, "Principal", "NotPrincipal")
    if case .identity = purpose {
      guard found == nil else { throw PolicyError(message: "This policy must not have a Principal") }
      return
    }
    if case .role = purpose {
      guard let found else { return }
      guard !found.isNot, try principals(found.value) == [.everyone] else {
        throw PolicyError(message: "This policy must not have a Principal")
      }
      return
    }
    guard let found else { throw PolicyError(message: "Missing required field Principal") }
    // Everybody but a few is nearly never what is meant, and S3 refuses it.
    guard !(found.isNot && statement.effect == .allow) else {
      throw PolicyError(message: "Allow with NotPrincipal is not allowed.")
    }
    statement.exceptsPrincipals = found.isNot
    statement.principals = try principals(found.value)
  }

  private func principals(_ json: JSONValue) throws(PolicyError) -> [PrincipalPattern] {
    let invalid = PolicyError(message: "Invalid principal in policy")
    if json.string == "*" { return [.everyone] }
    guard let members = json.members, !members.isEmpty else { throw invalid }
    var found: [PrincipalPattern] = []
    for member in members {
      let texts: [String]
      do { texts = try strings(member.value, "Principal") } catch { throw invalid }
      switch member.name {
      case "AWS":
        for text in texts {
          guard let pattern = PrincipalPattern(aws: text) else { throw invalid }
          found.append(pattern)
        }
      case "CanonicalUser": found += texts.map { .id($0) }
      case "Service", "Federated": found += texts.map { $0 == "*" ? .everyone : .nobody }
      default: throw invalid
      }
    }
    return found
  }

  private func readResources(_ json: JSONValue, into statement: inout PolicyStatement) throws(PolicyError) {
    let found = try either(json, "Resource", "NotResource")
    if case .trust = purpose {
      guard found == nil else { throw PolicyError(message: "Has prohibited field Resource") }
      return
    }
    guard let found else { throw PolicyError(message: "Missing required field Resource") }
    let resources = try patterns(found.value, "Resource")
    for resource in resources { try check(resource: resource) }
    statement.resources = resources
    statement.exceptsResources = found.isNot
  }

  private func check(resource: PolicyPattern) throws(PolicyError) {
    let invalid = PolicyError(message: "Policy has invalid resource")
    guard case .bucket(let bucket) = purpose else {
      guard resource.isEverything || resource.text.utf8.starts(with: "arn:".utf8) else { throw invalid }
      return
    }
    if resource.isEverything { return }
    let pieces = resource.text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard pieces.count == 6, pieces[0] == "arn", pieces[2] == "s3" else { throw invalid }
    let name = pieces[5].prefix { $0 != "/" }
    guard let pattern = PolicyPattern(String(name), hasVariables: hasVariables) else { throw invalid }
    guard pattern.matches(Array(bucket.text.utf8), ConditionContext()) else { throw invalid }
  }

  private func readConditions(_ json: JSONValue) throws(PolicyError) -> [Condition] {
    guard let operators = json.members else { throw PolicyError(message: "Invalid Condition") }
    var found: [Condition] = []
    for member in operators {
      guard let operation = ConditionOperator(member.name), let keys = member.value.members else {
        throw PolicyError(message: "Invalid Condition type : \(member.name.prefix(64))")
      }
      for key in keys { found.append(try condition(operation, key)) }
    }
    return found
  }

  private func condition(
    _ operation: ConditionOperator, _ member: JSONValue.Member
  ) throws(PolicyError) -> Condition {
    let key = lowercasedASCII(member.name)
    guard ConditionKeys.isKnown(key), key.utf8.contains(UInt8(ascii: ":")) else {
      throw PolicyError(message: "Policy has an invalid condition key")
    }
    var hasWildcards = false
    switch operation.kind {
    case .string(let like, _): hasWildcards = like
    case .arn: hasWildcards = true
    default: break
    }
    var values: [PolicyPattern] = []
    for value in member.value.array ?? [member.value] {
      guard let text = Self.text(value),
        let pattern = PolicyPattern(text, hasWildcards: hasWildcards, hasVariables: hasVariables),
        operation.accepts(pattern)
      else { throw PolicyError(message: "Policy has an invalid condition value for \(member.name.prefix(64))") }
      values.append(pattern)
    }
    return Condition(operation: operation, key: key, values: values)
  }

  /// Numbers and booleans may stand without quotes.
  private static func text(_ json: JSONValue) -> String? {
    switch json {
    case .string(let text): text
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .number(let value): String(value)
    default: nil
    }
  }
}
