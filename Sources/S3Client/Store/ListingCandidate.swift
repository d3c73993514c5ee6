internal import ObjectStores
internal import S3Protocol
internal import StorageModel

/// An order that every page of a listing is in, as far as it was read.
struct ListingCandidate {
  /// The value is its letter in a token.
  enum Kind: Character, CaseIterable {
    /// ``ListingOrder/bytes``.
    case bytes = "b"
    /// ``ListingOrder/folders``.
    case folders = "f"
    /// Each page by bytes, but what one page begins with comes behind the page before in ``ListingOrder/folders``: as
    /// SeaweedFS (4.48) lists a bucket with versioning. An object lies there at its name, or its versions do at its
    /// name with ``versionsSuffix``, and which of them, the listing does not show.
    case folderPages = "p"

    fileprivate var order: ListingOrder { self == .folders ? .folders : .bytes }
  }

  private static let versionsSuffix = Array(".versions".utf8)

  let kind: Kind
  /// The greatest name so far, in the order of the pages; before the first page what the listing starts after.
  var last: [UInt8]?

  /// Takes a page, or says where it leaves the order.
  mutating func refusal(of page: ListObjectsV2Response) -> String? {
    let keys = page.objects.map(\.key.bytes)
    for names in [keys, page.commonPrefixes] {
      if let refusal = refusal(of: names) { return refusal }
    }
    let pages = kind == .bytes ? ListingOrder.bytes : .folders
    let greatest =
      kind == .folderPages ? keys + page.commonPrefixes : [keys.last, page.commonPrefixes.last].compactMap(\.self)
    for name in greatest where last.map({ pages.compare(name, $0) > 0 }) ?? true { last = name }
    return nil
  }

  private func refusal(of names: [[UInt8]]) -> String? {
    var before = kind == .folderPages ? nil : last
    for name in names {
      if let before, kind.order.compare(before, name) >= 0 { return Self.refusal(name, after: before) }
      if kind == .folderPages, let last,
        name == last || ListingOrder.folders.compare(last, name + Self.versionsSuffix) >= 0
      {
        return Self.refusal(name, after: last)
      }
      before = name
    }
    return nil
  }

  private static func refusal(_ name: [UInt8], after before: [UInt8]) -> String {
    "the listing does not ascend: \(escapedForDisplay(name)) after \(escapedForDisplay(before))"
  }
}
