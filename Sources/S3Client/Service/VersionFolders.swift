internal import ObjectStores
internal import S3Protocol
internal import StorageModel

/// All versions below a prefix in order of bytes, from an endpoint whose listings of versions leave some out as soon
/// as they have several pages.
///
/// SeaweedFS (4.48) walks through directories, where the versions of `a` lie at `a.versions`, sorts by bytes what it
/// found for a page, and begins the next page behind the greatest key of this one: what the walk meets later, though
/// its bytes are less, is in no page (a quarter of 5,062 versions in a tree of short names). A listing that has one
/// page is whole. So this asks for folder after folder, and where one of them has several pages, also for every name
/// that the border of two pages may have cost. Memory: one folder's versions for each level of folders.
struct VersionFolders: Sendable {
  private enum Entry: Sendable {
    /// Everything below a prefix.
    case folder([UInt8])
    /// The versions of one key, the latest first.
    case key([VersionSummary])
  }

  private static let slash = UInt8(ascii: "/")

  private let service: S3Service
  private let bucket: BucketName
  private let start: [UInt8]
  /// What is still to be given, the next one last.
  private var waiting: [Entry]

  /// Begins behind the key `start`.
  init(service: S3Service, bucket: BucketName, prefix: [UInt8], after start: [UInt8]) {
    self.service = service
    self.bucket = bucket
    self.start = start
    waiting = [.folder(prefix)]
  }

  /// The next versions, whole keys; nil after the last ones.
  mutating func next() async throws(StoreError) -> [VersionSummary]? {
    while let entry = waiting.popLast() {
      let found: [VersionSummary]
      switch entry {
      case .key(let versions): found = versions
      case .folder(let prefix):
        guard compareBytes(prefix, start) > 0 || start.starts(with: prefix) else { continue }
        let page = try await send(ListObjectVersionsRequest(prefix: prefix))
        if page.isTruncated {
          waiting += try await entries(of: prefix).reversed()
          continue
        }
        found = S3Service.ordered(page.versions)
      }
      let wanted = found.filter { compareBytes($0.object.key.bytes, start) > 0 }
      if !wanted.isEmpty { return wanted }
    }
    return nil
  }

  /// The keys and folders directly below a prefix that has more than one page.
  private func entries(of prefix: [UInt8]) async throws(StoreError) -> [Entry] {
    var folder = Folder(prefix: prefix)
    var asked: Set<[UInt8]> = []
    var request = ListObjectVersionsRequest(prefix: prefix, delimiter: [Self.slash])
    while true {
      let page = try await send(request)
      folder.take(page)
      guard page.isTruncated, let marker = page.nextKeyMarker else { return folder.entries }
      guard marker != request.keyMarker || page.nextVersionIDMarker ?? "" != request.versionIDMarker else {
        throw refusal("the endpoint gave the same page twice")
      }
      for name in Self.doubtful(marker, below: prefix) where asked.insert(name).inserted {
        let around = try await send(ListObjectVersionsRequest(prefix: name, delimiter: [Self.slash]))
        guard !around.isTruncated else {
          throw refusal(
            "this endpoint's listings leave versions out where over 1,000 names begin with \(escapedForDisplay(name)); "
              + "name a longer prefix")
        }
        folder.take(around, isWhole: true)
      }
      request.keyMarker = marker
      request.versionIDMarker = page.nextVersionIDMarker ?? ""
    }
  }

  /// What names begin with that a page which ends with `marker` may have left out: they stand on different sides of
  /// the marker by bytes and in the walk. That happens where one name continues the other with a byte less than the
  /// `/` that a directory ends with, or than the `.` of `.versions`.
  private static func doubtful(_ marker: [UInt8], below prefix: [UInt8]) -> [[UInt8]] {
    let end = marker.last == slash ? marker.count - 1 : marker.count
    let first = prefix.last.map { $0 == slash } ?? true ? prefix.count + 1 : prefix.count
    guard first <= end else { return [] }
    return (first..<end).filter { marker[$0] < slash }.map { Array(marker[..<$0]) } + [Array(marker[..<end])]
  }

  private func send(_ request: ListObjectVersionsRequest) async throws(StoreError) -> ListObjectVersionsResponse {
    try await service.send(request, to: OperationTarget(bucket: bucket))
  }

  private func refusal(_ message: String) -> StoreError {
    StoreError(
      .invalidResponse, operation: ListObjectVersionsRequest.name, bucket: bucket.text, message: message)
  }

  /// What was found directly below a prefix, from pages that overlap.
  private struct Folder {
    let prefix: [UInt8]
    private var keys: [ObjectKey: [VersionSummary]] = [:]
    private var folders: Set<[UInt8]> = []

    init(prefix: [UInt8]) { self.prefix = prefix }

    /// A listing that is whole has the versions of a key in their order, which times of whole seconds do not show.
    mutating func take(_ page: ListObjectVersionsResponse, isWhole: Bool = false) {
      for (key, versions) in Dictionary(grouping: page.versions, by: \.object.key) {
        let known = keys[key] ?? []
        let (first, second) = isWhole ? (versions, known) : (known, versions)
        let ids = Set(first.map(\.versionID))
        keys[key] = first + second.filter { !ids.contains($0.versionID) }
      }
      // A longer one each time, so that it ends.
      for name in page.commonPrefixes where name.count > prefix.count && name.starts(with: prefix) {
        folders.insert(name)
      }
    }

    var entries: [Entry] {
      let all = keys.map { ($0.key.bytes, Entry.key(S3Service.ordered($0.value))) } + folders.map { ($0, .folder($0)) }
      return all.sorted { compareBytes($0.0, $1.0) < 0 }.map(\.1)
    }
  }
}
