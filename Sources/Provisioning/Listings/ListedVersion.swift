internal import Digests
internal import JSON
internal import Lifecycle
internal import S3Protocol
internal import StorageModel

/// One entry of a saved listing.
struct ListedVersion: Sendable {
  let key: ObjectKey
  let simulated: SimulatedVersion
  let isLatest: Bool
  /// The entry says which tags it has, if only that there are none.
  let hasTags: Bool

  /// A record of `cairn ls --json` or `cairn versions list --json`; nil for anything else.
  init?(record: JSONValue) {
    guard let key = Self.bytes("key", record) ?? Self.bytes("path", record), !key.isEmpty,
      let modified = record["modified"]?.string.flatMap({ Timestamp(iso8601: $0) })
    else { return nil }
    let isMarker = record["delete_marker"]?.bool ?? false
    guard let size = isMarker ? 0 : record["bytes"]?.integer, size >= 0 else { return nil }
    self.init(
      ObjectKey(bytes: key), size, modified, record["storage_class"]?.string, isMarker: isMarker,
      id: record["version_id"]?.string, isLatest: record["latest"]?.bool ?? true, tags: record["tags"])
  }

  /// An element of the AWS CLI's documents; nil for anything else.
  init?(aws entry: JSONValue, isDeleteMarker: Bool) {
    guard let key = entry["Key"]?.text,
      let modified = entry["LastModified"]?.string.flatMap({ Timestamp(iso8601: $0) }),
      let size = isDeleteMarker ? 0 : entry["Size"]?.integer, size >= 0
    else { return nil }
    self.init(
      ObjectKey(key), size, modified, entry["StorageClass"]?.string, isMarker: isDeleteMarker,
      id: entry["VersionId"]?.string, isLatest: entry["IsLatest"]?.bool ?? true, tags: nil)
  }

  private init(
    _ key: ObjectKey, _ size: Int64, _ modified: Timestamp, _ storageClass: String?, isMarker: Bool, id: String?,
    isLatest: Bool, tags: JSONValue?
  ) {
    self.key = key
    self.isLatest = isLatest
    hasTags = tags?.members != nil
    let tags = (tags?.members ?? []).compactMap { member in
      member.value.string.map { ObjectTag(key: member.name, value: $0) }
    }
    simulated = SimulatedVersion(
      VersionFacts(
        key: key, sizeBytes: size, tags: tags, modified: modified,
        storageClass: storageClass == "STANDARD" ? nil : storageClass, isDeleteMarker: isMarker), versionID: id)
  }

  /// A name in either of the forms of a record: text, or where that is no UTF-8, all of its bytes in hexadecimal.
  private static func bytes(_ name: String, _ record: JSONValue) -> [UInt8]? {
    if let digits = record[name + "_hex"]?.string { return hexadecimalDecoded(digits) }
    return record[name]?.string.map { Array($0.utf8) }
  }
}
