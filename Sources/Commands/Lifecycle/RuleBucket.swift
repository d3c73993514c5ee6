import JSON
import Lifecycle
import ObjectStores
import Provisioning
import S3Client
import S3Protocol
import StorageModel

/// A bucket whose rules are looked into: the rules, its versioning and its versions.
struct RuleBucket {
  let place: BucketLocation
  let bucket: BucketName
  let service: S3Service
  private let endpoint: ServiceBucket
  private let file: String?
  private let context: CommandContext

  init(_ endpoints: Endpoints, _ place: BucketLocation, file: String?, _ context: CommandContext) throws {
    self.place = place
    self.file = file
    self.context = context
    endpoint = try endpoints.settings(place)
    bucket = endpoint.bucket
    service = endpoint.service
  }

  /// Those of the file, or the bucket's.
  func rules() async throws -> [LifecycleRule] {
    if let file {
      guard let rules = try DescriptionFile.read(file, context).rules else {
        throw CommandError.usage("\(file) has no lifecycle rules")
      }
      return rules
    }
    try await service.headBucket(bucket)
    guard let rules = try await endpoint.settings(.lifecycle)?.rules else {
      throw CommandError(.notFound, "\(place) has no lifecycle rules", next: "name a file with --rules")
    }
    return rules
  }

  func versioning() async throws -> VersioningStatus? {
    let status = try await endpoint.settings(.versioning)?.document?["Status"]?.string
    return status.flatMap { VersioningStatus(rawValue: $0) }
  }

  /// Calls `body` for each key below the place. Without versioning a plain listing says everything.
  func forEachKey(_ versioning: VersioningStatus?, _ body: (KeyVersions) async throws -> Void) async throws {
    guard versioning == nil else {
      return try await service.forEachKey(of: bucket, prefix: place.key, body)
    }
    var pages = ObjectPages(store: service.store(bucket), request: ListRequest(prefix: place.key))
    while let page = try await pages.next() {
      for object in page.objects {
        let summary = ObjectSummary(
          key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, lastModified: object.lastModified,
          storageClass: object.storageClass)
        try await body(
          KeyVersions(key: object.key, versions: [VersionSummary(object: summary, versionID: "null", isLatest: true)]))
      }
    }
  }

  /// What the rules will do with what is there. `body` gets each event as it is foreseen.
  func foresight(
    of rules: [LifecycleRule], start: Timestamp, days: Int,
    _ body: (LifecycleSimulation.Event, LifecycleSimulation) throws -> Void = { _, _ in }
  ) async throws -> LifecycleSimulation {
    let versioning = try await versioning()
    var simulation = LifecycleSimulation(rules, versioning: versioning, start: start, days: days)
    let needsTags = rules.contains { !$0.filter.tags.isEmpty }
    try await forEachKey(versioning) { key in
      try simulation.add(try await simulated(key, versioning, needsTags: needsTags), body)
    }
    return simulation
  }

  /// One request a version where rules ask for tags.
  func simulated(
    _ key: KeyVersions, _ versioning: VersioningStatus?, needsTags: Bool
  ) async throws -> SimulatedKey {
    var versions: [SimulatedVersion] = []
    for version in key.versions {
      versions.append(
        SimulatedVersion(
          try await facts(version, versioning, needsTags: needsTags), versionID: version.versionID))
    }
    return SimulatedKey(key: key.key, versions: versions, versioning: versioning)
  }

  private func facts(
    _ version: VersionSummary, _ versioning: VersioningStatus?, needsTags: Bool
  ) async throws -> VersionFacts {
    var tags: [ObjectTag] = []
    if needsTags, !version.isDeleteMarker {
      tags = try await service.tags(
        of: version.object.key, in: bucket, versionID: versioning == nil ? nil : version.versionID)
    }
    let object = version.object
    return VersionFacts(
      key: object.key, sizeBytes: object.sizeBytes, tags: tags, modified: object.lastModified,
      storageClass: object.storageClass, isDeleteMarker: version.isDeleteMarker)
  }
}
