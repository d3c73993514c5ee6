import ArgumentParser
import S3Client
import S3Protocol
import StorageModel

/// `cairn versions undelete`
struct VersionsUndelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undelete", abstract: "Bring back deleted objects by removing their delete markers.")

  @OptionGroup var options: VersionsOptions

  @Flag(name: [.customShort("n"), .long], help: "Only show what would come back.")
  var dryRun = false

  func run() async throws {
    let versions = try VersionsPlace(options, command: "versions undelete")
    var count = 0
    try await versions.forEachKey { key in
      let markers = key.versions.prefix { $0.isDeleteMarker }
      guard !markers.isEmpty, markers.count < key.versions.count else { return }
      count += 1
      try versions.show("undelete", key.key, isDryRun: dryRun)
      guard !dryRun else { return }
      for marker in markers {
        try await versions.service.deleteVersion(key.key, in: versions.bucket, versionID: marker.versionID)
      }
    }
    try versions.reporter.result("\(count) \(dryRun ? "would be back" : "back")")
  }
}

/// `cairn versions purge`
struct VersionsPurge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Remove old versions for good.",
    discussion: """
      Removes versions that are not the latest and were replaced longer ago than --older-than, but the newest --keep \
      of each key; and delete markers behind which nothing is left. What it removes cannot be brought back.
      """)

  @OptionGroup var options: VersionsOptions

  @Option(help: ArgumentHelp("Only versions that were replaced that long ago.", valueName: "time"))
  var olderThan: TimeSpan

  @Option(help: ArgumentHelp("Old versions of each key that stay in any case.", valueName: "n"))
  var keep = 0

  @Flag(name: [.customShort("n"), .long], help: "Only show what would be removed.")
  var dryRun = false

  @Flag(help: "Also remove what governance mode protects, where the credentials may.")
  var bypassGovernance = false

  func validate() throws {
    if keep < 0 { throw ValidationError("--keep takes a number from 0") }
  }

  func run() async throws {
    let versions = try VersionsPlace(options, command: "versions purge")
    let now = versions.reporter.context.now()
    let limit = Timestamp(seconds: now.seconds - olderThan.seconds, nanoseconds: now.subsecondNanoseconds)
    var count = 0
    var bytes: Int64 = 0
    try await versions.forEachKey { key in
      for version in Purge(keeping: keep, replacedBefore: limit).victims(of: key) {
        count += 1
        bytes += version.object.sizeBytes
        try versions.show(
          "purge", key.key, reason: "version \(version.versionID)", sizeBytes: version.object.sizeBytes,
          isDryRun: dryRun)
        guard !dryRun else { continue }
        do throws(StoreError) {
          try await versions.service.deleteVersion(
            key.key, in: versions.bucket, versionID: version.versionID, bypassesGovernance: bypassGovernance)
        } catch {
          guard error.code == .accessDenied else { throw error }
          versions.reporter.error(CommandError(error, next: "a lock may hold it: see 'cairn stat'"))
        }
      }
    }
    try versions.reporter.result(
      "\(count) versions (\(humanBytes(bytes))) \(dryRun ? "would be removed" : "removed")")
    if versions.reporter.errorCount > 0 { throw CommandExit(.someFailed) }
  }
}

/// Which versions of a key go.
struct Purge {
  let keeping: Int
  let replacedBefore: Timestamp

  init(keeping: Int, replacedBefore: Timestamp) {
    self.keeping = keeping
    self.replacedBefore = replacedBefore
  }

  /// The latest version never goes, except a delete marker that is left alone.
  func victims(of key: KeyVersions) -> [VersionSummary] {
    var victims: [VersionSummary] = []
    var seen = 0
    for (newer, version) in zip(key.versions, key.versions.dropFirst()) {
      seen += version.isDeleteMarker ? 0 : 1
      let isOld = newer.object.lastModified < replacedBefore
      if isOld, version.isDeleteMarker || seen > keeping { victims.append(version) }
    }
    if let latest = key.versions.first, latest.isDeleteMarker, victims.count == key.versions.count - 1,
      latest.object.lastModified < replacedBefore
    {
      victims.append(latest)
    }
    return victims
  }
}
