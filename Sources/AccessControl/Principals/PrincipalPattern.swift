/// One entry of Principal or NotPrincipal (IAM User Guide, "AWS JSON policy elements: Principal").
package enum PrincipalPattern: Sendable, Hashable {
  /// Everybody, whoever did not sign included.
  case everyone
  /// The account: root, and whoever its own policies allow the same.
  case account
  /// `user/path/name`, or the unique id in the place of the name.
  case user(String)
  case role(String)
  case session(role: String, name: String)
  /// A unique or canonical id.
  case id(String)
  /// Somebody who does not exist here: another account, a service, a federated user.
  case nobody

  /// How well an entry fits.
  enum Match: Int, Comparable {
    case none, account, direct
    static func < (left: Match, right: Match) -> Bool { left.rawValue < right.rawValue }
  }

  /// The account number that stands for the store where one is demanded.
  package static let accountNumber = "000000000000"

  /// From a value below `AWS`; nil for text that can be no principal.
  package init?(aws text: String) {
    if text == "*" {
      self = .everyone
    } else if text.utf8.starts(with: "arn:".utf8) {
      let pieces = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
      guard pieces.count == 6, pieces[2] == "iam" || pieces[2] == "sts", !pieces[5].isEmpty else { return nil }
      guard pieces[4].isEmpty || pieces[4] == Self.accountNumber else {
        self = .nobody
        return
      }
      self.init(resource: pieces[5])
    } else if text == Self.accountNumber {
      self = .account
    } else if text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      self = .nobody
    } else {
      let isWord = text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf) || byte == 0x2d || byte == 0x5f
      }
      guard !text.isEmpty, isWord else { return nil }
      self = .id(text)
    }
  }

  private init?(resource: String) {
    if resource == "root" {
      self = .account
      return
    }
    let pieces = resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard pieces.count >= 2, let last = pieces.last, !last.isEmpty, !resource.utf8.contains(UInt8(ascii: "*")) else {
      return nil
    }
    switch pieces[0] {
    case "user": self = .user(last)
    case "role": self = .role(last)
    case "assumed-role" where pieces.count == 3: self = .session(role: pieces[1], name: last)
    case "federated-user": self = .nobody
    default: return nil
    }
  }

  func match(_ principal: Principal) -> Match {
    switch self {
    case .everyone: return .direct
    case .account: return principal.isRoot ? .direct : principal.isAnonymous ? .none : .account
    case .user(let name):
      return principal.kind == .user && sameBytes(name, principal.name, or: principal.id) ? .direct : .none
    case .role(let name):
      guard case .role = principal.kind else { return .none }
      return sameBytes(name, principal.name, or: principal.id) ? .direct : .none
    case .session(let role, let name):
      guard case .role(let session) = principal.kind else { return .none }
      return sameBytes(role, principal.name, or: principal.id) && session.utf8.elementsEqual(name.utf8)
        ? .direct : .none
    case .id(let id): return !principal.isAnonymous && principal.id.utf8.elementsEqual(id.utf8) ? .direct : .none
    case .nobody: return .none
    }
  }

  /// By bytes: String equality folds composed and decomposed letters together.
  private func sameBytes(_ name: String, _ first: String, or second: String) -> Bool {
    name.utf8.elementsEqual(first.utf8) || name.utf8.elementsEqual(second.utf8)
  }
}
