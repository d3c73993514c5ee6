package import ObjectStores
package import S3Protocol
package import StorageModel

/// All versions of one key, the latest first.
package struct KeyVersions: Sendable {
  package let key: ObjectKey
  package let versions: [VersionSummary]

  package init(key: ObjectKey, versions: [VersionSummary]) {
    self.key = key
    self.versions = versions
  }

  /// The version that was the latest at `time`, unless the object was deleted then, or did not exist yet.
  package func current(at time: Timestamp) -> VersionSummary? {
    guard let found = versions.first(where: { $0.object.lastModified <= time }), !found.isDeleteMarker else {
      return nil
    }
    return found
  }

  /// What was the latest version before the oldest of `made` (ids of versions) came; nil where there was no object.
  /// A delete marker behind a delete marker is a request that was sent twice.
  package func current(before made: Set<String>) -> VersionSummary? {
    guard let oldest = versions.lastIndex(where: { made.contains($0.versionID) }) else { return current }
    var before = versions[(oldest + 1)...]
    if versions[oldest].isDeleteMarker { before = before.drop(while: \.isDeleteMarker) }
    return before.first.flatMap { $0.isDeleteMarker ? nil : $0 }
  }

  /// The versions right behind the one of this id that have its content and are no more than `span` older, by the
  /// endpoint's own clock: what the same write made when it was sent before and its answer was lost. It ends before
  /// `others` (ids).
  package func repetitions(of versionID: String, within span: Duration, before others: Set<String>) -> [String] {
    guard let index = versions.firstIndex(where: { $0.versionID == versionID }), !versions[index].isDeleteMarker
    else { return [] }
    let made = versions[index].object
    let parts = span.components
    // Listings tell times in whole seconds.
    let seconds = max(0, parts.seconds) + (parts.attoseconds > 0 ? 2 : 1)
    let earliest = made.lastModified.seconds - seconds
    return versions[(index + 1)...].prefix { version in
      !version.isDeleteMarker && version.object.etag == made.etag && version.object.sizeBytes == made.sizeBytes
        && version.object.lastModified.seconds >= earliest && !others.contains(version.versionID)
    }.map(\.versionID)
  }

  /// The latest version; nil for an object that is deleted now.
  package var current: VersionSummary? { versions.first.flatMap { $0.isDeleteMarker ? nil : $0 } }
}

/// The keys below a prefix, each with all of its versions. Memory grows with the versions of one key, not with keys.
package struct KeyVersionsReader: Sendable {
  private var pages: VersionPages
  private var page: ArraySlice<VersionSummary> = []

  /// Begins behind the key `start`, in the endpoint's order; `mayHaveGaps` as for ``VersionPages``.
  package init(
    service: S3Service, bucket: BucketName, prefix: [UInt8], after start: [UInt8] = [], mayHaveGaps: Bool = false
  ) {
    pages = VersionPages(
      service: service, bucket: bucket, prefix: prefix, after: start, mayHaveGaps: mayHaveGaps)
  }

  /// In which keys come, as far as it is known.
  package var order: ListingOrder { pages.order }

  /// The next key; nil after the last one.
  package mutating func next() async throws(StoreError) -> KeyVersions? {
    var found: [VersionSummary] = []
    while true {
      while let version = page.first {
        guard found.last.map({ $0.object.key == version.object.key }) ?? true else { return Self.key(found) }
        found.append(version)
        page.removeFirst()
      }
      guard let next = try await pages.next() else { return Self.key(found) }
      page = next[...]
    }
  }

  private static func key(_ versions: [VersionSummary]) -> KeyVersions? {
    versions.first.map { KeyVersions(key: $0.object.key, versions: versions) }
  }
}

extension S3Service {
  /// Calls `body` with each key below a prefix and all of its versions, key by key; `mayHaveGaps` as for
  /// ``VersionPages``.
  package func forEachKey(
    of bucket: BucketName, prefix: [UInt8], mayHaveGaps: Bool = false, _ body: (KeyVersions) async throws -> Void
  ) async throws {
    var reader = KeyVersionsReader(service: self, bucket: bucket, prefix: prefix, mayHaveGaps: mayHaveGaps)
    while let key = try await reader.next() { try await body(key) }
  }
}
