package import StorageModel

/// A policy (IAM User Guide, "Grammar of the IAM JSON policy language").
package struct PolicyDocument: Sendable, Hashable {
  /// What a policy hangs on, which decides what it must and must not say.
  package enum Purpose: Sendable, Hashable {
    /// A user or a session: no principals.
    case identity
    /// A role: no principals either, but "everybody" may stand there.
    case role
    /// A bucket: principals, and resources within it.
    case bucket(BucketName)
    /// Who may take a role: principals, and no resources.
    case trust
  }

  package var statements: [PolicyStatement]

  package func verdict(_ question: AccessQuestion) -> PolicyVerdict {
    var verdict = PolicyVerdict.silent
    for statement in statements {
      let match = statement.match(question)
      guard match != .none else { continue }
      switch statement.effect {
      case .deny: return .denied
      case .allow where match == .direct: verdict = .allowed
      case .allow: if verdict == .silent { verdict = .allowedToAccount }
      }
    }
    return verdict
  }

  /// Grants something to everybody (S3 API Reference, GetBucketPolicyStatus).
  package var isPublic: Bool { statements.contains(where: \.isPublic) }

  /// Deciding may need the tags of the object.
  package var needsObjectTags: Bool {
    statements.contains { $0.keys.contains { $0.utf8.starts(with: "s3:existingobjecttag/".utf8) } }
  }

  /// Everything, to whoever it hangs on.
  package static let everything: PolicyDocument = {
    let all = PolicyPattern("*").map { [$0] } ?? []
    return PolicyDocument(statements: [PolicyStatement(effect: .allow, actions: all, resources: all)])
  }()
}

/// Why a document is no policy: a sentence for the client.
package struct PolicyError: Error, Hashable, Sendable {
  package let message: String
}
