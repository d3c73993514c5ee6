package import LocalFiles
package import StorageModel

/// A repository in a folder of this machine, in restic's layout.
///
/// Order of writes: each file appears complete under its name (temporary file, fsync, rename, fsync of the folder). A
/// crash leaves at most a temporary file, which nobody takes for one of the repository.
package struct FolderBackend: RepositoryBackend {
  private let root: FolderRoot
  package let location: String

  /// Opens the folder; `creating` makes it.
  package init(_ path: [UInt8], creating: Bool = false) throws(LocalError) {
    root = try FolderRoot(opening: path, creating: creating)
    location = PathBytes(bytes: path).description
  }

  package func prepare() async throws {
    for kind in RepositoryFileKind.allCases where kind != .config {
      try root.makeDirectories(PathBytes(kind.rawValue), mode: 0o700)
    }
    for number in 0..<256 {
      try root.makeDirectories(PathBytes("data/" + hexadecimalPair(UInt8(number))), mode: 0o700)
    }
  }

  package func list(_ kind: RepositoryFileKind) async throws -> [ListedFile] {
    guard kind == .pack else { return try files(in: kind.rawValue) }
    var packs: [ListedFile] = []
    for name in try names(in: "data") where name.count == 2 {
      packs += try files(in: "data/" + String(decoding: name, as: UTF8.self))
    }
    return packs
  }

  private func names(in folder: String) throws(LocalError) -> [[UInt8]] {
    do throws(LocalError) {
      return try root.names(in: PathBytes(folder))
    } catch {
      if error.code == .notFound || error.code == .notADirectory { return [] }
      throw error
    }
  }

  private func files(in folder: String) throws(LocalError) -> [ListedFile] {
    var files: [ListedFile] = []
    for name in try names(in: folder) {
      let text = String(decoding: name, as: UTF8.self)
      guard let id = StorageID(text), let status = try root.statusIfPresent(PathBytes(folder + "/" + text)) else {
        continue
      }
      files.append(ListedFile(id: id, sizeBytes: status.sizeBytes))
    }
    return files
  }

  package func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8] {
    do throws(LocalError) {
      let (opened, status) = try root.openWithStatus(PathBytes(file.path))
      guard let range else {
        guard let count = Int(exactly: status.sizeBytes) else {
          throw LocalError(.other, operation: "read", path: PathBytes(file.path))
        }
        return try opened.read(at: 0, count: count)
      }
      guard range.last < status.sizeBytes else {
        throw LocalError(.unsupported, operation: "read", path: PathBytes(file.path))
      }
      return try opened.read(at: range.first, count: Int(range.lengthBytes))
    } catch {
      switch error.code {
      case .notFound: throw RepositoryError(.notFound, "there is no such file", file: file, cause: error)
      case .unsupported:
        throw RepositoryError(.damaged, "the file is shorter than the index says", file: file, cause: error)
      default: throw error
      }
    }
  }

  package func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws {
    let path = PathBytes(file.path)
    do throws(LocalError) {
      try write(path, bytes, replacing: file.kind == .config ? .nothing : .anything)
    } catch {
      switch error.code {
      case .exists where file.kind == .config:
        throw RepositoryError(.exists, "there is a repository already", file: file, cause: error)
      case .notFound:
        // A folder that another program made lacks the 256 folders of packs.
        try root.makeDirectories(path.parent, mode: 0o700)
        try write(path, bytes, replacing: .anything)
      default: throw error
      }
    }
  }

  private func write(
    _ path: PathBytes, _ bytes: [UInt8], replacing: AtomicFile.Replacement
  ) throws(LocalError) {
    let file = try AtomicFile(in: root, path: path)
    try file.write(bytes, at: 0)
    _ = try file.commit(FileMetadata(mode: 0o600), replacing: replacing, durability: .now)
  }

  package func remove(_ files: [RepositoryFile]) async throws {
    for file in files {
      do throws(LocalError) {
        try root.remove(PathBytes(file.path))
      } catch {
        if error.code != .notFound { throw error }
      }
    }
  }

  package func size(_ file: RepositoryFile) async throws -> Int64? {
    try root.statusIfPresent(PathBytes(file.path))?.sizeBytes
  }

  private func hexadecimalPair(_ value: UInt8) -> String {
    let digits = Array("0123456789abcdef")
    return String([digits[Int(value >> 4)], digits[Int(value & 15)]])
  }
}
