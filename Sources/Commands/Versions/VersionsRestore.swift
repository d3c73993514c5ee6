import ArgumentParser
import Mirroring
import ObjectStores
import S3Client
import S3Protocol
import StateDatabase
import StorageModel

/// `cairn versions restore`
struct VersionsRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make an object or a folder what it was.",
    discussion: """
      Old versions are copied over the latest ones inside the endpoint, and objects that were not there get a delete \
      marker: nothing is lost, and restoring to a later time undoes it.
      """)

  @OptionGroup var options: VersionsOptions

  @Option(help: ArgumentHelp("As it was then: a time (2026-09-01T12:00Z) or how long ago (3d).", valueName: "time"))
  var at: PointInTime?

  @Option(help: ArgumentHelp("This version of one object.", valueName: "id"))
  var versionId: String?

  @Option(
    help: ArgumentHelp(
      "Take back a run of sync into this target, and those after it: 'last', or its time as 'state show' prints it.",
      valueName: "run"))
  var undo: String?

  @Option(
    help: ArgumentHelp(
      "State database that the run was given with --state, for --undo (default: all that Cairn chose).",
      valueName: "file"), completion: .file())
  var state: String?

  @Flag(name: [.customShort("n"), .long], help: "Only show what would change.")
  var dryRun = false

  func validate() throws {
    guard [at != nil, versionId != nil, undo != nil].filter({ $0 }).count == 1 else {
      throw ValidationError("give one of --at, --version-id and --undo")
    }
  }

  func run() async throws {
    let versions = try VersionsPlace(options, command: "versions restore")
    var restoration = Restoration(versions: versions, isDryRun: dryRun)
    if let versionId {
      let key = try versions.place.requireKey().key
      try await restoration.copy(key, versionId)
    } else if let at {
      let time = at.timestamp(now: versions.reporter.context.now())
      try await versions.forEachKey { try await restoration.restore($0, to: $0.current(at: time)) }
    } else {
      try await takeBack(undo ?? "last", versions, &restoration)
    }
    try restoration.finish()
  }

  /// What others wrote under names that the runs did not touch stays.
  private func takeBack(_ name: String, _ versions: VersionsPlace, _ restoration: inout Restoration) async throws {
    let target = try versions.endpoints.place(versions.place)
    let found = try await RunSearch(context: versions.reporter.context, file: state).find(name, into: target)
    // Only read from; a failure to close changes nothing.
    defer { try? found.state.close() }
    if found.run.ended == nil {
      versions.reporter.note("cairn: that run did not end: versions that it made last may not be known")
    }
    var seen: Int64 = 0
    try await versions.service.forEachKey(of: versions.bucket, prefix: target.prefix) { key in
      let path = PathBytes(bytes: Array(key.key.bytes.dropFirst(target.prefix.count)))
      let made = try madeVersions(of: key, at: path, found)
      guard !made.isEmpty else { return restoration.leave(key) }
      seen += 1
      guard key.versions.contains(where: { made.contains($0.versionID) }) else { return try restoration.miss(key.key) }
      try await restoration.restore(key, to: key.current(before: made))
    }
    let written = try found.state.versions.pathCount(since: found.run.id)
    guard seen < written else { return }
    versions.reporter.error(
      CommandError(
        .someFailed, "the endpoint lists no version of \(written - seen) of the \(written) names that were written",
        next: "they are gone for good, or its listing is not whole: see 'cairn doctor'"))
  }

  /// The ids of what the run and later ones made of a key, those included whose answer was lost.
  private func madeVersions(of key: KeyVersions, at path: PathBytes, _ found: RunSearch.Found) throws -> Set<String> {
    let versions = found.state.versions
    let made = try versions.made(at: path, since: found.run.id)
    var ids = Set(made.map(\.id))
    guard made.contains(where: { $0.unansweredFor != nil }) else { return ids }
    let earlier = Set(try versions.made(at: path, before: found.run.id).map(\.id))
    for version in made {
      guard let span = version.unansweredFor else { continue }
      ids.formUnion(key.repetitions(of: version.id, within: span, before: earlier))
    }
    return ids
  }
}

/// Brings back versions one by one, and counts.
struct Restoration {
  let versions: VersionsPlace
  let isDryRun: Bool
  private var restored = 0
  private var removed = 0
  private var unchanged = 0

  init(versions: VersionsPlace, isDryRun: Bool) {
    self.versions = versions
    self.isDryRun = isDryRun
  }

  mutating func restore(_ key: KeyVersions, to wanted: VersionSummary?) async throws {
    switch (key.current, wanted) {
    case (nil, nil): return
    case (let now?, let then?) where now.versionID == then.versionID: unchanged += 1
    case (_, let then?): try await copy(key.key, then.versionID)
    case (_?, nil): try await remove(key.key)
    }
  }

  /// Nothing is to be done about this one.
  mutating func leave(_ key: KeyVersions) {
    if key.current != nil { unchanged += 1 }
  }

  /// What was made of this one is gone: what was before it cannot be told.
  func miss(_ key: ObjectKey) throws {
    versions.reporter.error(
      CommandError(
        .someFailed, "\(escapedForDisplay(key.bytes)): the version that the run made is no longer there; left alone",
        next: "see 'cairn versions list' for what there is"))
  }

  mutating func copy(_ key: ObjectKey, _ versionID: String) async throws {
    restored += 1
    try versions.show("restore", key, reason: "version \(versionID)", isDryRun: isDryRun)
    guard !isDryRun else { return }
    let source = CopySource(bucket: versions.bucket, key: key, versionID: versionID)
    do {
      _ = try await versions.service.store(versions.bucket).copy(source, to: key, CopyOptions())
    } catch { try note(error) }
  }

  private mutating func remove(_ key: ObjectKey) async throws {
    removed += 1
    try versions.show("delete", key, reason: "was not there", isDryRun: isDryRun)
    guard !isDryRun else { return }
    do {
      try await versions.service.deleteVersion(key, in: versions.bucket, versionID: nil)
    } catch { try note(error) }
  }

  /// A failure of one object is reported, and the others go on; one of the endpoint ends the command.
  private func note(_ error: any Error) throws {
    guard let error = error as? StoreError, ![.cancelled, .unreachable, .invalidCredentials].contains(error.code)
    else { throw error }
    versions.reporter.error(CommandError(error))
  }

  func finish() throws {
    let word = isDryRun ? "would be restored" : "restored"
    try versions.reporter.result("\(restored) \(word), \(removed) deleted, \(unchanged) as they were")
    if versions.reporter.errorCount > 0 { throw CommandExit(.someFailed) }
  }
}
