package import StorageModel

/// Something that a scrub found wrong.
package struct ScrubFinding: Sendable {
  package enum Kind: String, Sendable {
    /// Stored bytes are not the ones written.
    case damaged
    /// The file of a blob is not there.
    case missing
    /// A file that no row names: it takes space and harms nobody; the next start after an unclean end removes it.
    case orphan
    /// A row of an object or part names a blob that has no row.
    case dangling
    /// The metadata database contradicts itself.
    case metadata
  }

  /// Who loses what was found.
  package struct Owner: Sendable {
    package var bucket: String
    package var key: ObjectKey
    /// As the store keeps it; nil for the null version.
    package var version: [UInt8]?
    /// True for a part of an upload that is still open.
    package var isUpload: Bool
  }

  package var kind: Kind
  /// The name of the blob's file, or its number where it lies in the database; empty for findings about the metadata.
  package var blob: String
  package var message: String
  package var owners: [Owner] = []

  /// True unless the finding costs nothing but space.
  package var isDamage: Bool { kind != .orphan }
}

/// What a scrub looked at.
package struct ScrubReport: Sendable {
  package var blobs: Int64 = 0
  package var bytes: Int64 = 0
  package var findings: [ScrubFinding] = []
  /// False when it was stopped before its end.
  package var isComplete = false

  package var isDamaged: Bool { findings.contains(where: \.isDamage) }
}
