internal import Digests
internal import JSON
internal import S3Protocol
internal import StorageModel

/// What a signed form may upload (S3 API Reference, "POST Policy").
struct PostPolicy: Sendable {
  enum Condition: Hashable, Sendable {
    /// Names in lower case, without `$`.
    case equals(String, String)
    case startsWith(String, String)
    case length(ClosedRange<Int64>)
  }

  let expiration: Timestamp
  let conditions: [Condition]

  /// From the field `policy`: JSON in base64. Throws InvalidPolicyDocument.
  init(_ text: String) throws(S3Error) {
    guard let bytes = base64Decoded(text) else { throw Self.invalid("The policy is not base64.") }
    guard let document = JSONReader.read(bytes) else { throw Self.invalid("The policy is not JSON.") }
    guard let date = document["expiration"]?.string, let expiration = Timestamp(iso8601: date),
      date.utf8.count > 10, date.utf8.contains(UInt8(ascii: "T"))
    else { throw Self.invalid("The policy has no expiration in ISO 8601.") }
    guard case .array(let items)? = document["conditions"] else { throw Self.invalid("The policy has no conditions.") }
    self.expiration = expiration
    var conditions: [Condition] = []
    for item in items { conditions += try Self.conditions(item) }
    self.conditions = conditions
  }

  /// How long the file may be.
  var lengthBytes: ClosedRange<Int64> {
    var range = 0...Int64.max
    for case .length(let allowed) in conditions {
      range =
        max(
          range.lowerBound, allowed.lowerBound)...max(
          max(range.lowerBound, allowed.lowerBound), min(range.upperBound, allowed.upperBound))
    }
    return range
  }

  /// Throws AccessDenied when the policy has expired, a condition does not hold, or a field is named by none.
  func check(_ form: PostForm, now: Timestamp) throws(S3Error) {
    guard now < expiration else { throw Self.denied("Policy expired.") }
    var named: Set<String> = []
    for condition in conditions {
      switch condition {
      case .equals(let name, let value):
        named.insert(name)
        guard (name == "bucket" ? form.bucket.text : form[name]) == value else { throw failed("eq", name, value) }
      case .startsWith(let name, let prefix):
        named.insert(name)
        // A field that is missing begins with nothing.
        let field = name == "bucket" ? form.bucket.text : form[name]
        guard let value = field ?? (prefix.isEmpty ? "" : nil), holds(name, value, prefix) else {
          throw failed("starts-with", name, prefix)
        }
      case .length: break
      }
    }
    for name in ["bucket"] + form.names where !named.contains(name) && !PostForm.isFree(name) {
      throw Self.denied("Extra input fields: \(name)")
    }
  }

  /// Of several types separated by commas each must begin so.
  private func holds(_ name: String, _ value: String, _ prefix: String) -> Bool {
    guard name == "content-type", value.contains(",") else { return value.utf8.starts(with: prefix.utf8) }
    return value.split(separator: ",").allSatisfy { trimmed($0).utf8.starts(with: prefix.utf8) }
  }

  private func failed(_ kind: String, _ name: String, _ value: String) -> S3Error {
    Self.denied("Policy Condition failed: [\"\(kind)\", \"$\(name)\", \"\(value)\"]")
  }

  private static func denied(_ reason: String) -> S3Error {
    S3Error(.accessDenied, "Invalid according to Policy: \(reason)")
  }

  private static func invalid(_ reason: String) -> S3Error {
    S3Error(.invalidPolicyDocument, "Invalid Policy: \(reason)")
  }

  /// `{"acl": "private"}` or `["starts-with", "$key", "user/"]` or `["content-length-range", 1, 10]`.
  private static func conditions(_ item: JSONValue) throws(S3Error) -> [Condition] {
    switch item {
    case .object(let members):
      guard !members.isEmpty else { throw invalid("A condition is empty.") }
      var found: [Condition] = []
      for member in members {
        guard let value = member.value.string else { throw invalid("A condition has no text.") }
        found.append(.equals(lowercasedASCII(member.name), value))
      }
      return found
    case .array(let parts):
      guard parts.count == 3, let kind = parts[0].string else { throw invalid("A condition does not have 3 parts.") }
      return [try condition(lowercasedASCII(kind), parts[1], parts[2])]
    default: throw invalid("A condition is neither an object nor a list.")
    }
  }

  private static func condition(
    _ kind: String, _ first: JSONValue, _ second: JSONValue
  ) throws(S3Error) -> Condition {
    if kind == "content-length-range" {
      guard let low = integer(first), let high = integer(second), low >= 0, high >= low else {
        throw invalid("A content-length-range is not two numbers in order.")
      }
      return .length(low...high)
    }
    guard let name = first.string, name.hasPrefix("$"), let value = second.string else {
      throw invalid("A condition does not name a field.")
    }
    let field = lowercasedASCII(String(name.dropFirst()))
    switch kind {
    case "eq": return .equals(field, value)
    case "starts-with": return .startsWith(field, value)
    default: throw invalid("There is no condition \(kind).")
    }
  }

  /// Software also sends numbers as text.
  private static func integer(_ value: JSONValue) -> Int64? { value.integer ?? value.string.flatMap { Int64($0) } }
}
