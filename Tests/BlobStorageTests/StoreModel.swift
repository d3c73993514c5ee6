import BlobStorage
import StorageModel

/// What a bucket should do, in the plainest form: for each key its versions, latest first.
struct StoreModel {
  struct Version: Equatable {
    var id: VersionID?
    /// nil for a delete marker.
    var bytes: [UInt8]?
    var tag = 0
  }

  var versioning: BucketVersioning?
  private(set) var keys: [ObjectKey: [Version]] = [:]

  /// `id` is the one that the store gave.
  mutating func put(_ key: ObjectKey, _ bytes: [UInt8]?, id: VersionID?, tag: Int = 0) {
    var versions = keys[key] ?? []
    switch versioning {
    case nil: versions = []
    case .suspended: versions.removeAll { $0.id == .null }
    case .enabled: break
    }
    versions.insert(Version(id: id ?? .null, bytes: bytes, tag: tag), at: 0)
    keys[key] = versions
  }

  /// The id is that of the marker; nil without versioning.
  mutating func delete(_ key: ObjectKey, marker: VersionID?) {
    if versioning == nil { keys[key] = nil } else { put(key, nil, id: marker) }
  }

  mutating func delete(_ key: ObjectKey, version: VersionID) {
    keys[key]?.removeAll { $0.id == version }
    if keys[key]?.isEmpty == true { keys[key] = nil }
  }

  func find(_ key: ObjectKey, _ version: VersionID?) -> Version? {
    guard let version else { return keys[key]?.first }
    return keys[key]?.first { $0.id == version }
  }

  var sortedKeys: [ObjectKey] { keys.keys.sorted { compareBytes($0.bytes, $1.bytes) < 0 } }

  /// Names of objects and common prefixes after `after`, in order.
  func list(prefix: [UInt8], delimiter: [UInt8], after: [UInt8]?) -> [[UInt8]] {
    var names: [[UInt8]] = []
    for key in sortedKeys where key.hasPrefix(prefix) && keys[key]?.first?.bytes != nil {
      let name = Self.folded(key.bytes, prefix, delimiter)
      if names.last != name { names.append(name) }
    }
    return names.filter { name in
      guard let after else { return true }
      // A marker inside a common prefix is behind it.
      return compareBytes(name, after) > 0 && !(name.count < after.count && after.starts(with: name) && isFold(name))
    }
    func isFold(_ name: [UInt8]) -> Bool {
      !delimiter.isEmpty && name.count >= prefix.count + delimiter.count
        && name.suffix(delimiter.count) == delimiter[...]
    }
  }

  /// All versions and delete markers in order.
  func versions() -> [(key: ObjectKey, version: Version, isLatest: Bool)] {
    sortedKeys.flatMap { key in
      (keys[key] ?? []).enumerated().map { (key, $0.element, $0.offset == 0) }
    }
  }

  private static func folded(_ key: [UInt8], _ prefix: [UInt8], _ delimiter: [UInt8]) -> [UInt8] {
    guard !delimiter.isEmpty, key.count >= prefix.count + delimiter.count else { return key }
    for start in prefix.count...(key.count - delimiter.count)
    where key[start..<start + delimiter.count].elementsEqual(delimiter) {
      return Array(key[..<(start + delimiter.count)])
    }
    return key
  }
}
