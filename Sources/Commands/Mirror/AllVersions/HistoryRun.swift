import JSON
import Mirroring
import ObjectStores
import Planning
import Provisioning
import S3Client
import S3Protocol
import StorageModel
import Synchronization
import Transfers

/// `sync --all-versions`: adds to the history of every key of the target what the source has and the target does not,
/// delete markers included.
///
/// Order: the versions of a key go one after the other, the oldest first, each when the endpoint has acknowledged the
/// one before it; keys go side by side. A run that dies leaves beginnings of histories, and the next one goes on where
/// they end. Nothing is ever removed.
final class HistoryRun: Sendable {
  struct Counts: Sendable {
    var copied = RunSummary.Tally()
    var markers: Int64 = 0
    var unchanged: Int64 = 0
    var failed: Int64 = 0
    /// Of the first failure.
    var failure: ExitStatus?
  }

  private let from: BucketPlace
  private let to: BucketPlace
  private let source: S3Service
  private let target: S3Service
  private let options: MirrorOptions
  private let resources: TransferResources
  private let reporter: Reporter
  private let costs: Mutex<CostTally>
  /// Adds up what is to be done and says nothing.
  private let isEstimate: Bool
  /// Takes neither retention nor legal holds along.
  private let leavesLocks: Bool
  private let now: @Sendable () -> Timestamp
  private let locks = Mutex<HistoryLocks?>(nil)
  private let counted = Mutex(Counts())
  private let bytes = Atomic<Int64>(0)

  init(
    _ session: MirrorSession, _ options: MirrorOptions, _ reporter: Reporter, leavesLocks: Bool,
    isEstimate: Bool = false
  ) throws {
    guard case .bucket(let from) = session.source, case .bucket(let to) = session.target else {
      throw CommandError.usage("--all-versions moves a versioned bucket to a versioned bucket")
    }
    self.from = from
    self.to = to
    let services = try session.services()
    source = services.source
    target = services.target
    self.options = options
    resources = session.resources
    self.reporter = reporter
    costs = Mutex(CostTally(options))
    self.isEstimate = isEstimate
    self.leavesLocks = leavesLocks
    now = session.context.now
    let areOne = from.endpointIdentity == to.endpointIdentity && from.bucket == to.bucket
    guard !areOne || !(from.prefix.starts(with: to.prefix) || to.prefix.starts(with: from.prefix)) else {
      throw CommandError.usage("source and target lie in each other")
    }
  }

  /// The steps so far.
  var tally: CostTally { costs.withLock { $0 } }

  private var changesNothing: Bool { isEstimate || options.isDryRun }

  /// True where every byte passes through here.
  var isRelay: Bool { from.endpointIdentity != to.endpointIdentity }

  private var takesLocks: Bool { locks.withLock { $0?.areTaken ?? false } }

  /// How many requests each copy takes beside its own: for the tags of the version, or for its locks.
  var looksPerCopy: Int64 { isRelay || takesLocks ? 1 : 0 }

  var counts: Counts { counted.withLock { $0 } }

  var snapshot: ProgressSnapshot {
    let counts = counts
    var snapshot = ProgressSnapshot()
    snapshot.phase = "copying versions"
    snapshot.filesDone = counts.copied.items + counts.markers
    snapshot.bytesDone = bytes.load(ordering: .relaxed)
    snapshot.errors = counts.failed
    return snapshot
  }

  func run() async throws {
    try await requireVersions()
    var reader = makeReader()
    do {
      try await pass(&reader)
    } catch is FolderOrder {
      let before = counts
      if changesNothing {
        counted.withLock { $0 = Counts() }
        costs.withLock { $0 = CostTally(options) }
      }
      reader = makeReader()
      try await reader.readTargetWhole()
      try await pass(&reader)
      guard !changesNothing else { return }
      // The second pass found there what the first one had copied.
      counted.withLock { $0.unchanged -= before.unchanged + before.copied.items + before.markers }
    }
  }

  private func makeReader() -> HistoryReader { HistoryReader(from: from, source, to: to, target, options.filters) }

  /// A target without versions would keep the last of each history only.
  private func requireVersions() async throws {
    try await source.headBucket(from.bucket)
    let settings = try await ServiceBucket(service: target, bucket: to.bucket).settings(.versioning)
    guard settings?.document?["Status"]?.string == "Enabled" else {
      throw CommandError.usage(
        "the bucket \(to.bucket) does not keep versions",
        next: "write 'versioning = \"enabled\"' into a file and give it to 'cairn bucket apply'")
    }
  }

  private func pass(_ reader: inout HistoryReader) async throws {
    var pairs = reader
    defer { reader = pairs }
    try await withTransferQueue(resources.gate) { scope in
      while let pair = try await pairs.next() {
        let difference = HistoryDifference(source: pair.source, target: pair.target)
        if case .missing = difference { try await learnLocks() }
        try await scope.add { try await self.carryOut(pair, difference) }
      }
    }
  }

  /// Before the first version is added: a run that has nothing to do asks nothing.
  private func learnLocks() async throws {
    guard !leavesLocks, locks.withLock({ $0 == nil }) else { return }
    let found = try await HistoryLocks(
      source: ServiceBucket(service: source, bucket: from.bucket),
      target: ServiceBucket(service: target, bucket: to.bucket))
    locks.withLock { $0 = found }
    if !isEstimate, let notice = found.notice { reporter.note("cairn: \(notice)") }
  }

