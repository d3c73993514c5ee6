import ArgumentParser
import JSON
import Lifecycle
import Provisioning
import S3Client
import S3Protocol
import StorageModel

/// `cairn lifecycle explain`
struct LifecycleExplain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say for one object which rule acts when, and why the others do not.")

  @Argument(help: ArgumentHelp("Object.", valueName: "object"))
  var location: String

  @Option(help: ArgumentHelp("Rules to try instead of the bucket's.", valueName: "file"), completion: .file())
  var rules: String?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "lifecycle explain", options: output)
    let place = try BucketLocation(argument: location, verb: "lifecycle explain")
    let key = try place.requireKey().key
    let bucket = try RuleBucket(try Endpoints(connection, reporter.context), place, file: rules, reporter.context)
    let found = try await bucket.rules()
    let versioning = try await bucket.versioning()
    var isFound = false
    try await bucket.forEachKey(versioning) { versions in
      guard versions.key == key else { return }
      isFound = true
      let simulated = try await bucket.simulated(
        versions, versioning, needsTags: found.contains { !$0.filter.tags.isEmpty })
      for version in simulated.versions {
        let explanations = RuleExplanation.all(
          found, for: version.facts, versioning: versioning, at: reporter.context.now())
        try write(version, explanations, reporter)
      }
    }
    guard isFound else {
      throw CommandError(.notFound, "no object at \(place)", next: "check the name with 'cairn ls'")
    }
  }

  private func write(_ version: SimulatedVersion, _ explanations: [RuleExplanation], _ reporter: Reporter) throws {
    let kind =
      version.facts.isDeleteMarker ? "delete marker" : version.facts.isLatest ? "latest version" : "old version"
    let id = version.versionID.map { " \(escapedForDisplay(Array($0.utf8)))" } ?? ""
    try reporter.result("\(kind)\(id) of \(iso8601(version.facts.modified)), \(version.facts.sizeBytes) bytes")
    for explanation in explanations {
      var record = Record(.item)
      record.add("path", bytes: version.facts.key.bytes)
      record.add("version_id", text: version.versionID)
      record.add("rule", text: explanation.rule)
      record.add("action", text: explanation.decision?.action.words)
      record.add("date", text: explanation.decision.map { iso8601($0.date) })
      record.add("acts_first", .bool(explanation.actsFirst))
      record.add("reason", text: explanation.reason)
      try reporter.record(record)
      let what = explanation.decision.map { "\($0.action.words) on \(String(iso8601($0.date).prefix(10)))" }
      let words = [what, explanation.reason].compactMap { $0 }.joined(separator: "; ")
      try reporter.result("  \(explanation.actsFirst ? "→" : " ") \(explanation.rule): \(words)")
    }
  }
}
