internal import BlobStorage
internal import Lifecycle
internal import S3Protocol
internal import StorageModel

extension ServerContext {
  /// Adds `x-amz-expiration` where a rule of the bucket expires an object. Costs a look into memory for buckets without
  /// rules. Throws NoSuchBucket.
  func addExpiration(of object: StoredObject, in bucket: BucketName, to answer: inout Answer) throws(S3Error) {
    guard let lifecycle = try configurations.of(bucket).lifecycle else { return }
    guard let decision = lifecycle.expiration(of: VersionFacts(object)) else { return }
    answer.headers.append("x-amz-expiration", decision.expirationHeader)
  }

  /// As ``addExpiration(of:in:to:)``, for what was just written.
  func addExpiration(
    of written: WrittenObject, key: ObjectKey, tags: ObjectAttributes, in bucket: BucketName, to answer: inout Answer
  ) throws(S3Error) {
    guard let lifecycle = try configurations.of(bucket).lifecycle else { return }
    let facts = VersionFacts(
      key: key, sizeBytes: written.sizeBytes, tags: tags.asObjectTags, modified: written.modified)
    guard let decision = lifecycle.expiration(of: facts) else { return }
    answer.headers.append("x-amz-expiration", decision.expirationHeader)
  }

  /// As ``addExpiration(of:in:to:)``, for what lies at a key now: a copy has the tags of its source, an upload those
  /// that it began with.
  func addExpiration(ofLatest key: ObjectKey, in bucket: BucketName, to answer: inout Answer) throws(S3Error) {
    guard try configurations.of(bucket).lifecycle != nil else { return }
    do throws(BlobStorageError) {
      let object = try store.headObject(bucket, key)
      do throws(S3Error) {
        try addExpiration(of: object, in: bucket, to: &answer)
      } catch {
        return
      }
    } catch {
      // Deleted meanwhile: then there is nothing to say, and the write has happened all the same.
    }
  }

  /// Adds `x-amz-abort-date` and `x-amz-abort-rule-id` where a rule of the bucket aborts an upload.
  func addAbortion(
    of key: ObjectKey, initiated: Timestamp, in bucket: BucketName, to answer: inout Answer
  ) throws(S3Error) {
    guard let lifecycle = try configurations.of(bucket).lifecycle,
      let decision = lifecycle.abortion(of: UploadFacts(key: key, initiated: initiated))
    else { return }
    for header in decision.abortHeaders { answer.headers.append(header.name, header.value) }
  }
}
