/// What a store takes at most (S3 User Guide, "Amazon S3 multipart upload limits").
package struct StoreLimits: Sendable {
  package var listPage = 1000
  package var deleteBatch = 1000
  package var maximumParts = 10_000
  package var minimumPartBytes: Int64 = 5 << 20
  package var maximumPartBytes: Int64 = 5 << 30
  package var maximumPutBytes: Int64 = 5 << 30
  package var maximumObjectBytes: Int64 = 5 << 40
  package var maximumCopyBytes: Int64 = 5 << 30

  package init() {}
}
