package import ObjectStores
package import StorageModel

/// A repository below a prefix of a bucket.
package struct StoreBackend: RepositoryBackend {
  /// Nothing of a repository is larger: packs have 4 to 128 MiB, an index file well below.
  private static let largestFileBytes = 1 << 30

  private let store: any ObjectStore
  private let prefix: [UInt8]
  package let location: String

  /// `prefix` is empty or ends in `/`.
  package init(_ store: any ObjectStore, prefix: [UInt8], location: String) {
    self.store = store
    self.prefix = prefix
    self.location = location
  }

  private func key(_ file: RepositoryFile) -> ObjectKey { ObjectKey(bytes: prefix + Array(file.path.utf8)) }

  /// Nothing: a prefix needs no making.
  package func prepare() async throws {}

  package func list(_ kind: RepositoryFileKind) async throws -> [ListedFile] {
    var request = ListRequest(prefix: prefix + Array("\(kind.rawValue)/".utf8))
    request.allowsFolderOrder = true
    var files: [ListedFile] = []
    while true {
      let page = try await store.list(request)
      for object in page.objects {
        let name = object.key.bytes.split(separator: UInt8(ascii: "/")).last ?? []
        guard let id = StorageID(String(decoding: name, as: UTF8.self)) else { continue }
        files.append(ListedFile(id: id, sizeBytes: object.sizeBytes))
      }
      guard let token = page.nextToken else { return files }
      request.token = token
    }
  }

  package func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8] {
    var options = ReadOptions(range: range)
    options.wantsChecksum = false
    do {
      let limit = range.map { Int($0.lengthBytes) } ?? Self.largestFileBytes
      let bytes = try await store.get(key(file), options, into: .memory(limitBytes: limit)).bytes
      if let range, Int64(bytes.count) != range.lengthBytes {
        throw RepositoryError(.damaged, "the file is shorter than the index says", file: file)
      }
      return bytes
    } catch let error as StoreError {
      guard error.code == .accessDenied, try await isAbsent(key(file)) else { throw Self.translated(error, file) }
      throw RepositoryError(.notFound, "there is no such file", file: file, cause: error)
    }
  }

  /// Whoever may list only below a prefix is told 403 of what does not exist, as of what must not be read (S3 API
  /// Reference, HeadObject, "Permissions"). The listing knows the difference.
  private func isAbsent(_ key: ObjectKey) async throws -> Bool {
    do {
      return try await store.list(ListRequest(prefix: key.bytes, pageSize: 1)).objects.first?.key != key
    } catch {
      guard error.code == .accessDenied else { throw error }
      return false
    }
  }

  package func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws {
    var options = WriteOptions()
    // The name of every file but config is the digest that a signature needs anyway.
    if file.kind != .config { options.digests.sha256 = file.id.bytes }
    options.headers.contentType = "application/octet-stream"
    if file.kind == .config { options.condition = .onlyIfAbsent }
    do {
      _ = try await store.put(key(file), body: .bytes(bytes), options)
    } catch {
      guard error.code == .preconditionFailed else { throw error }
      throw RepositoryError(.exists, "there is a repository already", file: file, cause: error)
    }
  }

  package func remove(_ files: [RepositoryFile]) async throws {
    var rest = files[...]
    while !rest.isEmpty {
      let batch = rest.prefix(max(1, store.limits.deleteBatch))
      rest = rest.dropFirst(batch.count)
      for outcome in try await store.delete(batch.map { DeleteItem(key: key($0)) }) {
        if let error = outcome.error { throw error }
      }
    }
  }

  package func size(_ file: RepositoryFile) async throws -> Int64? {
    do {
      return try await store.head(key(file), ReadOptions(wantsChecksum: false)).sizeBytes
    } catch {
      if error.code == .noSuchKey || error.code == .notFound { return nil }
      guard error.code == .accessDenied, try await isAbsent(key(file)) else { throw error }
      return nil
    }
  }

  private static func translated(_ error: StoreError, _ file: RepositoryFile) -> any Error {
    switch error.code {
    case .noSuchKey: RepositoryError(.notFound, "there is no such file", file: file, cause: error)
    case .invalidRequest where error.httpStatus == 416:
      RepositoryError(.damaged, "the file is shorter than the index says", file: file, cause: error)
    default: error
    }
  }
}
