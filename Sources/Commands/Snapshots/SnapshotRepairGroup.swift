import ArgumentParser
import JSON
import Snapshots
import StorageModel

/// `cairn snapshot repair`
struct SnapshotRepairGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair", abstract: "Make the best of a damaged repository.",
    discussion: "In this order: index, then packs that check names, then snapshots.",
    subcommands: [RepairIndexCommand.self, RepairPacksCommand.self, RepairSnapshotsCommand.self])
}

/// `cairn snapshot repair index`
struct RepairIndexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "Make the index agree with the packs that are there.")

  @Flag(help: "Read the header of every pack.")
  var readAllPacks = false

  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot repair index", options: options.output)
    let session = try await options.session(reporter)
    let outcome = try await session.locked(exclusive: true) {
      try await IndexRepair(session.repository).run(readsAll: readAllPacks)
    }
    var record = Record(.summary)
    record.add("added", Int64(outcome.added.count))
    record.add("dropped", Int64(outcome.dropped.count))
    record.add("damaged_files", Int64(outcome.damagedFiles.count))
    try reporter.record(record)
    for pack in outcome.dropped { try reporter.result("dropped pack \(pack)") }
    try reporter.result("\(outcome.added.count) packs added, \(outcome.dropped.count) dropped")
  }
}

/// `cairn snapshot repair packs`
struct RepairPacksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "packs", abstract: "Save what is whole in damaged packs, and remove them.")

  @Argument(help: ArgumentHelp("Whole ids of packs.", valueName: "pack"))
  var packs: [String]

  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot repair packs", options: options.output)
    let ids = try packs.map { text in
      guard let id = StorageID(text) else { throw CommandError.usage("'\(text)' is not the id of a pack") }
      return id
    }
    let session = try await options.session(reporter)
    let outcome = try await session.locked(exclusive: true) { try await PackRepair(session.repository).run(ids) }
    var record = Record(.summary)
    record.add("saved", Int64(outcome.saved))
    record.add("lost", Int64(outcome.lost.count))
    try reporter.record(record)
    try reporter.result("\(outcome.saved) blobs saved, \(outcome.lost.count) lost")
    if !outcome.lost.isEmpty { reporter.note("next: cairn snapshot repair snapshots") }
  }
}

/// `cairn snapshot repair snapshots`
struct RepairSnapshotsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshots", abstract: "Rewrite snapshots without what is lost.")

  @Argument(help: ArgumentHelp("Snapshots (default: all that the selection matches).", valueName: "snapshot"))
  var names: [String] = []

  @Flag(help: "Remove the snapshots that were rewritten.")
  var forget = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot repair snapshots", options: options.output)
    let session = try await options.session(reporter)
    try await session.locked(exclusive: true) {
      let list = try await session.snapshots(reporter)
      try await session.repository.loadIndex()
      let chosen =
        try names.isEmpty
        ? list.select(selection.filter) : names.map { try list.find($0, selection.filter) }
      for snapshot in chosen {
        guard let outcome = try await SnapshotRepair(session.repository).run(snapshot, dryRun: dryRun) else {
          continue
        }
        for path in outcome.losses { try reporter.item("lost", path) }
        let new = outcome.repaired.map { dryRun ? "would be rewritten" : "rewritten as \($0.id.short)" }
        try reporter.result("\(snapshot.id.short): \(outcome.losses.count) losses, \(new ?? "nothing is left")")
        if forget, !dryRun, outcome.repaired != nil {
          try await RepositoryLock.confirmHeld()
          try await session.repository.backend.remove([RepositoryFile(.snapshot, snapshot.id)])
          session.noteRemoved([snapshot.id])
        }
      }
    }
  }
}

/// `cairn snapshot copy`
struct SnapshotCopyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy", abstract: "Copy snapshots from another repository into this one.")

  @Argument(help: ArgumentHelp("Snapshots (default: all that the selection matches).", valueName: "snapshot"))
  var names: [String] = []

  @OptionGroup(title: "Other repository") var from: OtherRepositoryOptions
  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Storing") var storing: StoringOptions
  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot copy", options: options.output)
    let source = try await from.open(options.connection, reporter.context)
    let target = try await options.session(reporter)
    let copy = SnapshotCopy(from: source.repository, to: target.repository, try storing.writerOptions(reporter.context))
    try await source.locked {
      try await target.locked {
        let list = try await source.snapshots(reporter)
        let existing = try await target.snapshots(reporter).snapshots
        try await source.repository.loadIndex()
        try await target.repository.loadIndex()
        let chosen =
          try names.isEmpty
          ? list.select(selection.filter) : names.map { try list.find($0, selection.filter) }
        guard !chosen.isEmpty else { throw CommandError(.notFound, "the selection matches no snapshot") }
        for snapshot in chosen {
          guard let copied = try await copy.copy(snapshot, existing: existing) else {
            reporter.note("\(snapshot.id.short) is there already")
            continue
          }
          try reporter.snapshot(copied, action: "copied")
        }
      }
    }
  }
}
