package import StorageModel

/// Where the files of a repository are: a folder, or a prefix of a bucket. Files are written once and never changed.
///
/// Errors are ``StoreError`` or `LocalError`; a file that is not there is ``RepositoryError/Code/notFound``.
package protocol RepositoryBackend: Sendable {
  /// For messages: the path, or `s3://bucket/prefix`.
  var location: String { get }

  /// Makes what a new repository needs before its first file.
  func prepare() async throws

  /// All files of a kind, in no particular order. Names that are no ids are left out.
  func list(_ kind: RepositoryFileKind) async throws -> [ListedFile]

  /// The whole file, or the range of it; a range that reaches over the end is an error.
  func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8]

  /// Writes the file at once or not at all, durable when it returns. Config is never replaced.
  func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws

  /// Removes files; those that are not there count as removed.
  func remove(_ files: [RepositoryFile]) async throws

  /// nil when there is no such file.
  func size(_ file: RepositoryFile) async throws -> Int64?
}

extension RepositoryBackend {
  /// The whole file.
  package func load(_ file: RepositoryFile) async throws -> [UInt8] { try await load(file, range: nil) }
}
