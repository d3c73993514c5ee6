/// A stretch of a pack that is fetched at once, with the blobs in it that are wanted; pure.
struct PackRange: Sendable {
  let pack: StorageID
  let offset: UInt64
  private(set) var lengthBytes: UInt64
  /// In the order of the pack.
  private(set) var blobs: [BlobLocation]

  /// Blobs that nobody wants are read along when they are less than this: a request costs as much.
  private static let gapBytes: UInt64 = 128 << 10
  /// Bounds the memory of a fetch; one blob may be more.
  private static let largestBytes: UInt64 = 4 << 20

  /// The ranges that cover all of `blobs`, pack after pack.
  static func cover(_ blobs: [BlobLocation]) -> [PackRange] {
    let sorted = blobs.sorted { left, right in
      left.pack != right.pack ? left.pack < right.pack : left.place.offset < right.place.offset
    }
    var ranges: [PackRange] = []
    for blob in sorted {
      if ranges.isEmpty || !ranges[ranges.count - 1].take(blob) { ranges.append(PackRange(blob)) }
    }
    return ranges
  }

  private init(_ blob: BlobLocation) {
    pack = blob.pack
    offset = UInt64(blob.place.offset)
    lengthBytes = UInt64(blob.place.length)
    blobs = [blob]
  }

  private mutating func take(_ blob: BlobLocation) -> Bool {
    let (start, end) = (UInt64(blob.place.offset), UInt64(blob.place.offset) + UInt64(blob.place.length))
    // An index that lets blobs overlap lies; each of them is then fetched by itself.
    guard blob.pack == pack, start >= offset + lengthBytes, start - (offset + lengthBytes) <= Self.gapBytes,
      end - offset <= Self.largestBytes
    else { return false }
    lengthBytes = end - offset
    blobs.append(blob)
    return true
  }
}
