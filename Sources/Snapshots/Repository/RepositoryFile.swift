/// The kinds of files in a repository (restic design document, "Repository Layout").
package enum RepositoryFileKind: String, Sendable, CaseIterable {
  case config
  case key = "keys"
  case lock = "locks"
  case snapshot = "snapshots"
  case index
  case pack = "data"
}

/// One file of a repository.
package struct RepositoryFile: Hashable, Sendable {
  package var kind: RepositoryFileKind
  /// ``StorageID/none`` for the config, of which there is one.
  package var id: StorageID

  package init(_ kind: RepositoryFileKind, _ id: StorageID = .none) {
    self.kind = kind
    self.id = id
  }

  package static let config = RepositoryFile(.config)

  /// Where it stands below the repository: `config`, `keys/…`, `data/1f/1f…`.
  package var path: String {
    switch kind {
    case .config: return "config"
    case .pack:
      let name = id.description
      return "data/\(name.prefix(2))/\(name)"
    default: return "\(kind.rawValue)/\(id)"
    }
  }
}

/// A file in the list of its kind.
package struct ListedFile: Hashable, Sendable {
  package var id: StorageID
  package var sizeBytes: Int64

  package init(id: StorageID, sizeBytes: Int64) {
    self.id = id
    self.sizeBytes = sizeBytes
  }
}
