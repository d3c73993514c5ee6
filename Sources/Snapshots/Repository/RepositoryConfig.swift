internal import JSON

/// The config file: what a repository is (restic design document, "Repository Format").
package struct RepositoryConfig: Sendable, Hashable {
  /// 1 or 2; only version 2 compresses.
  package var version: Int64
  package var id: StorageID
  /// Of the chunker, an irreducible polynomial of degree 53.
  package var polynomial: UInt64

  package init(version: Int64 = 2, id: StorageID, polynomial: UInt64) {
    self.version = version
    self.id = id
    self.polynomial = polynomial
  }

  package func encoded() -> [UInt8] {
    JSONValue.object([
      .init("version", .integer(version)),
      .init("id", .string(id.description)),
      .init("chunker_polynomial", .string(String(polynomial, radix: 16))),
    ]).encoded()
  }

  package init(decoding json: [UInt8]) throws {
    guard let value = JSONReader.read(json), let version = value["version"]?.integer,
      let id = value["id"]?.string.flatMap({ StorageID($0) }),
      let polynomial = value["chunker_polynomial"]?.string.flatMap({ UInt64($0, radix: 16) })
    else { throw RepositoryError(.damaged, "the config does not parse", file: .config) }
    guard version == 1 || version == 2 else {
      throw RepositoryError(.unsupported, "repository version \(version) is not known", file: .config)
    }
    guard polynomial >> 53 == 1 else {
      throw RepositoryError(.damaged, "the chunker polynomial has not degree 53", file: .config)
    }
    self.init(version: version, id: id, polynomial: polynomial)
  }
}
