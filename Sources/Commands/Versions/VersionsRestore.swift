import ArgumentParser
import ObjectStores
import S3Client
import S3Protocol
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
      "As it was before a run of sync into this target: 'last', or its time as 'state show' prints it.",
      valueName: "run"))
  var undo: String?

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
    } else {
      let time = try await moment(versions)
      try await versions.forEachKey { try await restoration.restore($0, to: time) }
    }
    try restoration.finish()
  }

  private func moment(_ versions: VersionsPlace) async throws -> Timestamp {
    let context = versions.reporter.context
    if let at { return at.timestamp(now: context.now()) }
    let begun = try await RunSearch(context: context).begin(
      of: undo ?? "last", into: try versions.endpoints.place(versions.place))
    // Endpoints give times in whole seconds: what carries the second in which the run began counts as its work.
    return Timestamp(nanoseconds: Timestamp(seconds: begun.seconds).nanoseconds - 1)
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

  mutating func restore(_ key: KeyVersions, to time: Timestamp) async throws {
    let wanted = key.current(at: time)
    switch (key.current, wanted) {
    case (nil, nil): return
    case (let now?, let then?) where now.versionID == then.versionID: unchanged += 1
    case (_, let then?): try await copy(key.key, then.versionID)
    case (_?, nil): try await remove(key.key)
    }
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
