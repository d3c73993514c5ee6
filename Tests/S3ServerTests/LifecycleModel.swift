import Lifecycle
import S3Protocol
import StorageModel

/// A bucket as lists of versions, and what rules should make of it: the plain opposite of the daemon's.
struct LifecycleModel {
  struct Version: Hashable {
    var isMarker: Bool
    var sizeBytes: Int64
    var tags: [ObjectTag]
    var modified: Timestamp
    var storageClass: String?
    var isNull: Bool
  }

  /// The latest first.
  var keys: [String: [Version]] = [:]
  var versioning: VersioningStatus?

  mutating func add(_ key: String, _ version: Version) {
    var version = version
    version.isNull = versioning != .enabled
    var versions = keys[key] ?? []
    switch versioning {
    case nil: versions = []
    case .suspended: versions.removeAll(where: \.isNull)
    case .enabled: break
    }
    keys[key] = [version] + versions
  }

  mutating func delete(_ key: String, at now: Timestamp) {
    guard versioning != nil else {
      keys[key] = nil
      return
    }
    add(key, Version(isMarker: true, sizeBytes: 0, tags: [], modified: now, isNull: false))
  }

  /// Does everything that is due, version by version from the latest on.
  mutating func apply(_ rules: [LifecycleRule], day: DayLength, at now: Timestamp) {
    let evaluator = LifecycleEvaluator(rules, versioning: versioning, day: day)
    for (key, versions) in keys {
      for (index, version) in versions.enumerated() {
        var facts = VersionFacts(
          key: ObjectKey(key), sizeBytes: version.sizeBytes, tags: version.tags, modified: version.modified,
          storageClass: version.storageClass, isDeleteMarker: version.isMarker, isOnlyVersion: versions.count == 1)
        if index > 0 {
          facts = facts.noncurrent(since: versions[index - 1].modified, newerNoncurrentVersions: index - 1)
        }
        guard let decision = evaluator.decision(for: facts, at: now), decision.isDue(at: now) else { continue }
        carryOut(decision.action, on: version, of: key, at: now)
      }
      if keys[key]?.isEmpty == true { keys[key] = nil }
    }
  }

  private mutating func carryOut(_ action: LifecycleAction, on version: Version, of key: String, at now: Timestamp) {
    guard let place = keys[key]?.firstIndex(of: version) else { return }
    switch action {
    case .deleteObject, .addDeleteMarker: delete(key, at: now)
    case .deleteNoncurrentVersion, .removeDeleteMarker: keys[key]?.remove(at: place)
    case .transition(let storageClass): keys[key]?[place].storageClass = storageClass
    case .abortUpload: break
    }
  }

  /// One line a version, in the order of a listing.
  var lines: [String] {
    keys.keys.sorted().flatMap { key in
      (keys[key] ?? []).map { Self.line(key, $0.isMarker, $0.sizeBytes, $0.storageClass, $0.modified) }
    }
  }

  static func line(
    _ key: String, _ isMarker: Bool, _ sizeBytes: Int64, _ storageClass: String?, _ modified: Timestamp
  ) -> String {
    "\(key) \(isMarker ? "marker" : "object") \(sizeBytes) \(storageClass ?? "STANDARD") \(modified.seconds)"
  }
}
