package import Lifecycle
package import S3Protocol
package import StorageModel

/// What rules do to a bucket day by day: a run of the evaluator at each midnight UTC, for every key on its own, so that
/// memory is needed for one key and for the sums, however many keys there are.
package struct LifecycleSimulation: Sendable {
  private static let dayNanoseconds: Int64 = 86_400_000_000_000

  /// A line of the result.
  package struct Line: Hashable, Sendable {
    /// From 0, the day of the start.
    package var day: Int
    package var ruleIndex: Int
    package var action: LifecycleAction
  }

  /// How many versions, and how many bytes they hold.
  package struct Sum: Hashable, Sendable {
    package var versions: Int64 = 0
    package var bytes: Int64 = 0

    package init() {}
  }

  /// Something that happens to a version.
  package struct Event: Sendable {
    package var day: Int
    package var decision: LifecycleDecision
    package var version: SimulatedVersion
  }

  package let rules: [LifecycleRule]
  package let start: Timestamp
  package let days: Int
  package private(set) var sums: [Line: Sum] = [:]
  /// All that was read: versions that are no delete markers.
  package private(set) var total = Sum()
  /// How many bytes lie in each storage class at the start and at the end; nil is STANDARD.
  package private(set) var bytesAtStart: [String?: Int64] = [:]
  package private(set) var bytesAtEnd: [String?: Int64] = [:]
  /// By storage class: bytes times days that are paid for although rules had moved or deleted the objects before the
  /// class's least time was over. Of objects that were in the class at the start nobody knows since when.
  package private(set) var unusedByteDays: [String: Double] = [:]
  private let evaluator: LifecycleEvaluator

  /// Looks from `start` over `days` midnights. `versioning` is the bucket's.
  package init(_ rules: [LifecycleRule], versioning: VersioningStatus?, start: Timestamp, days: Int) {
    self.rules = rules
    self.start = start
    self.days = days
    evaluator = LifecycleEvaluator(rules, versioning: versioning)
  }

  /// The moment of the run on a day: the start itself, then midnights.
  package func moment(ofDay day: Int) -> Timestamp {
    guard day > 0 else { return start }
    return Timestamp(seconds: (start.seconds / 86_400 + Int64(day)) * 86_400)
  }

  /// Passes over the life of one key and returns what is left of it. Keys may come in any order.
  @discardableResult
  package mutating func add(_ key: SimulatedKey, _ note: (Event) -> Void = { _ in }) -> SimulatedKey {
    for version in key.versions where !version.facts.isDeleteMarker {
      total.versions &+= 1
      total.bytes = Self.sum(total.bytes, version.facts.sizeBytes)
      Self.add(version, to: &bytesAtStart)
    }
    let left = live(key, note)
    for version in left.versions where !version.facts.isDeleteMarker { Self.add(version, to: &bytesAtEnd) }
    return left
  }

  private mutating func live(_ key: SimulatedKey, _ note: (Event) -> Void) -> SimulatedKey {
    var key = key
    var day = 0
    while let next = key.nextMoment(evaluator, from: moment(ofDay: day)) {
      let wanted = self.day(of: next)
      guard wanted <= days else { return key }
      day = max(day, wanted)
      key.sweep(evaluator, at: moment(ofDay: day), day: day) { decision, version in
        if decision.action != .addDeleteMarker { noteLeaving(version, on: day) }
        let line = Line(day: day, ruleIndex: decision.ruleIndex, action: decision.action)
        sums[line, default: Sum()].versions &+= 1
        sums[line, default: Sum()].bytes = Self.sum(sums[line]?.bytes ?? 0, version.facts.sizeBytes)
        note(Event(day: day, decision: decision, version: version))
      }
      // One run a day: what this one made possible happens in the next.
      day += 1
      guard day <= days else { return key }
    }
    return key
  }

  private static func add(_ version: SimulatedVersion, to sums: inout [String?: Int64]) {
    sums[version.facts.storageClass] = sum(sums[version.facts.storageClass] ?? 0, version.facts.sizeBytes)
  }

  private mutating func noteLeaving(_ version: SimulatedVersion, on day: Int) {
    guard let moved = version.movedOnDay, let storageClass = version.facts.storageClass,
      let least = LifecycleRule.minimumDays[storageClass], day - moved < least
    else { return }
    unusedByteDays[storageClass, default: 0] += Double(version.facts.sizeBytes) * Double(least - (day - moved))
  }

  /// Passes over an unfinished upload.
  package mutating func add(_ upload: UploadFacts) {
    guard let decision = evaluator.decision(for: upload, at: start) else { return }
    let day = self.day(of: max(decision.date, start))
    guard day <= days else { return }
    sums[Line(day: day, ruleIndex: decision.ruleIndex, action: .abortUpload), default: Sum()].versions &+= 1
  }

  /// The lines in order of day, rule and action.
  package var lines: [(line: Line, sum: Sum)] {
    sums.sorted { left, right in
      let (a, b) = (left.key, right.key)
      return (a.day, a.ruleIndex, a.action.words) < (b.day, b.ruleIndex, b.action.words)
    }.map { (line: $0.key, sum: $0.value) }
  }

  /// The first day whose run is not before `time`.
  private func day(of time: Timestamp) -> Int {
    guard time > start else { return 0 }
    let midnight = (time.nanoseconds - 1) / Self.dayNanoseconds + 1
    let days = midnight - start.seconds / 86_400
    return Int(clamping: days)
  }

  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}

extension LifecycleAction {
  /// `expires`, `moves to GLACIER`.
  package var words: String {
    switch self {
    case .deleteObject: "expires"
    case .addDeleteMarker: "expires (delete marker)"
    case .deleteNoncurrentVersion: "old version deleted"
    case .removeDeleteMarker: "delete marker removed"
    case .transition(let storageClass): "moves to \(storageClass)"
    case .abortUpload: "upload aborted"
    }
  }
}
