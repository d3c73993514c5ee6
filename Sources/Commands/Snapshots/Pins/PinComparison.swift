import ArgumentParser
import JSON
import S3Client
import S3Protocol
import Snapshots
import StorageModel

/// `cairn snapshot pin verify`
struct PinVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Look whether every version of a pin is still there, as it was.",
    discussion: "Takes one request for every thousand versions below the prefix. Exits with 13 when one is missing.")

  @OptionGroup var options: PinOptions

  @Argument(help: ArgumentHelp("Name of the pin.", valueName: "name"))
  var name: String

  func run() async throws {
    let pins = try PinPlace(options, command: "snapshot pin verify")
    let manifest = try await pins.load(name)
    var next = 0
    var damaged: Int64 = 0
    func lost(_ object: PinnedObject, _ reason: String) {
      damaged += 1
      pins.reporter.error(
        CommandError(.damaged, "\(object.key): version \(escapedForDisplay(Array(object.versionID.utf8))) \(reason)"))
    }
    try await pins.service.forEachKey(of: pins.bucket, prefix: manifest.header.prefix) { versions in
      while next < manifest.objects.count, manifest.objects[next].key < versions.key {
        lost(manifest.objects[next], "is gone")
        next += 1
      }
      guard next < manifest.objects.count, manifest.objects[next].key == versions.key else { return }
      let object = manifest.objects[next]
      next += 1
      guard let found = versions.versions.first(where: { $0.versionID == object.versionID && !$0.isDeleteMarker })
      else { return lost(object, "is gone") }
      if found.object.etag != object.etag || found.object.sizeBytes != object.sizeBytes {
        lost(object, "is another one")
      }
    }
    for object in manifest.objects[next...] { lost(object, "is gone") }
    let status: ExitStatus = damaged > 0 ? .damaged : .done
    var record = Record(.summary)
    record.add("command", text: "snapshot pin verify")
    record.add("status", text: status.word)
    record.add("exit_code", Int64(status.rawValue))
    record.add("objects", manifest.header.objects)
    record.add("damaged", damaged)
    record.add("requests", pins.endpoints.requestCount)
    try pins.reporter.record(record)
    pins.reporter.note(
      "snapshot pin verify \(status.word): \(manifest.header.objects) versions, \(damaged) missing or changed; "
        + "\(pins.endpoints.requestCount) requests")
    try pins.reporter.context.output.flush()
    if status != .done { throw CommandExit(status) }
  }
}

/// `cairn snapshot pin diff`
struct PinDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what changed from a pin to another one, or to now.",
    discussion: "+ added, - removed, M other content.")

  @OptionGroup var options: PinOptions

  @Argument(help: ArgumentHelp("Name of the pin.", valueName: "name"))
  var name: String

  @Argument(help: ArgumentHelp("Name of a later pin (default: what is there now).", valueName: "other"))
  var other: String?

  @Flag(help: "Exit with status 20 when there are differences.")
  var detailedExitcode = false

  func run() async throws {
    let pins = try PinPlace(options, command: "snapshot pin diff")
    let old = try await pins.load(name)
    var changes = PinChanges(old: old, reporter: pins.reporter)
    if let other {
      for object in try await pins.load(other).objects { try changes.take(object) }
    } else {
      try await pins.forEachObject(below: old.header.prefix) { try changes.take($0) }
    }
    try changes.finish()
    pins.reporter.note(
      "snapshot pin diff: \(changes.added) added, \(changes.removed) removed, \(changes.modified) modified")
    try pins.reporter.context.output.flush()
    if detailedExitcode, changes.added + changes.removed + changes.modified > 0 { throw CommandExit(.changesPending) }
  }
}

/// Merges a pin with the objects that come after it, both in the order of keys.
private struct PinChanges {
  let old: PinManifest
  let reporter: Reporter
  private var next = 0
  private(set) var added = 0
  private(set) var removed = 0
  private(set) var modified = 0

  init(old: PinManifest, reporter: Reporter) {
    self.old = old
    self.reporter = reporter
  }

  mutating func take(_ object: PinnedObject) throws {
    while next < old.objects.count, old.objects[next].key < object.key { try remove() }
    guard next < old.objects.count, old.objects[next].key == object.key else {
      added += 1
      return try show("+", .added, object.key, oldBytes: 0, newBytes: object.sizeBytes)
    }
    let before = old.objects[next]
    next += 1
    // The same content put again is another version and no change.
    guard before.etag != object.etag || before.sizeBytes != object.sizeBytes else { return }
    modified += 1
    try show("M", .modified, object.key, oldBytes: before.sizeBytes, newBytes: object.sizeBytes)
  }

  mutating func finish() throws {
    while next < old.objects.count { try remove() }
  }

  private mutating func remove() throws {
    let object = old.objects[next]
    next += 1
    removed += 1
    try show("-", .removed, object.key, oldBytes: object.sizeBytes, newBytes: 0)
  }

  private func show(
    _ letter: String, _ kind: EntryChange.Kind, _ key: ObjectKey, oldBytes: Int64, newBytes: Int64
  ) throws {
    let path = Array(key.bytes.dropFirst(old.header.prefix.count))
    var record = Record(.item)
    record.add("action", text: kind.rawValue)
    record.add("path", bytes: path)
    record.add("old_bytes", oldBytes)
    record.add("new_bytes", newBytes)
    try reporter.record(record)
    try reporter.result("\(letter) \(escapedForDisplay(path))")
  }
}

/// `cairn snapshot pin restore`
struct PinRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring back what a pin has into a folder, or over what is in a bucket now.",
    discussion: "The same as 'cairn sync --pin NAME LOCATION TARGET', which has all options of a mirror.")

  @OptionGroup var options: PinOptions

  @Argument(help: ArgumentHelp("Name of the pin.", valueName: "name"))
  var name: String

  @Option(
    name: [.short, .long], help: ArgumentHelp("Folder or s3://bucket/prefix to restore into.", valueName: "location"))
  var target: String

  @Flag(help: "Remove what is in the target and not in the pin.")
  var delete = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  func run() async throws {
    let pins = try PinPlace(options, command: "snapshot pin restore")
    let manifest = try await pins.load(name)
    let remote = pins.place.remote.map { "\($0):" } ?? "s3://"
    let source = Array("\(remote)\(pins.bucket.text)/".utf8) + manifest.header.prefix
    var sync = try SyncCommand.parse(
      ["--pin", name, ArgumentBytes.text(source), target] + (delete ? ["--delete"] : []) + (dryRun ? ["--dry-run"] : [])
    )
    sync.arguments.connection = options.connection
    sync.arguments.output = options.output
    try await sync.run()
  }
}
