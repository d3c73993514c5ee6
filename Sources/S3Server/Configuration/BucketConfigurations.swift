internal import BlobStorage
internal import S3Protocol
internal import StorageModel
internal import Synchronization

/// What buckets are configured with, read from the store once and then kept in memory: what every GET or PUT asks
/// (does it expire, is it encrypted) costs no query.
final class BucketConfigurations: Sendable {
  /// So many buckets are remembered; one more, and all are forgotten.
  private static let limit = 4_096

  private struct State {
    /// Grows with every change, so that what was read before a change is not kept after it.
    var generation: UInt64 = 0
    var known: [BucketName: BucketConfiguration] = [:]
  }

  private let store: BlobStore
  private let log: @Sendable (String) -> Void
  private let state = Mutex(State())

  init(_ store: BlobStore, log: @escaping @Sendable (String) -> Void) {
    self.store = store
    self.log = log
  }

  /// May block. Throws NoSuchBucket.
  func of(_ bucket: BucketName) throws(S3Error) -> BucketConfiguration {
    let (known, generation) = state.withLock { ($0.known[bucket], $0.generation) }
    if let known { return known }
    let found = try read(bucket)
    state.withLock { state in
      guard state.generation == generation else { return }
      if state.known.count >= Self.limit { state.known = [:] }
      state.known[bucket] = found
    }
    return found
  }

  /// Adds, replaces or (nil) removes a document; durable when the call returns. Throws NoSuchBucket.
  func set(_ kind: BucketDocument, of bucket: BucketName, to bytes: [UInt8]?) throws(S3Error) {
    defer { forget(bucket) }
    do throws(BlobStorageError) {
      try store.setDocument(.bucket(bucket), kind: kind.rawValue, to: bytes)
    } catch {
      throw S3Error(error)
    }
  }

  /// To be called when the bucket has gone, or anything else may have changed its documents.
  func forget(_ bucket: BucketName) {
    state.withLock { state in
      state.generation &+= 1
      state.known[bucket] = nil
    }
  }

  private func read(_ bucket: BucketName) throws(S3Error) -> BucketConfiguration {
    var configuration = BucketConfiguration()
    for kind in BucketDocument.allCases {
      let bytes: [UInt8]?
      do throws(BlobStorageError) {
        bytes = try store.document(.bucket(bucket), kind: kind.rawValue)
      } catch {
        throw S3Error(error)
      }
      guard let bytes else { continue }
      do throws(S3Error) {
        try configuration.read(kind, bytes)
      } catch {
        log("damage: the \(kind.rawValue) configuration of bucket \(bucket) cannot be read: \(error.message)")
        throw S3Error(.internalError)
      }
    }
    return configuration
  }
}
