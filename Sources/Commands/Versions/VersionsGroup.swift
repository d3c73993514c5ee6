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

  /// Calls `body` with the object that was named, or with everything below the folder. Returns how many keys that were.
  @discardableResult
  func forEachKey(_ body: (KeyVersions) async throws -> Void) async throws -> Int {
    let folder = place.folderPrefix
    let name = place.key
    var count = 0
    try await service.forEachKey(of: bucket, prefix: name) { versions in
      guard versions.key.bytes == name || versions.key.bytes.starts(with: folder) else { return }
      count += 1
      try await body(versions)
    }
    guard count > 0 || name.isEmpty else {
      throw CommandError(.notFound, "no versions at \(place)", next: "check the name with 'cairn versions list'")
    }
    return count
  }
}

/// `cairn versions list`
struct VersionsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List versions and delete markers, of each key the latest first.",
    discussion: "Prints time, bytes, version id and key; '*' marks the latest version, a delete marker has no bytes.")

  @OptionGroup var options: VersionsOptions

  func run() async throws {
    let versions = try VersionsPlace(options, command: "versions list")
    try await versions.forEachKey { key in
      for version in key.versions { try write(version, versions.reporter) }
    }
  }

  private func write(_ version: VersionSummary, _ reporter: Reporter) throws {
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
