internal import StorageModel

/// A whole pack in memory, its name and header verified.
package struct PackContent: Sendable {
  package let id: StorageID
  package let bytes: [UInt8]
  package let blobs: [BlobLocation]

  /// The encrypted bytes of one of ``blobs``.
  package func sealed(_ blob: BlobLocation) -> [UInt8] {
    Array(bytes[Int(blob.place.offset)..<Int(blob.place.offset) + Int(blob.place.length)])
  }
}

/// Reads packs as such, without the index.
package struct PackReader: Sendable {
  private let repository: Repository

  package init(_ repository: Repository) { self.repository = repository }

  /// The whole pack; `.damaged` when the content is not what the name says, or the header does not parse.
  package func load(_ pack: StorageID) async throws -> PackContent {
    let file = RepositoryFile(.pack, pack)
    let bytes = try await repository.backend.load(file)
    guard StorageID(of: bytes) == pack else {
      throw RepositoryError(.damaged, "the content is not what the name says", file: file)
    }
    guard let blobs = header(of: bytes, pack) else {
      throw RepositoryError(.damaged, "the header of the pack is damaged", file: file)
    }
    return PackContent(id: pack, bytes: bytes, blobs: blobs)
  }

  /// The blobs that the header lists, without the rest of the pack; `.damaged` when it does not parse.
  package func header(_ pack: StorageID, sizeBytes: Int64) async throws -> [BlobLocation] {
    let file = RepositoryFile(.pack, pack)
    let damaged = RepositoryError(.damaged, "the header of the pack is damaged", file: file)
    guard sizeBytes > 4, let tailRange = ByteRange(offset: sizeBytes - 4, lengthBytes: 4) else { throw damaged }
    let tail = try await repository.backend.load(file, range: tailRange)
    guard let length = PackHeader.length(tail: tail, packBytes: sizeBytes),
      let range = ByteRange(offset: sizeBytes - 4 - length, lengthBytes: length)
    else { throw damaged }
    let sealed = try await repository.backend.load(file, range: range)
    let blobs = sealed.withUnsafeBytes {
      PackHeader.blobs(in: $0, pack: pack, bodyBytes: sizeBytes - 4 - length, key: repository.key)
    }
    guard let blobs else { throw damaged }
    return blobs
  }

  /// nil when it does not parse.
  func header(of bytes: [UInt8], _ pack: StorageID) -> [BlobLocation]? {
    guard let length = PackHeader.length(tail: bytes.suffix(4), packBytes: Int64(bytes.count)) else { return nil }
    let body = bytes.count - 4 - Int(length)
    return bytes.withUnsafeBytes { buffer in
      let sealed = UnsafeRawBufferPointer(rebasing: buffer[body..<(buffer.count - 4)])
      return PackHeader.blobs(in: sealed, pack: pack, bodyBytes: Int64(body), key: repository.key)
    }
  }
}
