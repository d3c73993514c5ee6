import Planning
import S3Client
import Snapshots
import StorageModel

/// What a restore costs at most.
///
/// The plan knows files and bytes, not where their chunks lie: each file and each MiB is taken for a read of its own,
/// and every byte is taken as it will be, though packs are compressed and hold the same chunk once.
struct RestoreCost {
  /// Of the bucket that holds the repository, nil for a folder; and of the bucket that is restored into.
  let source: Prices?
  let target: Prices?

  /// Of the repository that the options name and, where it is a bucket, of `target`.
  init(
    _ repository: RepositoryOptions, _ session: RepositorySession, target: Location, _ connection: ConnectionOptions,
    _ context: CommandContext
  ) throws {
    source = try session.endpoints.flatMap { try Self.prices(at: RepositorySession.place(repository, context), $0) }
    guard case .bucket(let place) = target else {
      self.target = nil
      return
    }
    self.target = try Endpoints(connection, context).prices(place)
  }

  private static func prices(at place: String, _ endpoints: Endpoints) throws -> Prices? {
    if let named = endpoints.namedPrices { return try endpoints.configuredPrices(named) }
    // restic's form names a host, of which nothing else is known.
    guard !place.hasPrefix("s3:") || place.hasPrefix("s3://"),
      case .bucket(let location) = try Location(argument: place)
    else { return nil }
    return try endpoints.prices(location)
  }

  /// In dollars; nil where nothing is known that could cost.
  func dollars(_ tally: RestoreTally) -> Double? {
    guard source != nil || target != nil else { return nil }
    let files = tally.created + tally.updated
    let bytes = Int64(clamping: tally.bytesRestored)
    var usage = RequestUsage()
    usage.reads = files + bytes >> 20
    usage.receivedBytes = bytes
    var writing = RequestUsage()
    // Parts of 16 MiB, and two requests more for an object that has them.
    writing.writes = files + 3 * (bytes >> 24)
    return (source?.dollars(usage, in: nil) ?? 0) + (target?.dollars(writing, in: nil) ?? 0)
  }
}

/// Listens to nothing.
struct SilentRestore: RestoreObserver {
  func done(_ path: [UInt8], _ outcome: RestoreOutcome, sizeBytes: UInt64) {}
  func failed(_ path: [UInt8], _ error: any Error) {}
}
