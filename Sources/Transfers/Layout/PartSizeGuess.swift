/// Part sizes with which an object of a size and a number of parts may have been uploaded.
///
/// A multipart ETag hides the part size. Tools use few: the AWS CLI and SDKs 8 MiB, s3cmd 15, s5cmd 50, rclone and
/// boto's successors 5, Cairn 8 and 16; each grows when the parts would be too many.
package enum PartSizeGuess {
  private static let mebibyte: Int64 = 1 << 20
  private static let usualMebibytes: [Int64] = [
    8, 16, 5, 50, 64, 15, 10, 32, 100, 128, 6, 7, 12, 20, 24, 25, 40, 48, 96, 200, 256, 500, 512, 1024,
  ]
  /// Decimal megabytes, as some tools count.
  private static let usualMegabytes: [Int64] = [5, 8, 10, 16, 50, 64, 100]

  /// Sizes that cut `sizeBytes` into exactly `partCount` parts, likeliest first, at most `limit` of them.
  package static func candidates(sizeBytes: Int64, partCount: Int, limit: Int = 8) -> [Int64] {
    guard sizeBytes > 0, partCount > 0, Int64(partCount) <= sizeBytes else { return [] }
    if partCount == 1 { return [sizeBytes] }
    let count = Int64(partCount)
    // ceil(size / part) == count  <=>  least <= part <= most
    let least = (sizeBytes - 1) / count + 1
    let most = (sizeBytes - 1) / (count - 1)
    guard least <= most else { return [] }
    var found: [Int64] = []
    func consider(_ size: Int64) {
      if size >= least, size <= most, !found.contains(size) { found.append(size) }
    }
    for size in usualMebibytes { consider(size * mebibyte) }
    for size in usualMegabytes { consider(size * 1_000_000) }
    // Tools that double until the parts are few enough.
    for base in [5, 8, 15, 16, 50, 64] as [Int64] {
      var size = base * mebibyte
      while size < least, size <= Int64.max / 2 { size *= 2 }
      consider(size)
    }
    // Tools that take the least whole number of MiB for 10,000 parts (rclone, Cairn), or the size divided by them.
    let fewest = (sizeBytes - 1) / 10_000 + 1
    consider((fewest + mebibyte - 1) / mebibyte * mebibyte)
    consider(sizeBytes / 10_000 + 1)
    consider(fewest)
    // The least whole number of MiB for this count of parts, and equal shares.
    consider((least + mebibyte - 1) / mebibyte * mebibyte)
    consider(least)
    return Array(found.prefix(limit))
  }
}
