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

  private let state = Mutex(State())
  private let limit: Int

  /// Keeps at most `limit` keys; beyond, it starts afresh.
  package init(limit: Int = 256) { self.limit = max(limit, 1) }

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
