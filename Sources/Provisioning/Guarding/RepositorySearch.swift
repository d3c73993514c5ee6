package import ObjectStores
package import S3Protocol
package import StorageModel

/// Finds snapshot repositories where rules would reach them, by the names that a repository has (restic's design
/// document, "Repository Layout"): `config`, `keys/…`, `data/…`.
package struct RepositorySearch: Sendable {
  /// First-level folders that are looked into; buckets with more are rarely homes of repositories.
  private static let maximumFolders = 64

  private let store: any ObjectStore

  package init(store: any ObjectStore) { self.store = store }

  /// Looks at the root, the folders on the way to each rule's prefix, and the folders directly below it.
  package func prefixes(for rules: [LifecycleRule]) async throws(StoreError) -> [[UInt8]] {
    var candidates: [[UInt8]] = []
    for rule in rules where rule.isEnabled {
      let prefix = rule.filter.prefix ?? []
      for end in prefix.indices where prefix[end] == UInt8(ascii: "/") { candidates.append(Array(prefix[...end])) }
      candidates.append([])
      let page = try await store.list(
        ListRequest(prefix: prefix, delimiter: [UInt8(ascii: "/")], pageSize: Self.maximumFolders))
      candidates += page.commonPrefixes.map(\.bytes)
    }
    var found: [[UInt8]] = []
    var seen: Set<[UInt8]> = []
    for candidate in candidates where seen.insert(candidate).inserted {
      if try await isRepository(candidate) { found.append(candidate) }
    }
    return found
  }

  private func isRepository(_ prefix: [UInt8]) async throws(StoreError) -> Bool {
    let page = try await store.list(ListRequest(prefix: prefix, delimiter: [UInt8(ascii: "/")], pageSize: 1000))
    let config = ObjectKey(bytes: prefix + Array("config".utf8))
    let keys = ObjectKey(bytes: prefix + Array("keys/".utf8))
    return page.objects.contains { $0.key == config } && page.commonPrefixes.contains(keys)
  }
}
