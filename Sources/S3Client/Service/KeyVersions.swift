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

  /// The latest version; nil for an object that is deleted now.
  package var current: VersionSummary? { versions.first.flatMap { $0.isDeleteMarker ? nil : $0 } }
}

extension S3Service {
  /// Calls `body` with each key below a prefix and all of its versions, key by key. Memory grows with the versions of
  /// one key, not with keys.
  package func forEachKey(
    of bucket: BucketName, prefix: [UInt8], _ body: (KeyVersions) async throws -> Void
  ) async throws {
    var pending: [VersionSummary] = []
    try await forEachVersionPage(of: bucket, prefix: prefix) { page in
      for version in page {
        if let key = pending.first?.object.key, key != version.object.key {
          try await body(KeyVersions(key: key, versions: pending))
          pending.removeAll(keepingCapacity: true)
        }
        pending.append(version)
      }
    }
    if let key = pending.first?.object.key { try await body(KeyVersions(key: key, versions: pending)) }
  }
}
