internal import GRDB
internal import StorageModel

/// How a pair's state is opened.
package struct StateOptions: Sendable {
  /// Rows per transaction.
  package var batchChanges = 1000
  /// Files up to this length are checked page by page at every open (about 1 ms per MiB); longer ones only after a run
  /// that did not close them. Rows have checksums of their own in any case.
  package var checkedUpToBytes: Int64 = 64 << 20

  package init() {}
}

extension PairState {
  /// Opens the state of a pair in `folder`, making both where they are missing: the folder with mode 0700, files with
  /// 0600.
  ///
  /// Throws `.locked` at once when another run has it, `.madeByNewerVersion` without touching it. A damaged file is
  /// renamed and replaced, which ``notice`` tells.
  package static func open(
    _ identity: PairIdentity, folder: String, options: StateOptions = StateOptions()
  ) throws(StateError) -> PairState {
    try StateFile.createFolder(folder)
    return try open(identity, file: folder + "/" + identity.fileName, options: options)
  }

  /// Opens the state of a pair in the file of the user's choice (`--state FILE`).
  package static func open(
    _ identity: PairIdentity, file path: String, options: StateOptions = StateOptions()
  ) throws(StateError) -> PairState {
    let lock = try StateLock(path: path + ".lock")
    let file = StateFile(path: path)
    var notice: StateNotice?
    var reason: String?
    do {
      if let connections = try connect(identity, file, options) {
        return PairState(identity, file, lock, connections, notice: nil, options)
      }
      reason = "it is not one of Cairn's"
    } catch  where error.code == .damaged {
      reason = error.message
    }
    if let reason { notice = .replacedDamaged(aside: try file.setAside(), reason: reason) }
    guard let connections = try connect(identity, file, options) else {
      throw StateError(.inputOutput, path: path, message: "a fresh file could not be made")
    }
    return PairState(identity, file, lock, connections, notice: notice, options)
  }

  private typealias Connections = (writing: StateConnection, reading: StateConnection)

  private convenience init(
    _ identity: PairIdentity, _ file: StateFile, _ lock: StateLock, _ connections: Connections, notice: StateNotice?,
    _ options: StateOptions
  ) {
    self.init(
      identity: identity, file: file, lock: lock, writing: connections.writing, reading: connections.reading,
      notice: notice, batchChanges: options.batchChanges)
  }

  /// nil for a file that SQLite need not even look at.
  private static func connect(
    _ identity: PairIdentity, _ file: StateFile, _ options: StateOptions
  ) throws(StateError) -> Connections? {
    let header = try file.header()
    let isThorough = file.sizeBytes() <= options.checkedUpToBytes || file.sizeBytes(suffix: "-wal") > 0
    switch header {
    case .foreign: return nil
    case .ours(let version) where version > StateFile.schemaVersion:
      throw StateError(.madeByNewerVersion, path: file.path, message: "a newer version of Cairn made it")
    case .fresh: try file.createPrivate()
    case .ours: break
    }
    let seed = identity.stableHash
    let writing = try StateConnection(path: file.path, seed: seed, configuration: StateSchema.writing)
    do {
      try writing.perform { session in
        if header == .fresh { try StateSchema.create(identity, session) }
        try StateSchema.verify(identity, thoroughly: isThorough, session)
        try session.execute(VersionTable.schema)
      }
      let reading = try StateConnection(path: file.path, seed: seed, configuration: StateSchema.reading)
      return (writing, reading)
    } catch {
      // The first error is the one to report.
      try? writing.close()
      throw error
    }
  }
}
