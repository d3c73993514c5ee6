import ArgumentParser
import Lifecycle
import Provisioning
import S3Client
import S3Protocol
import StorageModel

/// `cairn lifecycle simulate`
struct LifecycleSimulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Foresee day by day what lifecycle rules will do.",
    discussion: """
      Takes the objects of a bucket, or of a listing that was saved, and carries the rules out on paper, one run at \
      each midnight UTC, as 'cairn serve' does. The rules are the bucket's own, or those of a file. Changes nothing.
      """)

  @Argument(help: ArgumentHelp("Bucket, a prefix in it, or a saved listing.", valueName: "location"))
  var location: String

  @Option(help: ArgumentHelp("Rules to try instead of the bucket's.", valueName: "file"), completion: .file())
  var rules: String?

  @Option(help: ArgumentHelp("First day (default: now).", valueName: "time"))
  var from: PointInTime?

  @Option(help: ArgumentHelp("Days to look ahead.", valueName: "n"))
  var days = 365

  @Option(
    help: ArgumentHelp(
      "Versioning of a saved listing: enabled, suspended or none (default: by its version ids).", valueName: "status"))
  var versioning: ListedVersioning?

  @Flag(help: "Name every version and its day.")
  var keys = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if !(1...36_500).contains(days) { throw ValidationError("--days takes 1 to 36500") }
  }

  func run() async throws {
    let reporter = try Reporter(command: "lifecycle simulate", options: output)
    let start =
      from.map { Timestamp(seconds: $0.timestamp(now: reporter.context.now()).seconds) }
      ?? reporter.context.now()
    let endpoints = try Endpoints(connection, reporter.context)
    let location = try Location(argument: location)
    let simulation =
      switch location {
      case .bucket(let place): try await simulate(place, endpoints, from: start, reporter)
      case .local(let path): try simulate(SavedListingFile(path), from: start, reporter)
      case .standardStream:
        try simulate(SavedListingFile(standardInput: reporter.context.inputDescriptor), from: start, reporter)
      }
    let prices =
      if case .bucket(let place) = location {
        try endpoints.prices(place)
      } else {
        try endpoints.namedPrices.map { try endpoints.configuredPrices($0) }
      }
    try SimulationListing(simulation: simulation, reporter: reporter, prices: prices).write()
  }

  private func simulate(
    _ place: BucketLocation, _ endpoints: Endpoints, from start: Timestamp, _ reporter: Reporter
  ) async throws -> LifecycleSimulation {
    guard versioning == nil else { throw CommandError.usage("--versioning is for a saved listing") }
    let bucket = try RuleBucket(endpoints, place, file: rules, reporter.context)
    let found = try await bucket.rules()
    for warning in try await RuleWarnings(endpoints: endpoints, place: place, context: reporter.context).of(found) {
      try RuleWarnings.report(warning, reporter)
    }
    return try await bucket.foresight(of: found, start: start, days: days) { event, simulation in
      if keys { try write(event, simulation, reporter) }
    }
  }

  private func simulate(
    _ listing: SavedListingFile, from start: Timestamp, _ reporter: Reporter
  ) throws -> LifecycleSimulation {
    guard let rules else {
      throw CommandError.usage("a saved listing has no rules", next: "name a file with --rules")
    }
    guard let found = try DescriptionFile.read(rules, reporter.context).rules else {
      throw CommandError.usage("\(rules) has no lifecycle rules")
    }
    let status = try versioning.map(\.status) ?? listing.versioning()
    var simulation = LifecycleSimulation(found, versioning: status, start: start, days: days)
    let needsTags = found.contains { !$0.filter.tags.isEmpty }
    try listing.forEachKey { key, hasTags in
      guard hasTags || !needsTags else {
        throw CommandError.usage(
          "the rules ask for tags, and the listing has none",
          next: "make it with 'cairn versions list --tags --json'")
      }
      let simulated = SimulatedKey(key: key.key, versions: key.versions, versioning: status)
      try simulation.add(simulated) { event, simulation in
        if keys { try write(event, simulation, reporter) }
      }
    }
    return simulation
  }

  private func write(
    _ event: LifecycleSimulation.Event, _ simulation: LifecycleSimulation, _ reporter: Reporter
  ) throws {
    let day = String(iso8601(simulation.moment(ofDay: event.day)).prefix(10))
    let rule = simulation.rules[event.decision.ruleIndex].title(at: event.decision.ruleIndex)
    var record = Record(.item)
    record.add("day", text: day)
    record.add("action", text: event.decision.action.words)
    record.add("rule", text: rule)
    record.add("path", bytes: event.version.facts.key.bytes)
    record.add("version_id", text: event.version.versionID)
    record.add("bytes", event.version.facts.sizeBytes)
    try reporter.record(record)
    try reporter.result(
      "\(day)  \(event.decision.action.words)  \(rule)  \(escapedForDisplay(event.version.facts.key.bytes))"
        + (event.version.versionID.map { "  \(escapedForDisplay(Array($0.utf8)))" } ?? ""))
  }
}

extension LifecycleSimulation {
  /// Adds a key, and gives each event of it to `body`.
  mutating func add(_ key: SimulatedKey, _ body: (Event, LifecycleSimulation) throws -> Void) throws {
    var events: [Event] = []
    add(key) { events.append($0) }
    for event in events { try body(event, self) }
  }
}
