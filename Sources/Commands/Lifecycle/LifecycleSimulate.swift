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
      Lists the bucket and carries the rules out on paper, one run at each midnight UTC, as 'cairn serve' does. \
      The rules are the bucket's own, or those of a file. Changes nothing.
      """)

  @Argument(help: ArgumentHelp("Bucket, or a prefix in it.", valueName: "location"))
  var location: String

  @Option(help: ArgumentHelp("Rules to try instead of the bucket's.", valueName: "file"), completion: .file())
  var rules: String?

  @Option(help: ArgumentHelp("First day (default: now).", valueName: "time"))
  var from: PointInTime?

  @Option(help: ArgumentHelp("Days to look ahead.", valueName: "n"))
  var days = 365

  @Flag(help: "Name every version and its day.")
  var keys = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if !(1...36_500).contains(days) { throw ValidationError("--days takes 1 to 36500") }
  }

  func run() async throws {
    let reporter = try Reporter(command: "lifecycle simulate", options: output)
    let place = try BucketLocation(argument: location, verb: "lifecycle simulate")
    let endpoints = try Endpoints(connection, reporter.context)
    let bucket = try RuleBucket(endpoints, place, file: rules, reporter.context)
    let found = try await bucket.rules()
    for warning in try await RuleWarnings(endpoints: endpoints, place: place, context: reporter.context).of(found) {
      try RuleWarnings.report(warning, reporter)
    }
    let start = from?.timestamp(now: reporter.context.now()) ?? reporter.context.now()
    let versioning = try await bucket.versioning()
    var simulation = LifecycleSimulation(found, versioning: versioning, start: start, days: days)
    let needsTags = found.contains { !$0.filter.tags.isEmpty }
    try await bucket.forEachKey(versioning) { key in
      let simulated = try await bucket.simulated(key, versioning, needsTags: needsTags)
      var events: [LifecycleSimulation.Event] = []
      simulation.add(simulated) { if keys { events.append($0) } }
      for event in events { try write(event, simulation, reporter) }
    }
    try SimulationListing(simulation: simulation, reporter: reporter).write()
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