  private func carryOut(_ pair: HistoryReader.Pair, _ difference: HistoryDifference) async throws {
    switch difference {
    case .none: counted.withLock { $0.unchanged += Int64(pair.source.count) }
    case .conflict:
      note(
        CommandError(
          .someFailed, "\(pair.path): its history at the target is another one; nothing was added to it",
          next: "copy it to a prefix of its own"))
    case .missing(let versions):
      counted.withLock { $0.unchanged += Int64(pair.source.count - versions.count) }
      for version in versions where try await !add(version, pair.path) { return }
    }
  }

  /// False where it failed: what is newer must not come before it.
  private func add(_ version: VersionSummary, _ path: PathBytes) async throws -> Bool {
    let action = version.isDeleteMarker ? "delete" : "copy"
    let step = step(version, path)
    guard !changesNothing else {
      tally.handle(.finished(step))
      if !isEstimate { try show("would \(action) \(path) (version \(version.versionID))", action, version, path) }
      count(version)
      return true
    }
    do {
      if version.isDeleteMarker {
        try await target.deleteVersion(to.key(path), in: to.bucket, versionID: nil)
      } else {
        try await copy(version, path)
      }
    } catch {
      try Task.checkCancellation()
      let failure = CommandError(mirror: error, path: path)
      guard failure.status != .denied, failure.status != .unreachable else { throw failure }
      note(failure)
      return false
    }
    tally.handle(.finished(step))
    count(version)
    try reporter.item(action, path.bytes, reason: "version \(version.versionID)", sizeBytes: version.object.sizeBytes)
    return true
  }

  private func step(_ version: VersionSummary, _ path: PathBytes) -> MirrorStep {
    var step = MirrorStep(
      action: version.isDeleteMarker ? .delete : isRelay ? .relay : .copy, path: path,
      sizeBytes: version.isDeleteMarker ? 0 : version.object.sizeBytes, reason: "version \(version.versionID)")
    step.storageClass = version.object.storageClass
    if !version.isDeleteMarker { step.writtenClass = storageClass(version) }
    return step
  }

  private func show(_ line: String, _ action: String, _ version: VersionSummary, _ path: PathBytes) throws {
    try reporter.result(line)
    guard reporter.isJSON else { return }
    try reporter.item(action, path.bytes, reason: "version \(version.versionID)", sizeBytes: version.object.sizeBytes)
  }

  /// What the run was told, else that of the version; nil for STANDARD.
  private func storageClass(_ version: VersionSummary) -> String? {
    options.objects.storageClass ?? version.object.storageClass.flatMap { $0 == "STANDARD" ? nil : $0 }
  }

  private func copy(_ version: VersionSummary, _ path: PathBytes) async throws {
    let object = version.object
    guard isRelay else { return try await copyInside(version, path) }
    let tags = try await source.tags(of: object.key, in: from.bucket, versionID: version.versionID)
    let settings = options.objects
    let storageClass = storageClass(version)
    let lockedAfter = takesLocks ? now() : nil
    let partCount = object.etag.partCount ?? 0
    let guessed = PartSizeGuess.candidates(sizeBytes: object.sizeBytes, partCount: partCount).first
    let request = StreamCopyRequest(
      key: object.key, versionID: version.versionID, sizeBytes: object.sizeBytes, etag: object.etag,
      target: to.key(path), preferredPartSizeBytes: options.partSizeBytes ?? (partCount > 1 ? guessed : nil)
    ) { info in
      var options = settings.writeOptions(info.headers)
      options.tags = tags.map { ($0.key, $0.value) }
      options.storageClass = storageClass
      options.lock = lockedAfter.flatMap { info.lock?.lasting(at: $0) }
      return options
    }
    _ = try await StreamCopier(from: from.store, to: to.store, resources: resources).copy(request) { moved in
      self.bytes.add(moved, ordering: .relaxed)
    }
  }

  /// Headers, metadata and tags go along by themselves; only a copy in parts must be told the headers, and any copy
  /// the storage class and the lock.
  private func copyInside(_ version: VersionSummary, _ path: PathBytes) async throws {
    let object = version.object
    var headers = ObjectHeaders()
    var copyOptions = CopyOptions(storageClass: storageClass(version))
    if takesLocks || object.sizeBytes > to.store.limits.maximumCopyBytes {
      let info = try await from.store.head(object.key, ReadOptions(versionID: version.versionID, wantsChecksum: false))
      headers = info.headers
      if takesLocks { copyOptions.lock = info.lock?.lasting(at: now()) }
    }
    _ = try await ObjectCopier(store: to.store, resources: resources).copy(
      CopySource(bucket: from.bucket, key: object.key, versionID: version.versionID), sizeBytes: object.sizeBytes,
      sourceHeaders: headers, to: to.key(path), copyOptions)
  }

  private func count(_ version: VersionSummary) {
    counted.withLock { counts in
      if version.isDeleteMarker { counts.markers += 1 } else { counts.copied.add(version.object.sizeBytes) }
    }
  }

  private func note(_ failure: CommandError) {
    guard !isEstimate else { return }
    counted.withLock { counts in
      counts.failed += 1
      counts.failure = counts.failure ?? failure.status
    }
    reporter.error(failure)
  }
}
