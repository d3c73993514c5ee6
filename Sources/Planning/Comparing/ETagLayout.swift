internal import StorageModel

/// Part sizes with which an object of a known length may have been uploaded, most likely first: what the ETag of a
/// foreign multipart object is recomputed with.
package enum ETagLayout {
  private static let mebibyte: Int64 = 1 << 20
  /// Defaults of well-known clients: AWS CLI and SDKs 8, s3cmd 15, s5cmd 50, rclone 5, mc 16 and 64 MiB, others.
  private static let known: [Int64] = [8, 5, 16, 50, 64, 15, 10, 32, 100, 128, 25, 20, 256, 512, 1024]

  /// Part sizes that give exactly `partCount` parts; empty when none can. At most 24 of them.
  package static func candidates(sizeBytes: Int64, partCount: Int) -> [Int64] {
    guard partCount > 0, sizeBytes > 0, let count = Int64(exactly: partCount) else { return [] }
    guard count > 1 else { return [sizeBytes] }
    let smallest = (sizeBytes - 1) / count + 1
    let largest = (sizeBytes - 1) / (count - 1)
    guard smallest <= largest else { return [] }
    var found: [Int64] = []
    func consider(_ size: Int64) {
      if size >= smallest && size <= largest && !found.contains(size) && found.count < 24 { found.append(size) }
    }
    for size in known { consider(size * mebibyte) }
    let megabyte: Int64 = 1_000_000
    for size in known { consider(size * megabyte) }
    var power = mebibyte
    while power <= 4 << 30 {
      consider(power)
      power *= 2
    }
    // What a client gets that divides by the allowed number of parts and rounds up to a whole MiB.
    let rounded = (smallest - 1) / mebibyte + 1
    if rounded <= Int64.max / mebibyte { consider(rounded * mebibyte) }
    consider(smallest)
    return found
  }
}
