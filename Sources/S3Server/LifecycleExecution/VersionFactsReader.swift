internal import BlobStorage
internal import Lifecycle
internal import S3Protocol
internal import StorageModel

/// Turns a listing of versions, key by key and of each the latest first, into the facts that rules are about. A
/// version comes out once the next one is known: only then is it clear whether the key has another one.
struct VersionFactsReader {
  private var pending: (object: StoredObject, facts: VersionFacts)?
  /// Of the key of `pending`.
  private var noncurrentCount = 0

  init() {}

  /// Takes the next version, gives the one before it.
  mutating func next(_ object: StoredObject) -> (object: StoredObject, facts: VersionFacts)? {
    var facts = VersionFacts(object)
    guard let (before, newer) = pending, before.key == object.key else {
      noncurrentCount = 0
      return exchange(object, facts)
    }
    facts = facts.noncurrent(since: before.modified, newerNoncurrentVersions: noncurrentCount)
    noncurrentCount += 1
    var completed = newer
    completed.isOnlyVersion = false
    pending = (before, completed)
    return exchange(object, facts)
  }

  /// Gives the last one.
  mutating func finish() -> (object: StoredObject, facts: VersionFacts)? {
    defer { pending = nil }
    return pending
  }

  private mutating func exchange(
    _ object: StoredObject, _ facts: VersionFacts
  ) -> (object: StoredObject, facts: VersionFacts)? {
    defer { pending = (object, facts) }
    return pending
  }
}

extension VersionFacts {
  /// Of a version that is the latest and the only one, as far as it is known.
  init(_ object: StoredObject) {
    self.init(
      key: object.key, sizeBytes: object.sizeBytes, tags: object.tags.asObjectTags, modified: object.modified,
      storageClass: object.storageClass, isDeleteMarker: object.isDeleteMarker)
  }
}
