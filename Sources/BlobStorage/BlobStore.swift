internal import Glibc
package import StorageModel
internal import Synchronization

/// The daemon's engine: immutable blobs in files (small ones in SQLite), and metadata in SQLite.
///
/// Every call blocks its thread on the disk: call it from threads that may block. A call that writes returns when
/// what it wrote is durable, and a call that reads after that sees it. Order of writes: the body (see
/// ``BodyWriter``), then one transaction, in which conditions are evaluated and which is the moment the write
/// happens. Overwritten and deleted blobs are unlinked afterwards.
package final class BlobStore: Sendable {
  package struct Options: Sendable {
    /// Bodies up to this size lie in the database: one fsync per group instead of two per body.
    package var inlineLimitBytes = 32 << 10
    /// Connections that read at a time.
    package var readers = 4
    /// Parts other than the last must have this size; smaller only in tests.
    package var minimumPartBytes: Int64 = 5 << 20
    /// The keys of the store's own encryption.
    package var keyring = Keyring.empty
    /// Folders for the blobs of storage classes, by class. One that was given before is remembered.
    package var volumes: [String: String] = [:]

    package init() {}
  }

  package let recovery: RecoveryReport
  let options: Options
  let folder: StoreFolder
  /// See ``MetadataFile/open()``.
  let databaseFile: FileDescriptor
  private let readers: ReaderPool
  let writer: MetadataWriter
  let reclaimer: Reclaimer
  let now: @Sendable () -> Timestamp
  private let company = MD5Company()
  private let scrub = Mutex<BackgroundScrub?>(nil)
  private let isClosed = Atomic(false)

  /// Opens the store in `path`, or makes one there. `onFailure` is called at most once, when the disk failed in a way
  /// after which nothing may be acknowledged: the process should say so and exit.
  package init(
    path: String, options: Options = Options(), now: @escaping @Sendable () -> Timestamp,
    onFailure: @escaping @Sendable (BlobStorageError) -> Void
  ) throws(BlobStorageError) {
    let syncs = PageSums.failedSyncs
    let folder = try StoreFolder(path: path)
    let (connection, databaseFile) = try MetadataFile(folder: folder).open()
    let reclaimer = Reclaimer(folder)
    self.options = options
    self.folder = folder
    self.databaseFile = databaseFile
    readers = try ReaderPool(path: folder.databasePath, count: options.readers)
    self.reclaimer = reclaimer
    self.now = now
    try Volumes(folder: folder, connection: connection).open(options.volumes)
    recovery = try StartupRecovery(folder: folder, connection: connection).run()
    // SQLite made its log by now and passes over a failure of this fsync, after which a power cut takes the log whole.
    try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY).synchronise()
    try PageSums.requireSyncs(since: syncs)
    let writer = try MetadataWriter(connection, onFailure: onFailure) { reclaimer.add($0) }
    self.writer = writer
    try reclaimer.start { names in
      do throws(BlobStorageError) {
        try writer.commit { transaction throws(BlobStorageError) in
          for file in names {
            try transaction.query("DELETE FROM garbage WHERE name = ?").bind(file.name.bytes, at: 1).run()
          }
        }
      } catch {
        // The files are gone, only their names stay: the next start removes them.
      }
    }
  }

  deinit { close() }

  /// Commits what waits, notes that the end was orderly, and ends the threads. Every later call throws `.stopped`.
  /// Returns an fsync that failed on the way: nothing is lost by it, but the disk is not to be trusted.
  @discardableResult
  package func close() -> BlobStorageError? {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return nil }
    let syncs = PageSums.failedSyncs
    scrub.withLock { $0.take() }?.stop()
    reclaimer.close()
    do throws(BlobStorageError) {
      try writer.commit { transaction throws(BlobStorageError) in
        try Counters.set(transaction.database, "clean", to: 1)
      }
    } catch {
      // Closed before, or stopped by a failure: then the next start looks at everything.
    }
    writer.close()
    folder.unlock()
    do throws(BlobStorageError) {
      try PageSums.requireSyncs(since: syncs)
      return nil
    } catch {
      return error
    }
  }

  /// Compares everything stored with what was written, over and over at that rate, until the store is closed. `elapsed`
  /// is monotonic time; `onFinding` is called on a thread of the store. Call it once.
  package func startScrub(
    bytesPerSecond: Int64, elapsed: @escaping @Sendable () -> Duration,
    onFinding: @escaping @Sendable (ScrubFinding) -> Void
  ) throws(BlobStorageError) {
    let position = try read { database throws(BlobStorageError) in try Counters.value(database, "scrubbed") ?? 0 }
    let made = BackgroundScrub(
      path: folder.path, database: databaseFile, writer: writer, bytesPerSecond: bytesPerSecond, elapsed: elapsed,
      onFinding: onFinding)
    try made.start(from: position)
    scrub.withLock { $0 = made }
  }

  /// How many passes the background scrub has finished, and what the last one found; nil before that.
  package var scrubState: (passes: Int, report: ScrubReport?)? { scrub.withLock { $0?.last } }

  /// A place for a body on its way in.
  package func makeBody(_ demands: BodyDemands) -> BodyWriter {
    BodyWriter(
      folder, writer, demands, keyring: options.keyring, company: company,
      inlineLimit: isElsewhere(demands.storageClass) ? -1 : options.inlineLimitBytes)
  }

  /// Forgets a body that no write took.
  package func discard(_ body: StoredBody) {
    if let file = body.file { removeFile(file) }
  }

  /// Runs `body` on a connection that only reads. Each statement sees the store as it is when the statement starts.
  func read<Value>(_ body: (Connection) throws(BlobStorageError) -> Value) throws(BlobStorageError) -> Value {
    if let resident = ResidentReader.current { return try resident.read(body) }
    return try readers.read(body)
  }

  /// Like ``read(_:)``, all statements seeing the same state.
  func readSnapshot<Value>(_ body: (Connection) throws(BlobStorageError) -> Value) throws(BlobStorageError) -> Value {
    try read { connection throws(BlobStorageError) in
      try connection.transaction("BEGIN") { () throws(BlobStorageError) in try body(connection) }
    }
  }

  /// For a thread that must not wait. Opening it waits.
  package func makeResidentReader() throws(BlobStorageError) -> ResidentReader {
    try ResidentReader(path: folder.databasePath, pages: databaseFile)
  }
}
