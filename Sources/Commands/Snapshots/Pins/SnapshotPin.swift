import ArgumentParser
import JSON
import ObjectStores
import Provisioning
import S3Client
import S3Protocol
import StorageModel

/// `cairn snapshot pin`
struct SnapshotPin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Remember the versions of a mirror in a versioned bucket, as a snapshot of one object.",
    discussion: """
      A pin names and dates what is below a prefix, by the ids of the versions: it copies nothing. It is read with \
      --pin NAME of ls, cat, cp, sync, plan and verify. It lasts as long as its versions do: 'lifecycle diff' and \
      'lifecycle simulate' warn of a rule that would take them away.
      """,
    subcommands: [
      PinCreate.self, PinList.self, PinVerify.self, PinDiff.self, PinRestore.self, PinRemove.self,
    ], defaultSubcommand: PinCreate.self)
}

/// What the pin commands share.
struct PinOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Bucket and prefix: s3://bucket/prefix or NAME:bucket/prefix.", valueName: "location"))
  var location: String

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions
}

/// What the commands share that begin with one pin.
struct OnePinOptions: ParsableArguments {
  @OptionGroup var options: PinOptions

  @Argument(help: ArgumentHelp("Name of the pin.", valueName: "name"))
  var name: String

  /// The bucket, and the pin read from it.
  func open(_ command: String) async throws -> (pins: PinPlace, manifest: PinManifest) {
    let pins = try PinPlace(options, command: command)
    return (pins, try await pins.load(name))
  }
}

/// A bucket with pins, opened from a command line.
struct PinPlace: Sendable {
  let reporter: Reporter
  let place: BucketLocation
  let endpoints: Endpoints
  let bucket: BucketName
  let service: S3Service
  let storage: PinStorage

  init(_ options: PinOptions, command: String) throws {
    reporter = try Reporter(command: command, options: options.output)
    place = try BucketLocation(argument: options.location, verb: command)
    bucket = try place.requireBucket()
    endpoints = try Endpoints(options.connection, reporter.context)
    service = try endpoints.service(place).requireClient()
    storage = PinStorage(store: try endpoints.store(place), bucket: bucket)
  }

  /// The pin, which must be one of the prefix.
  func load(_ name: String) async throws -> PinManifest {
    let manifest = try await storage.load(name)
    guard place.key.isEmpty || manifest.header.prefix == place.folderPrefix else {
      throw CommandError(
        .notFound, "the pin '\(name)' is of '\(escapedForDisplay(manifest.header.prefix))'",
        next: "name that prefix, or the bucket alone")
    }
    return manifest
  }

  /// Every object below the prefix as it is now, in the endpoint's order, which need not be that of keys.
  func forEachObject(below prefix: [UInt8], _ body: (ListedObject) async throws -> Void) async throws {
    var pages = ObjectPages(store: storage.store, request: ListRequest(prefix: prefix))
    while let page = try await pages.next() {
      for object in page.objects { try await body(object) }
    }
  }

  /// The pin of what is below its prefix now. Some endpoints leave keys out of listings of versions that have several
  /// pages, so that what the plain listing has beside is asked for one by one.
  func pin(_ header: PinHeader) async throws -> PinManifest {
    var objects: [PinnedObject] = []
    try await service.forEachKey(of: bucket, prefix: header.prefix, mayHaveGaps: true) { versions in
      if let current = versions.current { objects.append(PinnedObject(current)) }
    }
    let listed = PinManifest(header: header, objects: objects)
    try await forEachObject(below: header.prefix) { object in
      if listed.index(of: object.key) == nil, let found = try await look(at: object.key, versionID: nil) {
        objects.append(PinnedObject(object, found))
      }
    }
    return PinManifest(header: header, objects: objects)
  }

  /// Whether the version is as it was pinned.
  func isThere(_ object: PinnedObject) async throws -> Bool {
    let found = try await look(at: object.key, versionID: object.versionID)
    return found?.etag == object.etag && found?.sizeBytes == object.sizeBytes
  }

  private func look(at key: ObjectKey, versionID: String?) async throws(StoreError) -> ObjectInfo? {
    do throws(StoreError) {
      return try await storage.store.head(key, ReadOptions(versionID: versionID, wantsChecksum: false))
    } catch {
      guard error.code == .noSuchKey || error.code == .notFound else { throw error }
      return nil
    }
  }

