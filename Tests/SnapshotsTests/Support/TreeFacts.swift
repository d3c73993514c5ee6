import Digests
import LocalFiles
import StorageModel

/// Everything that a restore should bring back of a folder, by path: what two folders must have in common to count as
/// equal.
struct TreeFacts: Equatable {
  /// One line an entry, so that a failed comparison can be read.
  private(set) var lines: [String] = []

  /// `ctime`, inode and (of folders) link counts are not a restore's to set.
  init(_ path: String, owners: Bool = true) throws {
    let root = try FolderRoot(opening: Array(path.utf8))
    try read(PathBytes(bytes: []), root, owners)
  }

  private mutating func read(_ folder: PathBytes, _ root: FolderRoot, _ owners: Bool) throws {
    for name in try root.names(in: folder) {
      let path = folder.child(name)
      let status = try root.status(path)
      var line = "\(path) \(status.kind) \(String(status.attributes.mode, radix: 8))"
      if owners { line += " \(status.attributes.userID):\(status.attributes.groupID)" }
      line += " \(status.modified.nanoseconds)"
      switch status.kind {
      case .file:
        let file = try root.open(path)
        let content = try file.read(at: 0, count: Int(status.sizeBytes))
        line += " \(status.sizeBytes) links \(status.attributes.linkCount) \(hexadecimal(sha256(content)))"
        line += try attributes(file)
        lines.append(line)
      case .directory:
        line += try attributes(try root.openDirectory(path))
        lines.append(line)
        try read(PathBytes(bytes: path.bytes + [UInt8(ascii: "/")]), root, owners)
      case .symlink: lines.append(line + " -> \(escapedForDisplay(try root.readLink(path)))")
      default: lines.append(line + " device \(status.attributes.deviceNumber)")
      }
    }
  }

  private func attributes(_ file: OpenFile) throws -> String {
    try file.extendedAttributes().map { " \(escapedForDisplay($0.name))=\(hexadecimal($0.value))" }.joined()
  }

  /// The lines that only one of both has.
  func differences(from other: TreeFacts) -> [String] {
    Set(lines).symmetricDifference(other.lines).sorted()
  }
}
