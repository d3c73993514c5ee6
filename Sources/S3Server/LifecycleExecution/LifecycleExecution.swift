package import BlobStorage
package import Lifecycle
internal import S3Protocol
package import StorageModel

/// Carries out the lifecycle rules of buckets: looks at every version and open upload that a rule may be about, asks
/// the evaluator, and does what is due, each act only if its object is still what was looked at.
///
/// Blocks its thread. Work is cut into pages, one transaction each, with a pause between them.
package struct LifecycleExecution: Sendable {
  let store: BlobStore
  let configurations: BucketConfigurations
  let day: DayLength
  /// Versions or uploads a page.
  let pageLimit: Int
  let log: @Sendable (String) -> Void
  /// Called between pages, and after each bucket with rules; false ends the run.
  let goesOn: @Sendable () -> Bool

  /// Rules are read from `store`.
  package init(
    _ store: BlobStore, day: DayLength = .calendar, pageLimit: Int = 500,
    log: @escaping @Sendable (String) -> Void = { _ in }, goesOn: @escaping @Sendable () -> Bool = { true }
  ) {
    self.init(
      store, BucketConfigurations(store, log: log), day: day, pageLimit: pageLimit, log: log, goesOn: goesOn)
  }

  init(
    _ store: BlobStore, _ configurations: BucketConfigurations, day: DayLength, pageLimit: Int = 500,
    log: @escaping @Sendable (String) -> Void, goesOn: @escaping @Sendable () -> Bool
  ) {
    self.store = store
    self.configurations = configurations
    self.day = day
    self.pageLimit = max(1, pageLimit)
    self.log = log
    self.goesOn = goesOn
  }

  /// One run over all buckets, as of `now`. A bucket that cannot be worked on is logged and passed over.
  package func run(now: Timestamp) -> [BucketName: LifecycleReport] {
    var reports: [BucketName: LifecycleReport] = [:]
    let buckets: [BucketRecord]
    do throws(BlobStorageError) {
      buckets = try store.buckets()
    } catch {
      log("lifecycle: the buckets cannot be read: \(error.message)")
      return [:]
    }
    for bucket in buckets {
      var report = LifecycleReport()
      var hasRules = true
      do throws(S3Error) {
        hasRules = try run(bucket, now: now, &report)
      } catch {
        // A bucket may be deleted meanwhile.
        if error.code != .noSuchBucket { log("lifecycle: bucket \(bucket.name): \(error.message)") }
      }
      if !report.didNothing { log("lifecycle: bucket \(bucket.name): \(report.summary)") }
      reports[bucket.name] = report
      // A bucket without rules costs a look into memory: resting after each would delay all that come behind it.
      guard !hasRules || goesOn() else { break }
    }
    return reports
  }

  /// False where the bucket has no rules.
  private func run(_ bucket: BucketRecord, now: Timestamp, _ report: inout LifecycleReport) throws(S3Error) -> Bool {
    guard let settings = try configurations.of(bucket.name).lifecycle else { return false }
    let rules = settings.rules.filter(\.isEnabled)
    let evaluator = LifecycleEvaluator(
      settings.rules, versioning: bucket.versioning.map { $0 == .enabled ? .enabled : .suspended }, day: day,
      transitionSizes: settings.transitionSizes)
    for prefix in Self.prefixes(of: rules.filter(\.concernsVersions)) {
      try runVersions(bucket.name, prefix, evaluator, now, &report)
    }
    for prefix in Self.prefixes(of: rules.filter { $0.abortUploadsAfterDays != nil }) {
      try runUploads(bucket.name, prefix, evaluator, now, &report)
    }
    return true
  }

  /// The prefixes of rules, without those that lie below another one.
  private static func prefixes(of rules: [LifecycleRule]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for prefix in rules.map({ $0.filter.prefix ?? [] }).sorted(by: { compareBytes($0, $1) < 0 }) {
      if let last = found.last, prefix.starts(with: last) { continue }
      found.append(prefix)
    }
    return found
  }

  private func runVersions(
    _ bucket: BucketName, _ prefix: [UInt8], _ evaluator: LifecycleEvaluator, _ now: Timestamp,
    _ report: inout LifecycleReport
  ) throws(S3Error) {
    var reader = VersionFactsReader()
    var request = ListingRequest(bucket: bucket, prefix: prefix, limit: pageLimit)
    var version: VersionID?
    repeat {
      let page: VersionListing
      do throws(BlobStorageError) {
        page = try store.listVersions(request, afterVersion: version)
      } catch {
        throw S3Error(error)
      }
      var known = page.versions.compactMap { reader.next($0.object) }
      if page.next == nil, let last = reader.finish() { known.append(last) }
      let due = known.compactMap { item -> VersionChange? in
        guard let decision = evaluator.decision(for: item.facts, at: now), decision.isDue(at: now) else { return nil }
        return decision.action.change.map { VersionChange($0, of: item.object) }
      }
      try carryOut(due, in: bucket, &report)
      guard let next = page.next else { return }
      request.after = next.key
      version = next.version
    } while goesOn()
  }

  private func carryOut(
    _ changes: [VersionChange], in bucket: BucketName, _ report: inout LifecycleReport
  ) throws(S3Error) {
    guard !changes.isEmpty else { return }
    let outcomes: [VersionChangeOutcome]
    do throws(BlobStorageError) {
      outcomes = try store.change(bucket, changes, goesOn: goesOn)
    } catch {
      throw S3Error(error)
    }
    // A full disk says the same of every object.
    var told: Set<String> = []
    for (change, outcome) in zip(changes, outcomes) {
      report.count(change.action, outcome)
      if case .failed(let message) = outcome, told.insert(message).inserted {
        log("lifecycle: \(bucket)/\(change.seen.key) stays in its storage class: \(message)")
      }
    }
  }

  private func runUploads(
    _ bucket: BucketName, _ prefix: [UInt8], _ evaluator: LifecycleEvaluator, _ now: Timestamp,
    _ report: inout LifecycleReport
  ) throws(S3Error) {
    var request = ListingRequest(bucket: bucket, prefix: prefix, limit: pageLimit)
    var id: UploadID?
    repeat {
      do throws(BlobStorageError) {
        let page = try store.listUploads(request, afterID: id)
        for upload in page.uploads {
          let facts = UploadFacts(key: upload.key, initiated: upload.initiated)
          guard let decision = evaluator.decision(for: facts, at: now), decision.isDue(at: now) else { continue }
          if try abort(upload, in: bucket) { report.abortedUploads += 1 }
        }
        guard let next = page.next else { return }
        request.after = next.key
        id = next.id
      } catch {
        throw S3Error(error)
      }
    } while goesOn()
  }

  /// False when it was completed or aborted meanwhile.
  private func abort(_ upload: UploadRecord, in bucket: BucketName) throws(BlobStorageError) -> Bool {
    do throws(BlobStorageError) {
      try store.abortUpload(bucket, upload.key, upload.id)
      return true
    } catch {
      guard error.code == .noSuchUpload else { throw error }
      return false
    }
  }
}

extension LifecycleRule {
  /// True when it is about versions, not about uploads alone.
  fileprivate var concernsVersions: Bool {
    expiration != nil || !transitions.isEmpty || noncurrentExpiration != nil || !noncurrentTransitions.isEmpty
  }
}

extension LifecycleAction {
  /// nil for what is not about a version.
  fileprivate var change: VersionChange.Action? {
    switch self {
    case .deleteObject, .addDeleteMarker: .expire
    case .deleteNoncurrentVersion: .removeNoncurrent
    case .removeDeleteMarker: .removeLoneMarker
    case .transition(let storageClass): .setStorageClass(storageClass)
    case .abortUpload: nil
    }
  }
}

extension LifecycleReport {
  fileprivate mutating func count(_ action: VersionChange.Action, _ outcome: VersionChangeOutcome) {
    switch (outcome, action) {
    case (.locked, _): locked += 1
    case (.outdated, _): outdated += 1
    case (.failed, _): failed += 1
    case (.done, .expire): expired += 1
    case (.done, .removeNoncurrent): removedVersions += 1
    case (.done, .removeLoneMarker): removedMarkers += 1
    case (.done, .setStorageClass): transitions += 1
    }
  }
}