  func show(_ header: PinHeader, action: String? = nil) throws {
    var record = Record(.item)
    record.add("action", text: action)
    record.add("name", text: header.name)
    record.add("created", text: iso8601(header.created))
    record.add("prefix", bytes: header.prefix)
    record.add("objects", header.objects)
    record.add("bytes", header.bytes)
    try reporter.record(record)
    try reporter.result(
      "\(action.map { $0 + " " } ?? "")\(header.name)  \(iso8601(header.created))  \(header.objects) objects  "
        + "\(humanBytes(header.bytes))  s3://\(bucket.text)/\(escapedForDisplay(header.prefix))")
  }
}

extension PinnedObject {
  init(_ version: VersionSummary) {
    let object = version.object
    self.init(
      key: object.key, versionID: version.versionID, sizeBytes: object.sizeBytes, etag: object.etag,
      modified: object.lastModified, storageClass: object.storageClass)
  }

  fileprivate init(_ object: ListedObject, _ info: ObjectInfo) {
    self.init(
      key: object.key, versionID: info.versionID ?? "null", sizeBytes: info.sizeBytes, etag: info.etag,
      modified: info.lastModified, storageClass: info.storageClass)
  }
}

/// `cairn snapshot pin create`, also without its name
struct PinCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Pin what is below a prefix now.")

  @OptionGroup var options: PinOptions

  @Option(help: ArgumentHelp("Name of the pin (default: the time, as 20260901T120000Z).", valueName: "name"))
  var name: String?

  func run() async throws {
    let pins = try PinPlace(options, command: "snapshot pin")
    guard !pins.place.folderPrefix.isEmpty else {
      throw CommandError.usage(
        "a pin needs a prefix: a mirror with --delete into the whole bucket would take the pin itself away",
        next: "write s3://\(pins.bucket.text)/prefix")
    }
    let created = pins.reporter.context.now()
    let compact = iso8601(created).filter { $0 != "-" && $0 != ":" }
    let name = name ?? compact
    guard PinStorage.isName(name) else {
      throw CommandError.usage("'\(name)' cannot name a pin", next: "use letters, digits, '.', '_' and '-'")
    }
    guard try await pins.endpoints.settings(pins.place).settings(.versioning)?.document?["Status"]?.string == "Enabled"
    else {
      throw CommandError(
        .refused, "\(pins.bucket.text) has no versioning: what is overwritten is gone, and a pin would keep nothing",
        next: "turn it on with 'cairn bucket apply', or make a snapshot with 'cairn snapshot create'")
    }
    let header = PinHeader(
      name: name, created: created, bucket: pins.bucket.text, prefix: pins.place.folderPrefix, objects: 0, bytes: 0)
    let manifest = try await pins.pin(header)
    guard manifest.header.objects > 0 else { throw CommandError(.notFound, "nothing is below \(pins.place)") }
    try await pins.storage.save(manifest)
    try pins.show(manifest.header, action: "pinned")
  }
}

/// `cairn snapshot pin list`
struct PinList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the pins of a bucket, or of a prefix.")

  @OptionGroup var options: PinOptions

  func run() async throws {
    let pins = try PinPlace(options, command: "snapshot pin list")
    let prefix = pins.place.folderPrefix
    for header in try await pins.storage.list(damaged: { pins.reporter.error($0) })
    where header.prefix.starts(with: prefix) {
      try pins.show(header)
    }
    if pins.reporter.errorCount > 0 { throw CommandExit(.damaged) }
  }
}

/// `cairn snapshot pin remove`
struct PinRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove pins. The versions stay as long as the bucket keeps them.")

  @OptionGroup var options: PinOptions

  @Argument(help: ArgumentHelp("Names of pins.", valueName: "name"))
  var names: [String]

  func run() async throws {
    let pins = try PinPlace(options, command: "snapshot pin remove")
    for name in names {
      // A damaged one can be removed as well: its header is enough, or its name.
      let headers = try await pins.storage.list(damaged: { _ in })
      if let header = headers.first(where: { $0.name == name }) {
        guard header.prefix.starts(with: pins.place.folderPrefix) else {
          throw CommandError(
            .notFound, "the pin '\(name)' is of '\(escapedForDisplay(header.prefix))'", next: "name that prefix")
        }
        try await pins.storage.remove(name)
        try pins.show(header, action: "removed")
      } else {
        _ = try await pins.storage.store.head(PinStorage.key(name), ReadOptions(wantsChecksum: false))
        try await pins.storage.remove(name)
        try pins.reporter.result("removed \(name)")
      }
    }
  }
}
