internal import ObjectStores
internal import S3Protocol
internal import StorageModel

/// Refuses listings that cannot be true. Whoever plans by a listing deletes by it too: a page out of order, or one
/// page taken for all of them, would make objects look as if they were gone.
///
/// What must be remembered from page to page travels inside the token that callers hand back: how many pages in a row
/// were empty, for each order that fits so far its letter and the greatest name, and the server's own token, with
/// spaces between them.
struct ListingGuard {
  /// A server may send pages without anything in them, but not for ever.
  static let emptyPageLimit = 1000

  let bucket: BucketName
  let prefix: [UInt8]
  let delimiter: [UInt8]
  private let allowsFolderOrder: Bool
  private var candidates: [ListingCandidate]
  /// True once a page was refused only because the listing goes folder by folder, from its first key on.
  private(set) var isFolderOrder = false
  private(set) var serverToken: String?
  private(set) var emptyPages = 0

  /// nil for a token that ``token`` has not made.
  init?(_ request: ListRequest, bucket: BucketName) {
    self.bucket = bucket
    prefix = request.prefix
    delimiter = request.delimiter
    allowsFolderOrder = request.allowsFolderOrder
    candidates = ListingCandidate.Kind.allCases.map { ListingCandidate(kind: $0, last: request.startAfter?.bytes) }
    guard let token = request.token else { return }
    let pieces = token.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3, let empty = Int(pieces[0]) else { return nil }
    candidates = []
    for text in pieces[1].split(separator: ",") {
      guard let kind = text.first.flatMap({ ListingCandidate.Kind(rawValue: $0) }) else { return nil }
      do {
        let last = try PercentCoding.decode(text.dropFirst().utf8)
        candidates.append(ListingCandidate(kind: kind, last: last.isEmpty ? nil : last))
      } catch { return nil }
    }
    guard !candidates.isEmpty else { return nil }
    emptyPages = empty
    serverToken = String(pieces[2])
  }

  /// Checks one page and makes its token. Returns what is wrong with the page, nil when nothing is.
  mutating func refusal(of page: ListObjectsV2Response) -> String? {
    if !page.bucket.isEmpty, page.bucket != bucket.text { return "the listing is of the bucket \(page.bucket)" }
    for object in page.objects where !object.key.hasPrefix(prefix) {
      return "the listing has a key outside of the prefix: \(object.key)"
    }
    for name in page.commonPrefixes {
      guard !delimiter.isEmpty, name.starts(with: prefix), name.count > prefix.count,
        name.suffix(delimiter.count) == delimiter[...]
      else { return "the listing has a common prefix that is none: \(escapedForDisplay(name))" }
    }
    return refusalOfOrder(page) ?? refusalToEnd(page)
  }

  private mutating func refusalOfOrder(_ page: ListObjectsV2Response) -> String? {
    var fitting: [ListingCandidate] = []
    var refusal: String?
    for var candidate in candidates {
      if let reason = candidate.refusal(of: page) {
        refusal = refusal ?? reason
      } else {
        fitting.append(candidate)
      }
    }
    candidates = fitting
    if allowsFolderOrder { return fitting.isEmpty ? refusal : nil }
    if fitting.contains(where: { $0.kind == .bytes }) { return nil }
    isFolderOrder = !fitting.isEmpty
    return refusal ?? "the listing does not ascend"
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
    serverToken.map { server in
      let orders = candidates.map {
        String($0.kind.rawValue) + PercentCoding.encodeComponent($0.last ?? [])
      }
      return "\(emptyPages) \(orders.joined(separator: ",")) \(server)"
    }
  }
}
