import ArgumentParser
import JSON
import ObjectStores
import Snapshots
import StorageModel

/// `cairn snapshot pin diff`
struct PinDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what changed from a pin to another one, or to now.",
    discussion: "+ added, - removed, M other content.")

  @OptionGroup var pin: OnePinOptions

  @Argument(help: ArgumentHelp("Name of a later pin (default: what is there now).", valueName: "other"))
  var other: String?

  @Flag(help: "Exit with status 20 when there are differences.")
  var detailedExitcode = false

  func run() async throws {
    let (pins, old) = try await pin.open("snapshot pin diff")
    var changes = PinChanges(old: old)
    if let other {
      for object in try await pins.load(other).objects {
        changes.take(object.key, object.etag, sizeBytes: object.sizeBytes)
      }
    } else {
      try await pins.forEachObject(below: old.header.prefix) { object in
        changes.take(object.key, object.etag, sizeBytes: object.sizeBytes)
      }
    }
    changes.finish()
    for change in changes.inKeyOrder { try show(change, prefix: old.header.prefix, pins.reporter) }
    pins.reporter.note(
      "snapshot pin diff: \(changes.count(.added)) added, \(changes.count(.removed)) removed, "
        + "\(changes.count(.modified)) modified")
    try pins.reporter.context.output.flush()
    if detailedExitcode, !changes.inKeyOrder.isEmpty { throw CommandExit(.changesPending) }
  }

  private func show(_ change: PinChanges.Change, prefix: [UInt8], _ reporter: Reporter) throws {
    let path = Array(change.key.bytes.dropFirst(prefix.count))
    var record = Record(.item)
    record.add("action", text: change.kind.rawValue)
    record.add("path", bytes: path)
    record.add("old_bytes", change.oldBytes)
    record.add("new_bytes", change.newBytes)
    try reporter.record(record)
    try reporter.result("\(change.letter) \(escapedForDisplay(path))")
  }
}
