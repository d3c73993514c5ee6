package import StorageModel

/// What reading a snapshot needs of a repository. Everything that it returns as content was compared with its id.
package protocol SnapshotReader: Sendable {
  /// The JSON of a tree.
  func loadTree(_ id: StorageID) async throws -> [UInt8]

  /// The content of a blob, from whichever place has it whole.
  func loadBlob(_ handle: BlobHandle) async throws -> [UInt8]

  /// Where a blob lies; empty for one that is in no index.
  func places(_ handle: BlobHandle) throws -> [BlobLocation]

  /// A range of a pack, encrypted as it is.
  func loadSealed(_ pack: StorageID, range: ByteRange) async throws -> [UInt8]

  /// The content of an encrypted blob, compared with the id of `location`.
  func open(_ sealed: UnsafeRawBufferPointer, _ location: BlobLocation) throws -> [UInt8]
}

extension Repository: SnapshotReader {
  package func places(_ handle: BlobHandle) throws -> [BlobLocation] { try index.locations(handle) }

  package func loadSealed(_ pack: StorageID, range: ByteRange) async throws -> [UInt8] {
    try await backend.load(RepositoryFile(.pack, pack), range: range)
  }
}
