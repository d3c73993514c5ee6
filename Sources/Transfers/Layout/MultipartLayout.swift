package import ObjectStores

/// How a body is cut into parts: all of one size, the last one shorter.
package struct MultipartLayout: Hashable, Sendable {
  package let sizeBytes: Int64
  package let partSizeBytes: Int64

  /// nil for an empty body or a part size below 1.
  package init?(sizeBytes: Int64, partSizeBytes: Int64) {
    guard sizeBytes > 0, partSizeBytes > 0 else { return nil }
    self.sizeBytes = sizeBytes
    self.partSizeBytes = partSizeBytes
  }

  /// At least 1.
  package var partCount: Int { Int((sizeBytes - 1) / partSizeBytes) + 1 }

  /// Offset and length of a part, counted from 1; nil outside of 1...partCount.
  package func part(_ number: Int) -> (offset: Int64, lengthBytes: Int64)? {
    guard number >= 1, number <= partCount else { return nil }
    let offset = Int64(number - 1) * partSizeBytes
    return (offset, min(partSizeBytes, sizeBytes - offset))
  }

  /// Part sizes are multiples of this, so that other tools can guess them.
  package static let granularityBytes: Int64 = 1 << 20
  /// Small parts let a medium file use several connections; larger ones save requests.
  package static let smallPartBytes: Int64 = 8 << 20
  package static let defaultPartBytes: Int64 = 16 << 20
  package static let smallFileLimitBytes: Int64 = 256 << 20

  /// The layout for an upload: `preferredPartSizeBytes` or else 8 MiB below 256 MiB and 16 MiB from there on, a
  /// multiple of 1 MiB within the store's limits, and larger where the parts would be too many. nil for a body that
  /// the store cannot take (over its largest object, or empty).
  package static func choose(
    sizeBytes: Int64, limits: StoreLimits, preferredPartSizeBytes: Int64? = nil
  ) -> MultipartLayout? {
    guard sizeBytes > 0, sizeBytes <= limits.maximumObjectBytes, limits.maximumParts > 0 else { return nil }
    let usual = sizeBytes < smallFileLimitBytes ? smallPartBytes : defaultPartBytes
    let fewest = (sizeBytes - 1) / Int64(limits.maximumParts) + 1
    let wanted = max(preferredPartSizeBytes ?? usual, fewest, limits.minimumPartBytes, 1)
    let (padded, overflow) = wanted.addingReportingOverflow(granularityBytes - 1)
    guard !overflow else { return nil }
    let rounded = padded / granularityBytes * granularityBytes
    // A store with odd limits may need a size that is no whole number of MiB.
    let partSize = rounded <= limits.maximumPartBytes ? rounded : limits.maximumPartBytes
    guard partSize >= fewest else { return nil }
    return MultipartLayout(sizeBytes: sizeBytes, partSizeBytes: partSize)
  }
}
