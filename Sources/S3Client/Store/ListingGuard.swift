internal import ObjectStores
internal import S3Protocol
internal import StorageModel

/// Refuses listings that cannot be true. Whoever plans by a listing deletes by it too: a page out of order, or one
/// page taken for all of them, would make objects look as if they were gone.
///
/// What must be remembered from page to page travels inside the token that callers hand back.
struct ListingGuard {
  /// A server may send pages without anything in them, but not for ever.
  static let emptyPageLimit = 1000

  let bucket: BucketName
  let prefix: [UInt8]
  let delimiter: [UInt8]
  private let order: ListingOrder
  /// True once a page was refused only because its keys are in ``ListingOrder/folders``.
  private(set) var isFolderOrder = false
  /// The greatest name so far; for the first page what the listing starts after.
  private(set) var last: [UInt8]?
  private(set) var serverToken: String?
  private(set) var emptyPages = 0

  /// nil for a token that ``token(after:)`` has not made.
  init?(_ request: ListRequest, bucket: BucketName) {
    self.bucket = bucket
    prefix = request.prefix
    delimiter = request.delimiter
    last = request.startAfter?.bytes
    order = request.allowsFolderOrder ? .folders : .bytes
    guard let token = request.token else { return }
    let pieces = token.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3, let empty = Int(pieces[0]) else { return nil }
    do { last = try PercentCoding.decode(pieces[1].utf8) } catch { return nil }
    emptyPages = empty
    serverToken = String(pieces[2])
  }

  /// Checks one page and makes its token. Returns what is wrong with the page, nil when nothing is.
  mutating func refusal(of page: ListObjectsV2Response) -> String? {
    if !page.bucket.isEmpty, page.bucket != bucket.text { return "the listing is of the bucket \(page.bucket)" }
    var greatest = last
    for object in page.objects {
      if !object.key.hasPrefix(prefix) { return "the listing has a key outside of the prefix: \(object.key)" }
      if let greatest, order.compare(greatest, object.key.bytes) >= 0 {
        isFolderOrder = order == .bytes && ListingOrder.folders.compare(greatest, object.key.bytes) < 0
        return "the listing does not ascend: \(object.key) after \(escapedForDisplay(greatest))"
      }
      greatest = object.key.bytes
    }
    var greatestPrefix = last
    for name in page.commonPrefixes {
      guard !delimiter.isEmpty, name.starts(with: prefix), name.count > prefix.count,
        name.suffix(delimiter.count) == delimiter[...]
      else { return "the listing has a common prefix that is none: \(escapedForDisplay(name))" }
      if let greatestPrefix, order.compare(greatestPrefix, name) >= 0 {
        return "the listing does not ascend: \(escapedForDisplay(name)) after \(escapedForDisplay(greatestPrefix))"
      }
      greatestPrefix = name
    }
    for name in [greatest, greatestPrefix] {
      if let name, last.map({ order.compare(name, $0) > 0 }) ?? true { last = name }
    }
    return refusalToEnd(page)
  }

  private mutating func refusalToEnd(_ page: ListObjectsV2Response) -> String? {
    emptyPages = page.keyCount == 0 ? emptyPages + 1 : 0
    guard page.isTruncated, let next = page.nextContinuationToken else {
      serverToken = nil
      return nil
    }
    if next == serverToken { return "the listing repeats its continuation token" }
    if emptyPages > Self.emptyPageLimit { return "the listing does not end: \(emptyPages) pages have nothing in them" }
    serverToken = next
    return nil
  }

  /// The token for the next page; nil after the last.
  var token: String? {
    serverToken.map { "\(emptyPages) \(PercentCoding.encodeComponent(last ?? [])) \($0)" }
  }
}
