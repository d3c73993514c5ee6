import JSON
import LocalFiles
import S3Protocol
import Snapshots
import StorageModel

/// What this machine remembers of a repository: the snapshots it has seen, and its drills. One small JSON file in the
/// state folder, private, replaced at once under a lock.
///
/// A safeguard and a history, no authority: a file that is missing or damaged means that nothing was seen. Commands do
/// without where there is no place for state.
struct RepositoryMemory: Sendable {
  private static let limitBytes = 64 << 20
  private static let keptDrills = 200

  struct Content {
    var snapshots = SnapshotMemory()
    var drills: [DrillRecord] = []
  }

  private let folder: String
  private let name: String

  /// nil where there is no place for state.
  init?(_ repository: StorageID, _ context: CommandContext) {
    // Without a place for state nothing is remembered.
    guard let state = try? stateFolder(context) else { return nil }
    folder = state + "/repositories"
    name = "\(repository).json"
  }

  func read() throws -> Content {
    guard let text = try SmallFile.read(Array("\(folder)/\(name)".utf8), limitBytes: Self.limitBytes) else {
      return Content()
    }
    let value = JSONReader.read(text)
    return Content(
      snapshots: SnapshotMemory(value?["snapshots"]),
      drills: (value?["drills"]?.array ?? []).compactMap { DrillRecord($0) })
  }

  /// Reads, changes and replaces the file. `.locked` while another command does the same.
  func update<Value>(_ change: (inout Content) -> Value) throws -> Value {
    try PrivateFolder.prepare(Array(folder.utf8))
    let lock = try FileLock.acquire(Array("\(folder)/\(name).lock".utf8))
    defer { lock.release() }
    var content = try read()
    let value = change(&content)
    let json = JSONValue.object([
      .init("version", .integer(1)), .init("snapshots", content.snapshots.json),
      .init("drills", .array(content.drills.suffix(Self.keptDrills).map(\.json))),
    ])
    let file = try AtomicFile(in: try FolderRoot(opening: Array(folder.utf8)), path: PathBytes(name))
    try file.write(json.encoded() + [UInt8(ascii: "\n")], at: 0)
    _ = try file.commit(FileMetadata(mode: 0o600), durability: .now)
    return value
  }
}

/// A drill as it is remembered.
struct DrillRecord: Hashable, Sendable {
  var begun: Timestamp
  var snapshot: String
  var seed: UInt64
  var result: DrillResult
  var exitCode: Int32

  private static var counts: [(String, WritableKeyPath<DrillResult, Int64>)] {
    [
      ("total", \.total), ("sampled", \.sampled), ("verified", \.verified), ("damaged", \.damaged),
      ("failed", \.failed), ("compared_with_source", \.comparedWithSource), ("without_source", \.withoutSource),
    ]
  }

  /// The members of a record and of the file.
  var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("begun", .string(iso8601(begun))), .init("snapshot_id", .string(snapshot)),
      .init("seed", JSONValue(seed)),
    ]
    members += Self.counts.map { .init($0.0, .integer(result[keyPath: $0.1])) }
    members.append(.init("bytes", JSONValue(result.bytes)))
    members.append(.init("exit_code", .integer(Int64(exitCode))))
    return members
  }

  var json: JSONValue { .object(members) }

  init(begun: Timestamp, snapshot: String, seed: UInt64, result: DrillResult, exitCode: Int32) {
    self.begun = begun
    self.snapshot = snapshot
    self.seed = seed
    self.result = result
    self.exitCode = exitCode
  }

  /// nil for what is no drill.
  init?(_ value: JSONValue) {
    guard let begun = value["begun"]?.string.flatMap({ Timestamp(iso8601: $0) }),
      let snapshot = value["snapshot_id"]?.string, let seed = value["seed"]?.unsigned,
      let exitCode = value["exit_code"]?.integer
    else { return nil }
    var result = DrillResult()
    for (name, path) in Self.counts { result[keyPath: path] = value[name]?.integer ?? 0 }
    result.bytes = value["bytes"]?.unsigned ?? 0
    self.init(
      begun: begun, snapshot: snapshot, seed: seed, result: result, exitCode: Int32(truncatingIfNeeded: exitCode))
  }
}
