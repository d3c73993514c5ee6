/// Who is granted what on a bucket or an object, besides what policies say (S3 User Guide, "Access control list (ACL)
/// overview").
package struct AccessControlList: Sendable, Hashable {
  package enum Grantee: Sendable, Hashable {
    /// By canonical id.
    case user(String)
    case everyone
    /// Whoever signed.
    case authenticated
  }

  package enum Permission: String, Sendable, Hashable {
    case read = "READ"
    case write = "WRITE"
    case readACP = "READ_ACP"
    case writeACP = "WRITE_ACP"
    case fullControl = "FULL_CONTROL"
  }

  package struct Grant: Sendable, Hashable {
    package var grantee: Grantee
    package var permission: Permission

    package init(_ grantee: Grantee, _ permission: Permission) {
      self.grantee = grantee
      self.permission = permission
    }
  }

  /// Those of groups first, else in the order in which they were given.
  package let grants: [Grant]

  package init(_ grants: [Grant]) { self.grants = grants.filter(\.isToGroup) + grants.filter { !$0.isToGroup } }

  /// The list of what nobody but its owner was granted anything on.
  package static func ownerOnly(_ ownerID: String) -> AccessControlList {
    AccessControlList([Grant(.user(ownerID), .fullControl)])
  }

  /// It grants something to everyone, or to whoever signed.
  package var isPublic: Bool { grants.contains(where: \.isToGroup) }

  /// True when it grants `permission` to who asks. `ignoresPublic` passes over what groups are granted.
  package func allows(_ permission: Permission, _ subject: AccessSubject, ignoresPublic: Bool) -> Bool {
    grants.contains { grant in
      guard grant.permission == permission || grant.permission == .fullControl else { return false }
      switch grant.grantee {
      case .everyone: return !ignoresPublic
      case .authenticated: return !ignoresPublic && !subject.principal.isAnonymous
      case .user(let id): return subject.grantID.map { id.utf8.elementsEqual($0.utf8) } ?? false
      }
    }
  }
}

extension AccessControlList.Grant {
  var isToGroup: Bool {
    guard case .user = grantee else { return true }
    return false
  }
}

extension AccessControlList {
  private static let mark = "grants:"

  /// The text under which it is kept.
  package var stored: String {
    Self.mark + grants.map { "\($0.permission.rawValue)=\($0.grantee.stored)" }.joined(separator: ",")
  }

  /// The inverse of ``stored``. A canned word stands for what it means for the owner (S3 User Guide, "Canned ACL"), and
  /// nil for `private`; a text that is neither grants nobody anything.
  package init(stored text: String?, ownerID: String, bucketOwnerID: String) {
    guard let text, text.hasPrefix(Self.mark) else {
      self.init(Self.canned(text, ownerID, bucketOwnerID))
      return
    }
    self.init(
      text.dropFirst(Self.mark.count).split(separator: ",").compactMap { item in
        let halves = item.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2, let permission = Permission(rawValue: halves[0]) else { return nil }
        return Grant(Grantee(stored: halves[1]), permission)
      })
  }

  private static func canned(_ word: String?, _ ownerID: String, _ bucketOwnerID: String) -> [Grant] {
    let owner = Grant(.user(ownerID), .fullControl)
    let isForeign = !ownerID.utf8.elementsEqual(bucketOwnerID.utf8)
    switch word {
    case nil, "private", "aws-exec-read", "log-delivery-write": return [owner]
    case "public-read": return [Grant(.everyone, .read), owner]
    case "public-read-write": return [Grant(.everyone, .read), Grant(.everyone, .write), owner]
    case "authenticated-read": return [Grant(.authenticated, .read), owner]
    case "bucket-owner-read": return isForeign ? [owner, Grant(.user(bucketOwnerID), .read)] : [owner]
    case "bucket-owner-full-control": return isForeign ? [owner, Grant(.user(bucketOwnerID), .fullControl)] : [owner]
    default: return []
    }
  }
}

extension AccessControlList.Grantee {
  // No id of a user is such a sign.
  fileprivate var stored: String {
    switch self {
    case .user(let id): id
    case .everyone: "*"
    case .authenticated: "+"
    }
  }

  fileprivate init(stored text: String) {
    switch text {
    case "*": self = .everyone
    case "+": self = .authenticated
    default: self = .user(text)
    }
  }
}

extension AccessSubject {
  /// Under which id grants reach it; nil for who has none of their own. A role has none: what its sessions may do with
  /// buckets of others is up to policies.
  fileprivate var grantID: String? {
    switch principal.kind {
    case .anonymous: nil
    case .root, .user: principal.id
    case .role: isLimitedToOwnBuckets ? ownerID : nil
    }
  }
}
