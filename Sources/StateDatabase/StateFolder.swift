internal import GRDB
internal import Glibc

/// The folder in which the state of all pairs is kept.
package enum StateFolder {
  /// What is in one file, for `state show`.
  package enum Content: Hashable, Sendable {
    case pair(StateSummary)
    /// The file cannot be read as a pair's state.
    case unreadable(path: String, reason: String)
    /// A run has it open.
    case inUse(path: String)
  }

  /// What every database file in `folder` holds, by file name; empty for a folder that is not there. Files that a run
  /// has open are not looked into. A damaged file stays where it is; a log that a crash left behind is taken in.
  package static func contents(of folder: String) throws(StateError) -> [Content] {
    var contents: [Content] = []
    for name in try names(in: folder) where name.hasSuffix(".sqlite") && name != "endpoints.sqlite" {
      contents.append(content(of: folder + "/" + name))
    }
    return contents
  }

  /// What one database file holds; a file that is not there is unreadable, and stays away.
  package static func content(of path: String) -> Content {
    guard access(path, F_OK) == 0 else { return .unreadable(path: path, reason: "there is no such file") }
    do {
      let lock = try StateLock(path: path + ".lock")
      defer { lock.release() }
      let file = StateFile(path: path)
      guard case .ours(let version) = try file.header(), version == StateFile.schemaVersion else {
        return .unreadable(path: path, reason: "it is damaged, or another version of Cairn made it")
      }
      guard let identity = try identity(in: file) else {
        return .unreadable(path: path, reason: "it does not say whose it is")
      }
      let connection = try StateConnection(path: path, seed: identity.stableHash, configuration: StateSchema.writing)
      // Only read from; a failure to close changes nothing.
      defer { try? connection.close() }
      return .pair(
        try connection.perform { session in
          guard try StateSchema.owner(session) == identity else {
            throw StateError(.damaged, path: path, message: "it does not say whose it is")
          }
          return try session.summary(identity, file)
        })
    } catch  where error.code == .locked {
      return .inUse(path: path)
    } catch {
      return .unreadable(path: path, reason: error.message)
    }
  }

  /// Whose the file says that it is. The seal cannot be checked before that is known.
  private static func identity(in file: StateFile) throws(StateError) -> PairIdentity? {
    let connection = try StateConnection(path: file.path, seed: 0, configuration: StateSchema.writing)
    // Only read from; a failure to close changes nothing.
    defer { try? connection.close() }
    return try connection.perform { try StateSchema.claimedOwner($0) }
  }

  private static func names(in folder: String) throws(StateError) -> [String] {
    guard let directory = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw StateError(errno: errno, path: folder, operation: "list")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names.sorted()
  }
}
