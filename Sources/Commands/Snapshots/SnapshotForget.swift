import ArgumentParser
import Snapshots
import StorageModel

/// Which snapshots stay.
struct RetentionOptions: ParsableArguments {
  @Option(name: [.customShort("l"), .long], help: ArgumentHelp("Keep the last n.", valueName: "n"))
  var keepLast: RetentionCount?
  @Option(name: [.customShort("H"), .long], help: ArgumentHelp("Keep the last of n hours.", valueName: "n"))
  var keepHourly: RetentionCount?
  @Option(name: [.customShort("d"), .long], help: ArgumentHelp("Keep the last of n days.", valueName: "n"))
  var keepDaily: RetentionCount?
  @Option(name: [.customShort("w"), .long], help: ArgumentHelp("Keep the last of n weeks.", valueName: "n"))
  var keepWeekly: RetentionCount?
  @Option(name: [.customShort("m"), .long], help: ArgumentHelp("Keep the last of n months.", valueName: "n"))
  var keepMonthly: RetentionCount?
  @Option(name: [.customShort("y"), .long], help: ArgumentHelp("Keep the last of n years.", valueName: "n"))
  var keepYearly: RetentionCount?
  @Option(help: ArgumentHelp("Keep what is younger than this, from the newest on: 1y5m7d2h.", valueName: "span"))
  var keepWithin: CalendarSpan?
  @Option(help: ArgumentHelp("Keep the last of each hour within this.", valueName: "span"))
  var keepWithinHourly: CalendarSpan?
  @Option(help: ArgumentHelp("Keep the last of each day within this.", valueName: "span"))
  var keepWithinDaily: CalendarSpan?
  @Option(help: ArgumentHelp("Keep the last of each week within this.", valueName: "span"))
  var keepWithinWeekly: CalendarSpan?
  @Option(help: ArgumentHelp("Keep the last of each month within this.", valueName: "span"))
  var keepWithinMonthly: CalendarSpan?
  @Option(help: ArgumentHelp("Keep the last of each year within this.", valueName: "span"))
  var keepWithinYearly: CalendarSpan?
  @Option(help: ArgumentHelp("Keep what has these tags, separated by commas; may be repeated.", valueName: "tags"))
  var keepTag: [String] = []

  var policy: RetentionPolicy {
    var policy = RetentionPolicy()
    policy.last = keepLast?.value ?? 0
    policy.hourly = keepHourly?.value ?? 0
    policy.daily = keepDaily?.value ?? 0
    policy.weekly = keepWeekly?.value ?? 0
    policy.monthly = keepMonthly?.value ?? 0
    policy.yearly = keepYearly?.value ?? 0
    policy.within = keepWithin
    policy.withinHourly = keepWithinHourly
    policy.withinDaily = keepWithinDaily
    policy.withinWeekly = keepWithinWeekly
    policy.withinMonthly = keepWithinMonthly
    policy.withinYearly = keepWithinYearly
    policy.tagLists = keepTag.map { $0.split(separator: ",").map(String.init) }
    return policy
  }
}

/// A number, or `unlimited`.
struct RetentionCount: ExpressibleByArgument, Sendable {
  /// -1 for all.
  let value: Int

  init?(argument: String) {
    if argument == "unlimited" || argument == "-1" {
      value = -1
    } else if let number = Int(argument), (0...1_000_000).contains(number) {
      value = number
    } else {
      return nil
    }
  }
}

extension CalendarSpan: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// `cairn snapshot forget`
struct SnapshotForget: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Remove snapshots, named or by a policy.",
    discussion: """
      A policy looks at each host and set of paths on its own. The data goes with 'cairn snapshot prune', or --prune.
      """)

  @Argument(help: ArgumentHelp("Snapshots to remove; none with a policy.", valueName: "snapshot"))
  var names: [String] = []

  @OptionGroup(title: "Policy") var retention: RetentionOptions

  @Option(
    name: [.customShort("g"), .long],
    help: ArgumentHelp("What a group is: host, paths, tags, separated by commas; empty for all.", valueName: "keys"))
  var groupBy = "host,paths"

  @Flag(name: [.customShort("n"), .long], help: "Say what would be removed, and remove nothing.")
  var dryRun = false

  @Flag(help: "Remove unused data afterwards.")
  var prune = false

  @Flag(help: "Allow a policy that keeps nothing of a group.")
  var allowRemovingAll = false

  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot forget", options: output)
    let policy = retention.policy
    guard names.isEmpty != policy.isEmpty else {
      throw CommandError.usage(
        names.isEmpty ? "nothing says what to remove" : "snapshots were named, and a policy was given",
        next: "name snapshots, or give --keep options")
    }
    let keys = try groupKeys()
    let session = try await RepositorySession(repository, connection, reporter.context)
    try await session.locked(exclusive: !dryRun) {
      let list = try await session.snapshots(reporter, dryRun ? .warn : .refuse)
      if !list.damaged.isEmpty {
        throw CommandError(
          .damaged, "some snapshots cannot be read, so nothing is removed", next: "see 'cairn snapshot check'")
      }
      let removed =
        try names.isEmpty
        ? judge(list, policy, keys, session, reporter) : names.map { try list.find($0, selection.filter) }
      if !names.isEmpty { for snapshot in removed { try reporter.snapshot(snapshot, action: "remove") } }
      if !dryRun {
        try await RepositoryLock.confirmHeld()
        try await session.repository.backend.remove(removed.map { RepositoryFile(.snapshot, $0.id) })
        session.noteRemoved(removed.map(\.id))
      }
      let kept = list.snapshots.count - removed.count
      reporter.note("snapshot forget: \(removed.count) \(dryRun ? "would be " : "")removed, \(kept) kept")
      if prune, !dryRun { try await PruneCommandRun(session, PruneOptions(), dryRun: false, reporter).run() }
    }
  }

  private func groupKeys() throws -> Set<GroupKey> {
    try Set(
      groupBy.split(separator: ",").map { name in
        guard let key = GroupKey(rawValue: name == "path" ? "paths" : name == "tag" ? "tags" : String(name)) else {
          throw CommandError.usage("--group-by does not know '\(name)'", next: "use host, paths and tags")
        }
        return key
      })
  }

  private func judge(
    _ list: SnapshotList, _ policy: RetentionPolicy, _ keys: Set<GroupKey>, _ session: RepositorySession,
    _ reporter: Reporter
  ) throws -> [Snapshot] {
    let chosen = list.select(selection.filter)
    guard !chosen.isEmpty else { throw CommandError(.notFound, "the selection matches no snapshot") }
    var removed: [Snapshot] = []
    for group in SnapshotGroups(chosen, by: keys).groups {
      let verdicts = policy.judge(group.snapshots, now: session.host.now().seconds)
      let name = "\(group.host) \(group.paths.joined(separator: " "))"
      if !allowRemovingAll, !verdicts.contains(where: \.keeps) {
        throw CommandError(
          .refused,
          "the policy keeps none of the \(verdicts.count) snapshots of \(name)",
          next: "check the policy, or add --allow-removing-all")
      }
      for verdict in verdicts {
        try reporter.snapshot(
          verdict.snapshot, reasons: verdict.reasons, action: verdict.keeps ? "keep" : "remove")
        if !verdict.keeps { removed.append(verdict.snapshot) }
      }
    }
    return removed
  }
}
