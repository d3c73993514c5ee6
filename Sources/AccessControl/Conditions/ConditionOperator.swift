internal import S3Protocol
internal import StorageModel

/// A condition operator with its modifiers (IAM User Guide, "IAM JSON policy elements: Condition operators").
struct ConditionOperator: Sendable, Hashable {
  enum Comparison: Sendable, Hashable {
    case equal, less, lessOrEqual, greater, greaterOrEqual
  }

  enum Kind: Sendable, Hashable {
    case string(like: Bool, ignoringCase: Bool)
    case arn
    case number(Comparison)
    case date(Comparison)
    case bool
    case binary
    case address
    case null
  }

  enum Quantifier: Sendable, Hashable { case anyValue, allValues }

  let kind: Kind
  let isNegated: Bool
  let isIfExists: Bool
  let quantifier: Quantifier?

  /// nil for a name that is none.
  init?(_ name: String) {
    var name = name[...]
    var quantifier: Quantifier?
    for (prefix, meaning) in [("ForAnyValue:", Quantifier.anyValue), ("ForAllValues:", .allValues)]
    where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count)
      quantifier = meaning
    }
    var isIfExists = false
    if name.hasSuffix("IfExists") {
      name = name.dropLast("IfExists".count)
      isIfExists = true
    }
    guard let (kind, isNegated) = Self.table[String(name)], !(kind == .null && isIfExists) else { return nil }
    self.kind = kind
    self.isNegated = isNegated
    self.isIfExists = isIfExists
    self.quantifier = quantifier
  }

  private static let table: [String: (Kind, Bool)] = [
    "StringEquals": (.string(like: false, ignoringCase: false), false),
    "StringNotEquals": (.string(like: false, ignoringCase: false), true),
    "StringEqualsIgnoreCase": (.string(like: false, ignoringCase: true), false),
    "StringNotEqualsIgnoreCase": (.string(like: false, ignoringCase: true), true),
    "StringLike": (.string(like: true, ignoringCase: false), false),
    "StringNotLike": (.string(like: true, ignoringCase: false), true),
    "ArnEquals": (.arn, false), "ArnLike": (.arn, false),
    "ArnNotEquals": (.arn, true), "ArnNotLike": (.arn, true),
    "NumericEquals": (.number(.equal), false), "NumericNotEquals": (.number(.equal), true),
    "NumericLessThan": (.number(.less), false), "NumericLessThanEquals": (.number(.lessOrEqual), false),
    "NumericGreaterThan": (.number(.greater), false), "NumericGreaterThanEquals": (.number(.greaterOrEqual), false),
    "DateEquals": (.date(.equal), false), "DateNotEquals": (.date(.equal), true),
    "DateLessThan": (.date(.less), false), "DateLessThanEquals": (.date(.lessOrEqual), false),
    "DateGreaterThan": (.date(.greater), false), "DateGreaterThanEquals": (.date(.greaterOrEqual), false),
    "Bool": (.bool, false), "BinaryEquals": (.binary, false),
    "IpAddress": (.address, false), "NotIpAddress": (.address, true),
    "Null": (.null, false),
  ]

  /// True when a value of the policy means something to this operator.
  func accepts(_ pattern: PolicyPattern) -> Bool {
    guard pattern.variables.isEmpty else { return true }
    switch kind {
    case .string, .arn, .binary: return true
    case .number: return Double(pattern.text) != nil
    case .date: return Self.date(Array(pattern.text.utf8)) != nil
    case .bool, .null: return ["true", "false"].contains(lowercasedASCII(pattern.text))
    case .address: return AddressRange(pattern.text) != nil
    }
  }

  /// True when one value of the request fits one of the policy, negation apart.
  func matches(_ value: [UInt8], _ pattern: PolicyPattern, _ context: ConditionContext) -> Bool {
    switch kind {
    case .string(_, let ignoringCase): return pattern.matches(value, context, ignoringCase: ignoringCase)
    case .arn, .binary: return pattern.matches(value, context)
    case .bool, .null: return pattern.matches(value, context, ignoringCase: true)
    case .number(let comparison):
      guard let left = Double(String(decoding: value, as: UTF8.self)), let right = Double(pattern.text) else {
        return false
      }
      return comparison.holds(left, right)
    case .date(let comparison):
      guard let left = Self.date(value), let right = Self.date(Array(pattern.text.utf8)) else { return false }
      return comparison.holds(left, right)
    case .address:
      guard let range = AddressRange(pattern.text) else { return false }
      return range.contains(String(decoding: value, as: UTF8.self))
    }
  }

  /// ISO 8601, or seconds since 1970.
  private static func date(_ text: [UInt8]) -> Timestamp? {
    if let seconds = decimalInteger(text) { return Timestamp(seconds: seconds) }
    return Timestamp(iso8601: String(decoding: text, as: UTF8.self))
  }
}

extension ConditionOperator.Comparison {
  func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .equal: left == right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}
