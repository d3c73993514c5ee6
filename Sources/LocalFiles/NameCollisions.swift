internal import CLinux
package import StorageModel
internal import Synchronization

/// Keeps names apart that a case-insensitive folder takes for one: writing `readme` there would replace `README`.
///
/// A path is refused when it, or a folder on its way, has another spelling than what was written before in this run,
/// or than what stands in the folder. Compared are Swift Strings in lower case, which also takes composed and
/// decomposed letters for equal: some of these file systems do. One that does not has names refused that it could
/// hold; none is ever lost. Memory: the paths written in this run, only for such a target.
package final class NameCollisions: Sendable {
  /// What of the folder has to be asked.
  package struct Folder: Sendable {
    /// Whether something stands there under any spelling.
    package var exists: @Sendable (PathBytes) throws(LocalError) -> Bool
    /// The names in a directory, as they are spelled.
    package var names: @Sendable (_ directory: PathBytes) throws(LocalError) -> [[UInt8]]

    package init(
      exists: @escaping @Sendable (PathBytes) throws(LocalError) -> Bool,
      names: @escaping @Sendable (_ directory: PathBytes) throws(LocalError) -> [[UInt8]]
    ) {
      self.exists = exists
      self.names = names
    }
  }

  private struct Known {
    /// How each path was spelled first, by its folded spelling.
    var spellings: [String: PathBytes] = [:]
    /// The directory whose names were read last, and those names.
    var directory: PathBytes?
    var names: Set<[UInt8]> = []
  }

  private let folder: Folder
  private let known = Mutex(Known())

  package init(_ folder: Folder) { self.folder = folder }

  /// nil for a folder that tells upper from lower case, as nearly all do.
  package convenience init?(in root: FolderRoot) {
    guard root.ignoresCase() else { return nil }
    self.init(
      Folder { path throws(LocalError) in
        try root.statusIfPresent(path) != nil
      } names: { directory throws(LocalError) in
        let names = try DirectoryNames(reading: try root.openDirectory(directory))
        return names.indices.map { Array(names.name($0)) }
      })
  }

  /// Why `path` must not be written; nil, and remembered, where it may be.
  package func refusal(of path: PathBytes) throws(LocalError) -> String? {
    let whole = path.withoutTrailingSlash.bytes
    for (index, byte) in whole.enumerated() where byte == UInt8(ascii: "/") {
      if let other = try clash(PathBytes(bytes: Array(whole[..<index]))) { return Self.text(other) }
    }
    return try clash(PathBytes(bytes: whole)).map(Self.text)
  }

  private static func text(_ other: PathBytes) -> String {
    "the target does not tell upper from lower case, and has or gets \(other)"
  }

  private func clash(_ path: PathBytes) throws(LocalError) -> PathBytes? {
    let folded = String(decoding: path.bytes, as: UTF8.self).lowercased()
    let result: Result<PathBytes?, LocalError> = known.withLock { known in
      if let spelling = known.spellings[folded] { return .success(spelling == path ? nil : spelling) }
      do throws(LocalError) {
        if let other = try otherSpelling(path, folded, &known) { return .success(other) }
      } catch {
        return .failure(error)
      }
      known.spellings[folded] = path
      return .success(nil)
    }
    return try result.get()
  }

  /// What stands in the folder in the place of `path` and is spelled in another way.
  private func otherSpelling(
    _ path: PathBytes, _ folded: String, _ known: inout Known
  ) throws(LocalError) -> PathBytes? {
    guard try folder.exists(path) else { return nil }
    let parent = path.parent
    if known.directory != parent {
      known.names = Set(try folder.names(parent))
      known.directory = parent
    }
    if known.names.contains(path.lastSegment) { return nil }
    let other = known.names.first {
      String(decoding: parent.child($0).bytes, as: UTF8.self).lowercased() == folded
    }
    return other.map { parent.child($0) } ?? path
  }
}

extension FolderRoot {
  /// True when names are found under another case too. Asks for what is there under another spelling; only in a folder
  /// without a letter in it makes a temporary file for a moment. Where that fails the answer is no, and whatever is
  /// written next fails as well.
  ///
  /// To be asked before a walk begins, which would take note of the file.
  func ignoresCase() -> Bool {
    // What cannot be read tells nothing; the walk reports it.
    if let names = try? DirectoryNames(reading: try openDirectory(PathBytes("")), onlyFirst: true) {
      for index in names.indices {
        let name = Array(names.name(index))
        let other = swappingCase(name)
        guard other != name, let found = inode(of: name) else { continue }
        guard inode(of: other) == found else { return false }
        // Two links to one file are told from two spellings by their names.
        if !names.indices.contains(where: { Array(names.name($0)) == other }) { return true }
      }
    }
    return ignoresCaseOfNewFile()
  }

  private func ignoresCaseOfNewFile() -> Bool {
    let flags = cairn_o_rdwr | cairn_o_creat | cairn_o_excl
    let taken = TemporaryName.take { cairn_open_at(descriptor, $0, $1, flags, 0o600) }
    guard taken.result >= 0 else { return false }
    defer {
      _ = taken.name.withBytes { cairn_unlink_at(descriptor, $0, $1, 0) }
      _ = cairn_close(taken.result)
    }
    _ = cairn_try_lock(taken.result, 1)
    return inode(of: swappingCase(taken.name.bytes)) != nil
  }

  private func inode(of name: [UInt8]) -> UInt64? {
    var raw = cairn_status()
    guard cairn_status_at(descriptor, name, name.count, &raw) == 0 else { return nil }
    return FileStatus(raw).fingerprint.inode
  }
}

/// ASCII letters in the other case.
private func swappingCase(_ name: [UInt8]) -> [UInt8] {
  name.map { byte in
    let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    return isLetter ? byte ^ 0x20 : byte
  }
}
