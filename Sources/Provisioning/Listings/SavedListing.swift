internal import JSON
internal import Lifecycle
internal import S3Protocol
package import StorageModel

/// A listing that was saved, as the simulation reads it: lines of `cairn ls --json` or `cairn versions list --json`, or
/// the AWS CLI's `list-object-versions` or `list-objects-v2` as one document.
///
/// Lines may come in pieces of any length; memory grows with the versions of one key only, so all versions of a key
/// have to stand together, the latest first.
package struct SavedListing: Sendable {
  /// The longest line: a key of 1,024 bytes in escapes of six, 50 tags, and the rest.
  private static let longestLine = 256 << 10

  /// A key with its versions, the latest first.
  package struct Key: Sendable {
    package var key: ObjectKey
    package var versions: [SimulatedVersion]
  }

  /// True once a version id was seen.
  package private(set) var hasVersions = false
  /// False once an object without a word about tags was seen.
  package private(set) var hasTags = true
  private var line: [UInt8] = []
  private var lineNumber = 0
  private var pending: Key?

  package init() {}

  /// The keys that `bytes` complete.
  /// - Throws: `badFile` for a line that is none of a listing, or out of order.
  package mutating func feed(_ bytes: some Collection<UInt8>) throws(ProvisioningError) -> [Key] {
    var keys: [Key] = []
    var rest = bytes[...]
    while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
      line += rest[..<newline]
      rest = rest[rest.index(after: newline)...]
      if let key = try takeLine() { keys.append(key) }
    }
    line += rest
    guard line.count <= Self.longestLine else { throw wrong("is too long") }
    return keys
  }

  /// What is left behind the last byte.
  package mutating func finish() throws(ProvisioningError) -> [Key] {
    var keys: [Key] = []
    if !line.isEmpty, let key = try takeLine() { keys.append(key) }
    if let pending { keys.append(pending) }
    pending = nil
    return keys
  }

  /// The AWS CLI's document, which lists objects and delete markers apart: it has to be in memory whole.
  package mutating func document(_ bytes: [UInt8]) throws(ProvisioningError) -> [Key] {
    guard let value = JSONReader.read(bytes) else { throw ProvisioningError(.badFile, "the listing is not JSON") }
    var found: [ObjectKey: [(position: Int, version: SimulatedVersion)]] = [:]
    for (name, isMarker) in [("Versions", false), ("DeleteMarkers", true), ("Contents", false)] {
      for entry in value[name]?.array ?? [] {
        guard let version = ListedVersion(aws: entry, isDeleteMarker: isMarker) else {
          throw ProvisioningError(.badFile, "\(name) has an element that is no object: \(Self.shown(entry))")
        }
        note(version)
        // The latest first; what has the same time stays in its order.
        let position = version.isLatest ? -1 : found[version.key, default: []].count
        found[version.key, default: []].append((position, version.simulated))
      }
    }
    guard value["Versions"] != nil || value["DeleteMarkers"] != nil || value["Contents"] != nil else {
      throw ProvisioningError(.badFile, "the listing has none of Versions, DeleteMarkers and Contents")
    }
    return found.sorted { $0.key < $1.key }.map { key, versions in
      let sorted = versions.sorted { left, right in
        if (left.position < 0) != (right.position < 0) { return left.position < 0 }
        let (one, other) = (left.version.facts.modified, right.version.facts.modified)
        return one != other ? one > other : left.position < right.position
      }
      return Key(key: key, versions: sorted.map(\.version))
    }
  }

  /// The key that this line completes: the one before it.
  private mutating func takeLine() throws(ProvisioningError) -> Key? {
    lineNumber += 1
    defer { line.removeAll(keepingCapacity: true) }
    guard line.contains(where: { $0 > 0x20 }) else { return nil }
    guard let record = JSONReader.read(line) else { throw wrong("is not JSON") }
    // Folders of a listing that is not recursive would hide objects.
    if record["prefix"] != nil { throw wrong("is a folder: list with 'cairn ls -r --json'") }
    guard record["type"] == nil || record["type"]?.string == "item" else { return nil }
    guard let version = ListedVersion(record: record) else { throw wrong("is no object of a listing") }
    note(version)
    guard var current = pending else {
      pending = Key(key: version.key, versions: [version.simulated])
      return nil
    }
    if current.key == version.key {
      guard version.simulated.versionID != nil, !version.isLatest else {
        throw wrong("names the object of the line before again")
      }
      current.versions.append(version.simulated)
      pending = current
      return nil
    }
    guard !hasVersions || version.isLatest else {
      throw wrong("is an old version apart from the latest one: versions of a key have to stand together")
    }
    pending = Key(key: version.key, versions: [version.simulated])
    return current
  }

  private mutating func note(_ version: ListedVersion) {
    if let id = version.simulated.versionID, id != "null" { hasVersions = true }
    if !version.hasTags, !version.simulated.facts.isDeleteMarker { hasTags = false }
  }

  private func wrong(_ what: String) -> ProvisioningError {
    ProvisioningError(.badFile, "line \(lineNumber) \(what)")
  }

  private static func shown(_ value: JSONValue) -> String {
    escapedForDisplay(Array(value.encoded().prefix(80)))
  }
}
