package import Lifecycle
package import S3Protocol
package import StorageModel

/// One version in a simulated bucket.
package struct SimulatedVersion: Hashable, Sendable {
  package var facts: VersionFacts
  /// nil for a version that the simulation made.
  package var versionID: String?
  /// The day of the simulation on which a rule moved it to the storage class that it is in.
  var movedOnDay: Int?

  package init(_ facts: VersionFacts, versionID: String?) {
    self.facts = facts
    self.versionID = versionID
  }
}

/// All versions of one key, the latest first, as time passes.
package struct SimulatedKey: Sendable {
  package let key: ObjectKey
  package private(set) var versions: [SimulatedVersion]
  private let isSuspended: Bool

  /// `versions` as a listing has them; what follows from their order is computed here.
  package init(key: ObjectKey, versions: [SimulatedVersion], versioning: VersioningStatus?) {
    self.key = key
    self.versions = versions
    isSuspended = versioning == .suspended
    relate()
  }

  /// The first moment from `start` on at which something is due; nil when nothing ever is.
  func nextMoment(_ evaluator: LifecycleEvaluator, from start: Timestamp) -> Timestamp? {
    versions.compactMap { evaluator.decision(for: $0.facts, at: start)?.date }.min().map { max($0, start) }
  }

  /// Does everything that is due at `now`, each version looked at as it was before, as the daemon does in one run.
  mutating func sweep(
    _ evaluator: LifecycleEvaluator, at now: Timestamp, day: Int, _ note: (LifecycleDecision, SimulatedVersion) -> Void
  ) {
    var kept: [SimulatedVersion] = []
    var marker: SimulatedVersion?
    for version in versions {
      guard let decision = evaluator.decision(for: version.facts, at: now), decision.isDue(at: now) else {
        kept.append(version)
        continue
      }
      note(decision, version)
      switch decision.action {
      case .deleteObject, .deleteNoncurrentVersion, .removeDeleteMarker: continue
      case .transition(let storageClass):
        var moved = version
        moved.facts.storageClass = storageClass
        moved.movedOnDay = day
        kept.append(moved)
      case .addDeleteMarker:
        let facts = VersionFacts(key: key, sizeBytes: 0, modified: now, isDeleteMarker: true)
        marker = SimulatedVersion(facts, versionID: isSuspended ? "null" : nil)
        kept.append(version)
      case .abortUpload: kept.append(version)
      }
    }
    if let marker {
      // While versioning is suspended the marker is the null version, and there is only one.
      if isSuspended { kept.removeAll { $0.versionID == "null" } }
      kept.insert(marker, at: 0)
    }
    versions = kept
    relate()
  }

  /// What each version is to the others.
  private mutating func relate() {
    var newer: Timestamp?
    for index in versions.indices {
      let old = versions[index].facts
      var facts = VersionFacts(
        key: key, sizeBytes: old.sizeBytes, tags: old.tags, modified: old.modified, storageClass: old.storageClass,
        isDeleteMarker: old.isDeleteMarker, isOnlyVersion: versions.count == 1)
      if let newer { facts = facts.noncurrent(since: newer, newerNoncurrentVersions: index - 1) }
      versions[index].facts = facts
      newer = old.modified
    }
  }
}
