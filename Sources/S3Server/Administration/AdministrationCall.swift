internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// An authentic call of one of the services beside S3.
struct AdministrationCall: Sendable {
  let action: String
  let parameters: [String: String]
  let subject: AccessSubject
  /// What the caller signed with.
  let credentials: Credentials
  let facts: RequestFacts
  let now: Timestamp

  /// Throws ValidationError for a parameter that is missing.
  func required(_ name: String) throws(AdministrationError) -> String {
    guard let value = parameters[name], !value.isEmpty else {
      throw AdministrationError(.validationError, "The parameter \(name) is missing.")
    }
    return value
  }

  /// Throws AccessDenied unless the caller's policies allow the action on the resource.
  func authorise(_ service: AdministrationService, _ resource: String) throws(AdministrationError) {
    guard allows("\(service.rawValue):\(action)", resource) else {
      throw AdministrationError(
        .accessDenied, "\(subject.principal.arn) is not authorized to perform: \(service.rawValue):\(action)")
    }
  }

  func allows(_ action: String, _ resource: String) -> Bool {
    let question = AccessQuestion(
      principal: subject.principal, action: action, resource: Array(resource.utf8),
      context: facts.context(versionID: nil) { nil })
    return AccessDecision.isAllowed(question, by: subject, bucket: nil)
  }

  /// A name of letters, digits and `_+=,.@-` (IAM API Reference, "CreateUser").
  func name(_ parameter: String, limit: Int = 64) throws(AdministrationError) -> String {
    let value = try required(parameter)
    let isPlain = value.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf) || "_+=,.@-".utf8.contains(byte)
    }
    guard isPlain, value.utf8.count <= limit else {
      throw AdministrationError(.validationError, "\(parameter) must be 1 to \(limit) letters, digits and _+=,.@-")
    }
    return value
  }

  func path(_ parameter: String = "Path") throws(AdministrationError) -> String {
    let path = parameters[parameter] ?? "/"
    let isPlain = path.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    guard path.hasPrefix("/"), path.hasSuffix("/"), path.utf8.count <= 512, isPlain else {
      throw AdministrationError(.validationError, "\(parameter) must begin and end with a slash.")
    }
    return path
  }

  /// The page of a list that the call asks for, and whether there is more (IAM API Reference, "ListUsers"). Lists are
  /// in order of name, whatever its capitals; the marker is the last name of the page before.
  func page<Item>(
    _ list: String, of items: [Item], by name: (Item) -> String, _ elements: (Item) -> [ServiceElement]
  ) throws(AdministrationError) -> [ServiceElement] {
    var limit = 100
    if let text = parameters["MaxItems"] {
      guard let number = decimalInteger(Array(text.utf8)), (1...1_000).contains(number) else {
        throw AdministrationError(.validationError, "MaxItems must be 1 to 1000.")
      }
      limit = Int(number)
    }
    func precedes(_ left: String, _ right: String) -> Bool {
      let (lower, upper) = (lowercasedASCII(left), lowercasedASCII(right))
      return lower == upper
        ? left.utf8.lexicographicallyPrecedes(right.utf8) : lower.utf8.lexicographicallyPrecedes(upper.utf8)
    }
    var rest = items.sorted { precedes(name($0), name($1)) }
    if let marker = parameters["Marker"] { rest.removeAll { !precedes(marker, name($0)) } }
    let page = rest.prefix(limit)
    var answer: [ServiceElement] = [.members(list, page.map(elements))]
    answer.append(.text("IsTruncated", page.count < rest.count ? "true" : "false"))
    if page.count < rest.count, let last = page.last { answer.append(.text("Marker", name(last))) }
    return answer
  }

  /// The text of a policy. Throws MalformedPolicyDocument for one that is none.
  func policy(_ parameter: String, for purpose: PolicyDocument.Purpose) throws(AdministrationError) -> String {
    let text = try required(parameter)
    do throws(PolicyError) {
      _ = try PolicyDocument(Array(text.utf8), for: purpose)
    } catch {
      throw AdministrationError(.malformedPolicyDocument, error.message)
    }
    return text
  }
}
