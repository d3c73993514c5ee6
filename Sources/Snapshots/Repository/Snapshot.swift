internal import JSON
internal import StorageModel

/// A snapshot: what was saved, when, by whom, and the tree that has it (restic design document, "Snapshots").
package struct Snapshot: Sendable, Hashable {
  /// ``StorageID/none`` until it is stored.
  package var id: StorageID = .none
  package var time: GoTime
  package var parent: StorageID?
  package var tree: StorageID
  /// Absolute. Text as JSON has it: bytes that are no UTF-8 were replaced when it was written.
  package var paths: [String]
  package var hostname: String
  package var username = ""
  package var userID: UInt32 = 0
  package var groupID: UInt32 = 0
  package var excludes: [String] = []
  package var tags: [String] = []
  /// Of the snapshot from which this one was made by changing its tags.
  package var original: StorageID?
  package var programVersion = ""
  package var summary: SnapshotSummary?

  package init(time: GoTime, tree: StorageID, paths: [String], hostname: String) {
    self.time = time
    self.tree = tree
    self.paths = paths
    self.hostname = hostname
  }
}

/// What a backup did, kept in its snapshot (since restic 0.17).
package struct SnapshotSummary: Sendable, Hashable {
  package var backupStart: GoTime
  package var backupEnd: GoTime
  package var filesNew: Int64 = 0
  package var filesChanged: Int64 = 0
  package var filesUnmodified: Int64 = 0
  package var dirsNew: Int64 = 0
  package var dirsChanged: Int64 = 0
  package var dirsUnmodified: Int64 = 0
  package var dataBlobs: Int64 = 0
  package var treeBlobs: Int64 = 0
  package var dataAdded: Int64 = 0
  package var dataAddedPacked: Int64 = 0
  package var totalFilesProcessed: Int64 = 0
  package var totalBytesProcessed: Int64 = 0

  package init(start: GoTime, end: GoTime) {
    backupStart = start
    backupEnd = end
  }

  /// Names in restic's order, with where the number is.
  fileprivate static var numbers: [(String, WritableKeyPath<SnapshotSummary, Int64>)] {
    [
      ("files_new", \.filesNew), ("files_changed", \.filesChanged), ("files_unmodified", \.filesUnmodified),
      ("dirs_new", \.dirsNew), ("dirs_changed", \.dirsChanged), ("dirs_unmodified", \.dirsUnmodified),
      ("data_blobs", \.dataBlobs), ("tree_blobs", \.treeBlobs), ("data_added", \.dataAdded),
      ("data_added_packed", \.dataAddedPacked), ("total_files_processed", \.totalFilesProcessed),
      ("total_bytes_processed", \.totalBytesProcessed),
    ]
  }
}

extension Snapshot {
  /// The JSON of the file, members in restic's order; what is empty is left out, as Go's omitempty does.
  package func encoded() -> [UInt8] {
    var members: [JSONValue.Member] = [.init("time", .string(time.text))]
    if let parent { members.append(.init("parent", .string(parent.description))) }
    members.append(.init("tree", .string(tree.description)))
    members.append(.init("paths", .array(paths.map { .string($0) })))
    if !hostname.isEmpty { members.append(.init("hostname", .string(hostname))) }
    if !username.isEmpty { members.append(.init("username", .string(username))) }
    if userID != 0 { members.append(.init("uid", .integer(Int64(userID)))) }
    if groupID != 0 { members.append(.init("gid", .integer(Int64(groupID)))) }
    if !excludes.isEmpty { members.append(.init("excludes", .array(excludes.map { .string($0) }))) }
    if !tags.isEmpty { members.append(.init("tags", .array(tags.map { .string($0) }))) }
    if let original { members.append(.init("original", .string(original.description))) }
    if !programVersion.isEmpty { members.append(.init("program_version", .string(programVersion))) }
    if let summary {
      var numbers: [JSONValue.Member] = [
        .init("backup_start", .string(summary.backupStart.text)), .init("backup_end", .string(summary.backupEnd.text)),
      ]
      numbers += SnapshotSummary.numbers.map { .init($0.0, .integer(summary[keyPath: $0.1])) }
      members.append(.init("summary", .object(numbers)))
    }
    return JSONValue.object(members).encoded()
  }

  /// nil for what is no snapshot.
  package init?(decoding json: [UInt8], id: StorageID) {
    guard let value = JSONReader.read(json), let time = value["time"].flatMap(Self.time),
      let tree = value["tree"].flatMap(Self.id)
    else { return nil }
    self.init(
      time: time, tree: tree, paths: Self.texts(value["paths"]), hostname: value["hostname"]?.string ?? "")
    self.id = id
    parent = value["parent"].flatMap(Self.id)
    username = value["username"]?.string ?? ""
    userID = UInt32(clamping: value["uid"]?.integer ?? 0)
    groupID = UInt32(clamping: value["gid"]?.integer ?? 0)
    excludes = Self.texts(value["excludes"])
    tags = Self.texts(value["tags"])
    original = value["original"].flatMap(Self.id)
    programVersion = value["program_version"]?.string ?? ""
    guard let written = value["summary"], let start = written["backup_start"].flatMap(Self.time),
      let end = written["backup_end"].flatMap(Self.time)
    else { return }
    var summary = SnapshotSummary(start: start, end: end)
    for (name, path) in SnapshotSummary.numbers { summary[keyPath: path] = written[name]?.integer ?? 0 }
    self.summary = summary
  }

  private static func id(_ value: JSONValue) -> StorageID? { value.string.flatMap { StorageID($0) } }

  private static func time(_ value: JSONValue) -> GoTime? { value.string.flatMap { GoTime(Array($0.utf8)) } }

  private static func texts(_ value: JSONValue?) -> [String] { value?.array?.compactMap(\.string) ?? [] }
}
