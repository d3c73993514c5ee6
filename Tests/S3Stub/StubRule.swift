package import StorageModel

/// What happens to a request that a ``StubRule`` matches.
package enum StubAction: Sendable {
  /// Answers without touching the model.
  case answer(StubResponse)
  /// Lets the model do it, then answers this: the client does not learn that it worked.
  case answerAfterwards(StubResponse)
  /// Changes the model's answer.
  case rewrite(@Sendable (StubRequest, inout StubResponse) -> Void)
  /// Changes the model before the request is looked at.
  case prepare(@Sendable (StubRequest, inout StubModel) -> Void)
  /// Sends so many bytes of the answer, then nothing more; the connection stays open until the client leaves.
  case stall(afterBytes: Int)
  /// Sends so many bytes of the answer, then a FIN.
  case finish(afterBytes: Int)
  /// Sends so many bytes of the answer, then a RST.
  case reset(afterBytes: Int)
  /// Reads so many bytes of the request's body, then resets the connection. The model does not see the request.
  case resetUpload(afterBytes: Int)
  /// Reads so many bytes of the request's body, then no more.
  case stallUpload(afterBytes: Int)
  /// Flips the lowest bit of one byte of the body; past its end, of the last one.
  case flipBit(bodyOffset: Int)
  /// Shortens the body; the announced length stays, so that the end comes early, or is corrected, or left out.
  case truncate(toBytes: Int, announces: Announcement)
  /// Sends the answer twice, at once: a short one arrives in one piece.
  case duplicate
  /// Sends these bytes instead of an answer and closes the connection.
  case raw([UInt8])
  /// Sends so many `102 Processing` before the answer.
  case interim(count: Int)
  /// Answers a request with `Expect: 100-continue` at once, without reading the body; the connection is closed.
  case refuseContinue(StubResponse)
  /// Never sends `100 Continue`; the body is awaited.
  case ignoreContinue

  package enum Announcement: Sendable {
    case whole, truncated, nothing
  }
}

/// Which requests something happens to: all conditions must hold, and only the occurrences named are meant.
package struct StubRule: Sendable {
  var operations: Set<String>
  var key: (@Sendable (ObjectKey) -> Bool)?
  var condition: (@Sendable (StubRequest) -> Bool)?
  var occurrences: ClosedRange<Int>
  package var action: StubAction

  /// `operations` in S3's names, empty for all; `occurrences` counts matching requests from 1.
  package init(
    _ operations: String..., key: (@Sendable (ObjectKey) -> Bool)? = nil,
    where condition: (@Sendable (StubRequest) -> Bool)? = nil, occurrences: ClosedRange<Int> = 1...Int.max,
    action: StubAction
  ) {
    self.operations = Set(operations)
    self.key = key
    self.condition = condition
    self.occurrences = occurrences
    self.action = action
  }

  /// The n-th request of the server, whatever it is.
  package static func request(_ number: Int, _ action: StubAction) -> StubRule {
    StubRule(where: { $0.number == number }, action: action)
  }

  /// The first matching request only.
  package static func first(_ operation: String, _ action: StubAction) -> StubRule {
    StubRule(operation, occurrences: 1...1, action: action)
  }

  func matches(_ request: StubRequest) -> Bool {
    if !operations.isEmpty, !operations.contains(request.operation) { return false }
    if let key {
      guard let named = request.key, key(named) else { return false }
    }
    return condition?(request) ?? true
  }
}

/// The rules of a server and how often each has matched.
struct StubScript: Sendable {
  private var rules: [(rule: StubRule, matches: Int)] = []

  mutating func add(_ rule: StubRule) { rules.append((rule, 0)) }

  mutating func clear() { rules = [] }

  /// The actions for a request, in the order of the rules. Counts the match of every rule.
  mutating func actions(for request: StubRequest) -> [StubAction] {
    var found: [StubAction] = []
    for index in rules.indices where rules[index].rule.matches(request) {
      rules[index].matches += 1
      if rules[index].rule.occurrences.contains(rules[index].matches) { found.append(rules[index].rule.action) }
    }
    return found
  }
}
