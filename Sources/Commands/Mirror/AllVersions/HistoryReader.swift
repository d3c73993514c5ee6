import Mirroring
import ObjectStores
import Planning
import S3Client
import S3Protocol
import StorageModel

/// The keys of the source with their versions, and beside each what the target has of it.
struct HistoryReader {
  /// A key of the source.
  struct Pair: Sendable {
    /// Below the prefix.
    let path: PathBytes
    let source: [VersionSummary]
    let target: [VersionSummary]
  }

  private let from: BucketPlace
  private let to: BucketPlace
  private var filter: TreeFilter
  private var source: KeyVersionsReader
  private var target: KeyVersionsReader
  /// The key of the target that was read and is not behind the source's yet.
  private var ahead: KeyVersions?
  private var isTargetAtEnd = false
  /// The whole target, where one side lists folder by folder: then they cannot be read side by side.
  private var table: [ObjectKey: [VersionSummary]]?

  init(
    from: BucketPlace, _ sourceService: S3Service, to: BucketPlace, _ targetService: S3Service, _ filters: Filters
  ) {
    self.from = from
    self.to = to
    filter = TreeFilter(filters)
    source = KeyVersionsReader(service: sourceService, bucket: from.bucket, prefix: from.prefix)
    target = KeyVersionsReader(service: targetService, bucket: to.bucket, prefix: to.prefix)
  }

  /// Reads the whole target first: about 200 bytes a version.
  mutating func readTargetWhole() async throws {
    var table: [ObjectKey: [VersionSummary]] = [:]
    while let key = try await target.next() { table[key.key] = key.versions }
    self.table = table
  }

  /// The next key of the source that the filters admit.
  /// - Throws: ``FolderOrder`` where ``readTargetWhole()`` is needed.
  mutating func next() async throws -> Pair? {
    while let key = try await source.next() {
      let path = PathBytes(bytes: Array(key.key.bytes.dropFirst(from.prefix.count)))
      guard !path.isEmpty, filter.admits(path) else { continue }
      let there = try await versions(of: to.key(path))
      guard table != nil || (source.order == .bytes && target.order == .bytes) else { throw FolderOrder() }
      return Pair(path: path, source: key.versions, target: there)
    }
    return nil
  }

  private mutating func versions(of key: ObjectKey) async throws -> [VersionSummary] {
    if let table { return table[key] ?? [] }
    while !isTargetAtEnd {
      if ahead == nil { ahead = try await target.next() }
      guard let found = ahead else {
        isTargetAtEnd = true
        break
      }
      if key < found.key { return [] }
      ahead = nil
      if found.key == key { return found.versions }
    }
    return []
  }
}

/// One side lists folder by folder.
struct FolderOrder: Error {}
