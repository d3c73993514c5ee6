package import ObjectStores
package import S3Protocol
package import StorageModel

/// Finds snapshot repositories where rules would reach them, by the names that a repository has (restic's design
/// document, "Repository Layout"): `config`, `keys/…`, `data/…`.
package struct RepositorySearch: Sendable {
  /// Of each folder so many folders are looked into, so many levels below a rule's prefix, with so many requests in
  /// all: buckets with more are rarely homes of repositories, and a look must not take minutes.
  private static let maximumFolders = 64
  private static let maximumDepth = 3
  private static let maximumRequests = 256

  private let store: any ObjectStore

  package init(store: any ObjectStore) { self.store = store }

  /// Looks at the root, the folders on the way to each rule's prefix, and the folders below it.
  package func prefixes(for rules: [LifecycleRule]) async throws(StoreError) -> [[UInt8]] {
    var waiting: [(prefix: [UInt8], depth: Int)] = []
    for rule in rules where rule.isEnabled {
      let prefix = rule.filter.prefix ?? []
      // On the way nothing beside it is reached.
      waiting.append(([], Self.maximumDepth))
      for end in prefix.indices where prefix[end] == UInt8(ascii: "/") {
        waiting.append((Array(prefix[...end]), Self.maximumDepth))
      }
      for folder in try await folders(startingWith: prefix) { waiting.append((folder, 1)) }
    }
    var found: [[UInt8]] = []
    var seen: Set<[UInt8]> = []
    var next = 0
    while next < waiting.count, next < Self.maximumRequests {
      let (prefix, depth) = waiting[next]
      next += 1
      guard seen.insert(prefix).inserted else { continue }
      let page = try await store.list(request(prefix, pageSize: 1000))
      if isRepository(page, prefix) {
        found.append(prefix)
      } else if depth < Self.maximumDepth {
        waiting += page.commonPrefixes.prefix(Self.maximumFolders).map { ($0.bytes, depth + 1) }
      }
    }
    return found
  }

  private func folders(startingWith prefix: [UInt8]) async throws(StoreError) -> [[UInt8]] {
    try await store.list(request(prefix, pageSize: Self.maximumFolders)).commonPrefixes.map(\.bytes)
  }

  private func request(_ prefix: [UInt8], pageSize: Int) -> ListRequest {
    var request = ListRequest(prefix: prefix, delimiter: [UInt8(ascii: "/")], pageSize: pageSize)
    request.allowsFolderOrder = true
    return request
  }

  private func isRepository(_ page: ListPage, _ prefix: [UInt8]) -> Bool {
    let config = ObjectKey(bytes: prefix + Array("config".utf8))
    let keys = ObjectKey(bytes: prefix + Array("keys/".utf8))
    return page.objects.contains { $0.key == config } && page.commonPrefixes.contains(keys)
  }
}
