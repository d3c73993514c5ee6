import S3Server

/// What a request of the matrix is about.
struct MatrixTarget: CustomStringConvertible {
  var bucket: String
  var key: String
  /// The key begins with `p/`.
  var isInside: Bool
  /// Of a listing; empty for none.
  var prefix: String

  var description: String { "\(bucket)/\(key)?prefix=\(prefix)" }
}

/// Who asks, and what this test says that they may: written down by hand, apart from the policies that are to have this
/// effect.
enum MatrixPrincipal: String, CaseIterable {
  case root, anonymous, reader, writer, deleter, lister, tenant, elsewhere, alice, bob, careful, nobody
  case narrowed, role, taken

  /// The permissions of a scoped key in the bucket `data`, below `p/`.
  private var permissions: Set<KeyScope.Permission> {
    switch self {
    case .reader: [.read]
    case .writer: [.write]
    case .deleter: [.delete]
    case .lister: [.list]
    case .tenant: [.read, .write, .delete, .list]
    default: []
    }
  }

  func may(_ kind: RouteClass, _ target: MatrixTarget) -> Bool {
    if kind == .open || kind == .askedByHandler { return true }
    switch self {
    case .root: return true
    case .nobody: return isOpen(kind, target)
    // Gets a list of no buckets.
    case .anonymous: return kind == .service || isOpen(kind, target)
    case .reader, .writer, .deleter, .lister, .tenant: return mayWithin(kind, target) || isOpen(kind, target)
    // Everything in the bucket `other`, which is a root's.
    case .elsewhere: return target.bucket == "other" && kind != .service && kind != .createBucket && kind != .copy
    // Owns `alices`; like bob, may do everything that its own policies can reach.
    case .alice: return true
    case .bob: return target.bucket != "alices" || kind == .createBucket
    case .careful:
      return (target.bucket != "alices" || kind == .createBucket) && kind != .delete
    // A session of bob's that may only read what is below p/ of data.
    case .narrowed: return kind == .read && target.bucket == "data" && target.isInside
    case .role: return kind == .list && target.bucket == "data" || isOpen(kind, target)
    // A role without policies that alice took: what alice may, in alice's own buckets.
    case .taken:
      let isOwn = target.bucket == "alices" && kind != .service && kind != .createBucket && kind != .copy
      return isOwn || isOpen(kind, target)
    }
  }

  /// What the policy of `other` grants to everybody.
  private func isOpen(_ kind: RouteClass, _ target: MatrixTarget) -> Bool {
    kind == .read && target.bucket == "other" && target.key.hasPrefix("p/")
  }

  private func mayWithin(_ kind: RouteClass, _ target: MatrixTarget) -> Bool {
    guard target.bucket == "data" else { return false }
    switch kind {
    case .location: return true
    case .read: return permissions.contains(.read) && target.isInside
    case .write: return permissions.contains(.write) && target.isInside
    case .copy: return permissions.isSuperset(of: [.read, .write]) && target.isInside
    case .delete: return permissions.contains(.delete) && target.isInside
    case .list: return permissions.contains(.list) && target.prefix.hasPrefix("p/")
    default: return false
    }
  }
}
