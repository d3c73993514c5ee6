import JSON
import ObjectStores
import Provisioning
import S3Protocol
import StorageModel

/// What is wrong with rules for what the bucket and the configuration hold.
struct RuleWarnings {
  let endpoints: Endpoints
  let place: BucketLocation
  let context: CommandContext

  func of(_ rules: [LifecycleRule]) async throws -> [LifecycleWarning] {
    let store = try endpoints.store(place)
    let repositories = try await RepositorySearch(store: store).prefixes(for: rules)
    let mirrors = endpoints.mirrorsWithDeletion(into: place)
    let pins = try await PinStorage(store: store, bucket: try place.requireBucket()).list(damaged: { _ in })
    return LifecycleWarning.all(
      rules, repositories: repositories, mirrors: mirrors,
      pins: pins.map { LifecycleWarning.Pin(name: $0.name, prefix: $0.prefix) })
  }

  static func report(_ warning: LifecycleWarning, _ reporter: Reporter) throws {
    var record = Record(.item)
    record.add("action", text: "warning")
    record.add("name", text: warning.rule)
    record.add("reason", text: warning.message)
    record.add("dangerous", .bool(warning.isDangerous))
    try reporter.record(record)
    reporter.note("warning: \(warning.rule): \(warning.message)")
  }
}

extension Endpoints {
  /// The prefixes in the bucket of `place` into which a job of the configuration mirrors with `--delete`.
  func mirrorsWithDeletion(into place: BucketLocation) -> [[UInt8]] {
    jobs.values.compactMap { job in
      guard job.options.contains(where: { $0.name == "delete" }),
        // A job whose target is no location fails when it runs, and says so then.
        case .bucket(let target)? = try? Location(argument: job.target),
        target.remote == place.remote, target.bucket == place.bucket
      else { return nil }
      return target.folderPrefix
    }
  }
}
