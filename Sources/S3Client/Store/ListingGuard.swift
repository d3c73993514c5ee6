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

  /// An order that every page so far is in.
  private struct Candidate {
    let order: ListingOrder
    /// The greatest name so far; before the first page what the listing starts after.
    var last: [UInt8]?

    /// Takes a page, or says where it leaves the order.
    mutating func refusal(of page: ListObjectsV2Response) -> String? {
      var greatest = last
      for object in page.objects {
        if let refusal = refusal(of: object.key.bytes, after: &greatest) { return refusal }
      }
      var greatestPrefix = last
      for name in page.commonPrefixes {
        if let refusal = refusal(of: name, after: &greatestPrefix) { return refusal }
      }
      for name in [greatest, greatestPrefix] {
        if let name, last.map({ order.compare(name, $0) > 0 }) ?? true { last = name }
      }
      return nil
    }

    private func refusal(of name: [UInt8], after greatest: inout [UInt8]?) -> String? {
      if let before = greatest, order.compare(before, name) >= 0 {
        return "the listing does not ascend: \(escapedForDisplay(name)) after \(escapedForDisplay(before))"
      }
      greatest = name
      return nil
    }
  }

  let bucket: BucketName
  let prefix: [UInt8]
  let delimiter: [UInt8]
  private let allowsFolderOrder: Bool
  private var candidates: [Candidate]
  /// True once a page was refused only because the listing is in ``ListingOrder/folders``, from its first key on.
  private(set) var isFolderOrder = false
  private(set) var serverToken: String?
  private(set) var emptyPages = 0

  /// nil for a token that ``token`` has not made.
  init?(_ request: ListRequest, bucket: BucketName) {
    self.bucket = bucket
    prefix = request.prefix
    delimiter = request.delimiter
    allowsFolderOrder = request.allowsFolderOrder
    candidates = [ListingOrder.bytes, .folders].map { Candidate(order: $0, last: request.startAfter?.bytes) }
    guard let token = request.token else { return }
    let pieces = token.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3, let empty = Int(pieces[0]) else { return nil }
    candidates = []
    for text in pieces[1].split(separator: ",") {
      guard let order = Self.order(text.first) else { return nil }
      do {
        let last = try PercentCoding.decode(text.dropFirst().utf8)
        candidates.append(Candidate(order: order, last: last.isEmpty ? nil : last))
      } catch { return nil }
    }
    guard !candidates.isEmpty else { return nil }
    emptyPages = empty
    serverToken = String(pieces[2])
  }

  private static func order(_ letter: Character?) -> ListingOrder? {
    switch letter {
    case "b": .bytes
    case "f": .folders
    default: nil
    }
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
    var fitting: [Candidate] = []
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
    if fitting.contains(where: { $0.order == .bytes }) { return nil }
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
        ($0.order == .bytes ? "b" : "f") + PercentCoding.encodeComponent($0.last ?? [])
      }
      return "\(emptyPages) \(orders.joined(separator: ",")) \(server)"
    }
  }
}
