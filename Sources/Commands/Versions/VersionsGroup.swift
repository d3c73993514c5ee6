import ArgumentParser
import JSON
import S3Client
import S3Protocol
import StorageModel

/// `cairn versions`
struct VersionsGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions", abstract: "List, restore and remove the versions of a versioned bucket.",
    subcommands: [VersionsList.self, VersionsRestore.self, VersionsUndelete.self, VersionsPurge.self])
}

/// What the commands about versions share.
struct VersionsOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Bucket, folder or object.", valueName: "location"))
  var location: String

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions
}

/// The versions that a command line names.
struct VersionsPlace {
  let place: BucketLocation
  let bucket: BucketName
  let service: S3Service
  let endpoints: Endpoints
  let reporter: Reporter

  init(_ options: VersionsOptions, command: String) throws {
    reporter = try Reporter(command: command, options: options.output)
    place = try BucketLocation(argument: options.location, verb: command)
    bucket = try place.requireBucket()
    endpoints = try Endpoints(options.connection, reporter.context)
    service = try endpoints.service(place).requireClient()
  }

  /// What becomes of a key: an item; in a dry run a line of the result that says what would.
  func show(
    _ action: String, _ key: ObjectKey, reason: String? = nil, sizeBytes: Int64? = nil, isDryRun: Bool
  ) throws {
    guard isDryRun, !reporter.isJSON else {
      return try reporter.item(action, key.bytes, reason: reason, sizeBytes: sizeBytes)
    }
    try reporter.result(
      "would \(action) \(escapedForDisplay(key.bytes))" + (reason.map { " (\($0))" } ?? ""))
  }

  /// Calls `body` with the object that was named, or with everything below the folder. Returns how many keys that were.
  @discardableResult
  func forEachKey(_ body: (KeyVersions) async throws -> Void) async throws -> Int {
    var count = 0
    try await service.forEachKey(of: bucket, prefix: place.folderPrefix) { versions in
      count += 1
      try await body(versions)
    }
    let name = place.key
    // Asked for apart: whoever may list only below the folder must not list what begins with its name.
    if !name.isEmpty, name != place.folderPrefix, let object = try await object(name, isFolder: count > 0) {
      count += 1
      try await body(object)
    }
    guard count > 0 || name.isEmpty else {
      throw CommandError(.notFound, "no versions at \(place)", next: "check the name with 'cairn versions list'")
    }
    return count
  }
}

extension VersionsPlace {
  /// The object of exactly this name; nil for none, and where there is a folder and nothing else may be listed.
  private func object(_ name: [UInt8], isFolder: Bool) async throws -> KeyVersions? {
    var reader = KeyVersionsReader(service: service, bucket: bucket, prefix: name)
    do {
      return try await reader.next().flatMap { $0.key.bytes == name ? $0 : nil }
    } catch {
      guard error.code == .accessDenied, isFolder else { throw error }
      return nil
    }
  }
}

/// `cairn versions list`
struct VersionsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List versions and delete markers, of each key the latest first.",
    discussion: "Prints time, bytes, version id and key; '*' marks the latest version, a delete marker has no bytes.")

  @OptionGroup var options: VersionsOptions

  @Flag(help: "With the tags of each version in --json records: a request a version.")
  var tags = false

  func run() async throws {
    let versions = try VersionsPlace(options, command: "versions list")
    try await versions.forEachKey { key in
      for version in key.versions {
        let found =
          tags && !version.isDeleteMarker
          ? try await versions.service.tags(
            of: version.object.key, in: versions.bucket, versionID: version.versionID) : nil
        try write(version, found, versions.reporter)
      }
    }
  }

  private func write(_ version: VersionSummary, _ tags: [ObjectTag]?, _ reporter: Reporter) throws {
    let object = version.object
    var record = Record(.item)
    record.add("path", bytes: object.key.bytes)
    record.add("version_id", text: version.versionID)
    record.add("modified", text: iso8601(object.lastModified))
    record.add("latest", .bool(version.isLatest))
    record.add("delete_marker", .bool(version.isDeleteMarker))
    if !version.isDeleteMarker {
      record.add("bytes", object.sizeBytes)
      record.add("storage_class", text: object.storageClass)
      record.add("tags", tags.map { .object($0.map { .init($0.key, .string($0.value)) }) })
    }
    try reporter.record(record)
    guard !reporter.isJSON else { return }
    let size = version.isDeleteMarker ? "deleted" : String(object.sizeBytes)
    let padding = String(repeating: " ", count: max(0, 12 - size.count))
    try reporter.result(
      "\(iso8601(object.lastModified)) \(padding)\(size) \(version.isLatest ? "*" : " ") "
        + "\(escapedForDisplay(Array(version.versionID.utf8)))  \(escapedForDisplay(object.key.bytes))")
  }
}
