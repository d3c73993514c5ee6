internal import BlobStorage
internal import S3Protocol

/// What handlers work with.
struct ServerContext: Sendable {
  let store: BlobStore
  let region: String
  /// Of the bucket that the request is about; on the service, whoever asks.
  var owner: S3Owner
  let identities: Identities
  let configurations: BucketConfigurations
  /// Access control lists count, in buckets that do not turn them off.
  var heedsLists = false
  /// Served beside the buckets of the store.
  var readOnlyBucket: (any ReadOnlyBucket)?
  /// The credentials of an access key, with its session token where it has one; nil for one that is unknown.
  let signer: @Sendable (_ accessKeyID: String, _ token: String?) -> Identities.Signer?
  let log: @Sendable (String) -> Void

  /// Runs a call of the store and gives its refusals their names on the wire. What failed inside goes to the log, as
  /// the client does not learn it.
  func storing<Value>(
    _ body: (BlobStore) throws(BlobStorageError) -> Value
  ) throws(S3Error) -> Value {
    do {
      return try body(store)
    } catch {
      throw translated(error)
    }
  }

  /// Like ``storing(_:)``; nil when the object went away between two looks at it.
  func storingUnlessReplaced<Value>(_ body: () throws(BlobStorageError) -> Value) throws(S3Error) -> Value? {
    do {
      return try body()
    } catch  where error.code == .replaced {
      return nil
    } catch {
      throw translated(error)
    }
  }

  private func translated(_ error: BlobStorageError) -> S3Error {
    let translated = S3Error(error)
    if translated.httpStatus >= 500, error.code != .wouldWait { log("storage: \(error.message)") }
    return translated
  }
}
