import LocalFiles
import ObjectStores
import StorageModel
import Synchronization
import Transfers

/// Resources without a clock worth the name: nothing here depends on time.
func resources(width: Int = 4, budgetBytes: Int64 = 64 << 20, bandwidth: BandwidthLimiter? = nil) -> TransferResources {
  TransferResources(
    budget: ByteBudget(limitBytes: budgetBytes),
    gate: ConcurrencyGate(AdaptiveConcurrency(fixed: width), now: { .zero }), bandwidth: bandwidth)
}

/// A bucket in memory whose parts may be small, so that tests stay quick.
func memoryStore(minimumPartBytes: Int64 = 1 << 20, maximumPutBytes: Int64 = 5 << 30) throws -> MemoryStore {
  guard let name = BucketName("bucket") else { throw LocalError(.other, operation: "name", path: PathBytes("")) }
  var limits = StoreLimits()
  limits.minimumPartBytes = minimumPartBytes
  limits.maximumPutBytes = maximumPutBytes
  return MemoryEndpoint().bucket(name, limits: limits)
}

/// Bytes of which no two blocks of 64 KiB are equal.
func content(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var generator = SeededGenerator(seed: seed)
  let tile = (0..<8192).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + tile.count)
  while bytes.count < count {
    bytes += withUnsafeBytes(of: generator.next()) { Array($0) }
    bytes += tile[8...]
  }
  return Array(bytes.prefix(count))
}

/// A recorder that remembers what it was told, and may refuse.
final class MemoryRecorder: UploadRecorder {
  struct State {
    var log: [String] = []
    var intended: IntendedUpload?
    var uploadID: String?
    var parts: [SentPart] = []
  }

  struct Refusal: Error {}

  let state = Mutex(State())
  let refuses: @Sendable (String) -> Bool

  init(refuses: @escaping @Sendable (String) -> Bool = { _ in false }) { self.refuses = refuses }

  var log: [String] { state.withLock(\.log) }

  func intend(_ upload: IntendedUpload) async throws {
    try note("intend") { $0.intended = upload }
  }

  func created(uploadID: String) async throws {
    try note("created") {
      $0.uploadID = uploadID
      $0.parts = []
    }
  }

  func sent(_ part: SentPart) async throws {
    try note("sent") { $0.parts.append(part) }
  }

  func closed() async throws {
    try note("closed") {
      $0.uploadID = nil
      $0.parts = []
    }
  }

  /// What a later run would find.
  var resumable: ResumableUpload? {
    state.withLock { state in
      guard let intended = state.intended, let uploadID = state.uploadID else { return nil }
      return ResumableUpload(
        uploadID: uploadID, partSizeBytes: intended.partSizeBytes, fingerprint: intended.fingerprint,
        parts: state.parts)
    }
  }

  private func note(_ event: String, _ change: (inout State) -> Void) throws {
    if refuses(event) { throw Refusal() }
    state.withLock { state in
      state.log.append(event)
      change(&state)
    }
  }
}

extension ObjectStore {
  /// The whole object.
  func body(_ key: ObjectKey) async throws -> [UInt8] {
    try await get(key, ReadOptions(), into: .memory(limitBytes: 1 << 30)).bytes
  }
}

/// The case of the error that `body` throws, in a word or two; nil when it throws none.
func failure(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch let error as TransferError {
    switch error {
    case .source(let cause): return "source \(cause.code)"
    case .destination(let cause): return "destination \(cause.code)"
    case .store(let cause): return "store \(cause.code)"
    case .damaged(let damage): return "damaged \(damage.evidence)"
    case .recorder: return "recorder"
    case .cancelled: return "cancelled"
    }
  } catch {
    return "\(error)"
  }
}
