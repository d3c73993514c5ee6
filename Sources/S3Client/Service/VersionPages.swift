package import ObjectStores
package import S3Protocol
package import StorageModel

/// The pages of a listing of versions, in the order of the endpoint: by key, of each key the latest first.
///
/// Within a page versions are put in that order: some endpoints list delete markers behind everything else. A listing
/// may ascend by bytes, or folder by folder; one that goes back in both, or gives the same page twice, is
/// `.invalidResponse`: it would never end, or hide versions. From an endpoint whose pages leave versions out they are
/// read otherwise: see ``VersionFolders``.
package struct VersionPages: Sendable {
  private let service: S3Service
  private let bucket: BucketName
  private var request: ListObjectVersionsRequest
  private var last: ObjectKey?
  private var isAtEnd = false
  /// In which the listing ascends, as far as it was read.
  package private(set) var order = ListingOrder.bytes
  /// False once a key came that folder order would not have there.
  private var mayBeFolders = true
  private let mayHaveGaps: Bool
  /// Takes the place of `request`.
  private var folders: VersionFolders?

  /// Begins behind the key `start`, in the endpoint's order. `mayHaveGaps`: takes the pages of every endpoint as they
  /// are, for a caller that looks for what is missing itself.
  package init(
    service: S3Service, bucket: BucketName, prefix: [UInt8], after start: [UInt8] = [], mayHaveGaps: Bool = false
  ) {
    self.mayHaveGaps = mayHaveGaps
    self.service = service
    self.bucket = bucket
    request = ListObjectVersionsRequest(prefix: prefix, keyMarker: start)
    if !start.isEmpty { last = ObjectKey(bytes: start) }
  }

  /// The next page; nil after the last one.
  package mutating func next() async throws(StoreError) -> [VersionSummary]? {
    if folders != nil { return try await folders?.next() }
    guard !isAtEnd else { return nil }
    let (page, isWhole) = try await service.versionPage(request, of: bucket)
    if page.isTruncated, !isWhole, !mayHaveGaps {
      folders = VersionFolders(service: service, bucket: bucket, prefix: request.prefix, after: request.keyMarker)
      return try await next()
    }
    let isByFolder = order == .folders || ascends(page, .folders) && !ascends(page, .bytes)
    let versions = S3Service.ordered(page.versions, isByFolder ? .folders : .bytes)
    for version in versions { try take(version.object.key) }
    try turn(page)
    return versions
  }

  /// Objects and delete markers each for themselves.
  private func ascends(_ page: ListObjectVersionsResponse, _ order: ListingOrder) -> Bool {
    [true, false].allSatisfy { isMarker in
      let keys = page.versions.filter { $0.isDeleteMarker == isMarker }.map(\.object.key.bytes)
      return zip(keys, keys.dropFirst()).allSatisfy { order.compare($0, $1) <= 0 }
    }
  }

  private mutating func take(_ key: ObjectKey) throws(StoreError) {
    defer { last = key }
    guard let last else { return }
    if ListingOrder.folders.compare(last.bytes, key.bytes) > 0 { mayBeFolders = false }
    if ListingOrder.bytes.compare(last.bytes, key.bytes) > 0 { order = .folders }
    guard order == .folders, !mayBeFolders else { return }
    throw refusal("\(key) came after \(last), out of order")
  }

  private mutating func turn(_ page: ListObjectVersionsResponse) throws(StoreError) {
    guard page.isTruncated, let marker = page.nextKeyMarker else {
      isAtEnd = true
      return
    }
    guard marker != request.keyMarker || page.nextVersionIDMarker ?? "" != request.versionIDMarker else {
      throw refusal("the endpoint gave the same page twice")
    }
    request.keyMarker = marker
    request.versionIDMarker = page.nextVersionIDMarker ?? ""
  }

  private func refusal(_ message: String) -> StoreError {
    StoreError(
      .invalidResponse, operation: ListObjectVersionsRequest.name, bucket: bucket.text, message: message)
  }
}
