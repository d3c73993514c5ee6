import Provisioning
import StorageModel

/// `diff` and `apply`, of all sections or of the lifecycle rules alone.
struct SettingsRun {
  let options: SettingsOptions
  let command: String
  /// nil for all.
  let section: BucketSection?
  let changesBucket: Bool
  var ignoresWarnings = false
  /// In dollars; nil for no limit.
  var maximumCost: Double?

  func run() async throws {
    let reporter = try Reporter(command: command, options: options.output)
    let place = try bucketPlace()
    let description = try described(reporter.context)
    let endpoints = try Endpoints(options.connection, reporter.context)
    let endpoint = try endpoints.settings(place)
    let plans = try await endpoint.plan(description, replaces: options.replace)
    try ChangeListing(reporter: reporter).write(plans)
    try await warn(plans, endpoints, place, reporter)
    if let lifecycle = plans.first(where: { $0.section == .lifecycle && $0.changesSomething }) {
      try await RuleCost(endpoints: endpoints, place: place, reporter: reporter, maximum: maximumCost)
        .check(lifecycle.after?.rules ?? [])
    }
    let pending = plans.filter(\.changesSomething)
    guard !pending.isEmpty else { return }
    if changesBucket {
      for plan in pending {
        try await SectionApplication(endpoint).run(plan)
        reporter.note("\(command): \(plan.section.rawValue) set and read back")
      }
    } else if options.detailedExitcode {
      throw CommandExit(.changesPending)
    }
  }

  private func warn(
    _ plans: [SectionPlan], _ endpoints: Endpoints, _ place: BucketLocation, _ reporter: Reporter
  ) async throws {
    guard let plan = plans.first(where: { $0.section == .lifecycle }), let rules = plan.after?.rules else { return }
    let warnings = try await RuleWarnings(endpoints: endpoints, place: place, context: reporter.context).of(rules)
    for warning in warnings { try RuleWarnings.report(warning, reporter) }
    guard changesBucket, plan.changesSomething, !ignoresWarnings, warnings.contains(where: \.isDangerous) else {
      return
    }
    throw CommandError(
      .refused, "the rules would destroy what they should not; nothing was changed",
      next: "change them, or add --force when that is wanted")
  }

  private func bucketPlace() throws -> BucketLocation {
    let place = try BucketLocation(argument: options.location, verb: command)
    let bucket = try place.requireBucket()
    guard place.key.isEmpty else {
      throw CommandError.usage("\(command) takes a whole bucket, not \(place)", next: "name s3://\(bucket)")
    }
    return place
  }

  private func described(_ context: CommandContext) throws -> BucketDescription {
    var description = try DescriptionFile.read(options.file, context)
    if let section {
      description.sections = description.sections.filter { $0.key == section }
      guard !description.sections.isEmpty else {
        throw CommandError.usage("\(options.file) has no \(section.rawValue) rules")
      }
    }
    return description
  }
}
