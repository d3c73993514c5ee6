internal import Synchronization

/// Signing keys by secret and scope, shared by all requests: deriving one takes four HMACs, and it serves for a day.
package final class SigningKeyCache: Sendable {
  private struct Name: Hashable {
    let secretAccessKey: String
    let scope: SigningScope
  }

  private struct State {
    var keys: [Name: SigningKey] = [:]
    /// The name asked for last: a client asks for one and the same all day, and comparing is cheaper than hashing.
    var last: (name: Name, key: SigningKey)?
  }

  /// What stands in an Authorization header before the signature, and what it says: a client sends the same with nearly
  /// every request of a day, and reading it takes as long as checking the signature.
  private struct Preamble {
    let text: String
    let content: ClaimPreamble
  }

  private static let preambleLimit = 16
  private let preambles = Mutex<[Preamble]>([])
  private let state = Mutex(State())
  private let limit: Int

  /// Keeps at most `limit` keys; beyond, it starts afresh.
  package init(limit: Int = 256) { self.limit = max(limit, 1) }

  /// What was remembered of a text; nil for one that is new.
  func preamble(_ text: String) -> ClaimPreamble? {
    preambles.withLock { $0.first { $0.text == text }?.content }
  }

  /// Remembers what a text says.
  func remember(_ content: ClaimPreamble, for text: String) {
    preambles.withLock { preambles in
      if preambles.count >= Self.preambleLimit { preambles.removeLast() }
      preambles.insert(Preamble(text: text, content: content), at: 0)
    }
  }

  /// The key of a secret for a scope, derived at the first call.
  package func key(secretAccessKey: String, scope: SigningScope) -> SigningKey {
    let name = Name(secretAccessKey: secretAccessKey, scope: scope)
    return state.withLock { state in
      if let last = state.last, last.name == name { return last.key }
      let key = state.keys[name] ?? SigningKey(secretAccessKey: secretAccessKey, scope: scope)
      if state.keys.count >= limit { state.keys.removeAll() }
      state.keys[name] = key
      state.last = (name, key)
      return key
    }
  }
}
