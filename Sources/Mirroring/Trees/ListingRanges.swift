package import StorageModel

/// Where a listing may be cut into ranges that are read at the same time.
///
/// The cuts are the last keys of the pages that an earlier run read. As long as the bucket has not changed, each
/// range is then exactly whole pages, and cutting costs no request more than reading in one go.
package struct ListingRanges: Hashable, Sendable {
  /// The end of each range but the last, which is open, ascending; a range starts after the end of the one before.
  package let ends: [ObjectKey]

  /// `pageEnds`: the last key of each page, as far as known, in any order. Ranges of `pagesPerRange` pages.
  package init(pageEnds: [ObjectKey] = [], pagesPerRange: Int = 8) {
    let sorted = Set(pageEnds).sorted()
    let step = max(1, pagesPerRange)
    ends = stride(from: step - 1, to: max(0, sorted.count - 1), by: step).map { sorted[$0] }
  }

  package var count: Int { ends.count + 1 }

  /// The range's start (exclusive; nil for the first) and end (inclusive; nil for the last).
  package func bounds(_ index: Int) -> (startAfter: ObjectKey?, end: ObjectKey?) {
    (index > 0 ? ends[index - 1] : nil, index < ends.count ? ends[index] : nil)
  }
}
