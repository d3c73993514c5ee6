internal import BlobStorage
internal import S3Protocol

/// What handlers work with.
struct ServerContext: Sendable {
  let store: BlobStore
  let region: String
  let owner: S3Owner
  let log: @Sendable (String) -> Void

  /// Runs a call of the store and gives its refusals their names on the wire. What failed inside goes to the log, as
  /// the client does not learn it.
  func storing<Value>(
    _ body: (BlobStore) throws(BlobStorageError) -> Value
  ) throws(S3Error) -> Value {
    do {
      return try body(store)
    } catch {
      let translated = S3Error(error)
      if translated.httpStatus >= 500 { log("storage: \(error.message)") }
      throw translated
    }
  }
}
