package import StorageModel

/// Which bytes of which version, and on what condition.
package struct ReadOptions: Sendable {
  package var range: ByteRange?
  package var versionID: String?
  package var partNumber: Int?
  package var ifMatch: ETag?
  package var ifNoneMatch: ETag?
  /// Asks for the stored checksums (`x-amz-checksum-mode: ENABLED`).
  package var wantsChecksum: Bool

  package init(
    range: ByteRange? = nil, versionID: String? = nil, partNumber: Int? = nil, ifMatch: ETag? = nil,
    ifNoneMatch: ETag? = nil, wantsChecksum: Bool = true
  ) {
    self.range = range
    self.versionID = versionID
    self.partNumber = partNumber
    self.ifMatch = ifMatch
    self.ifNoneMatch = ifNoneMatch
    self.wantsChecksum = wantsChecksum
  }
}
