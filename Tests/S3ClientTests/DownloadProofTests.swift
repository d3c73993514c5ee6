import Digests
import Glibc
import ObjectStores
import StorageModel
import Testing

@testable import S3Client

@Suite struct DownloadProofTests {
  private func info(_ tag: String, _ checksums: [Checksum] = []) -> ObjectInfo {
    ObjectInfo(sizeBytes: 3, etag: ETag(tag), lastModified: Timestamp(seconds: 0), checksums: checksums)
  }

  @Test func takesTheBestThereIs() {
    let body: [UInt8] = [1, 2, 3]
    let sums = [checksum(.sha256, of: body), checksum(.crc32c, of: body)]
    guard case .checksum(let chosen) = DownloadProof(info("x", sums)) else {
      Issue.record("no checksum")
      return
    }
    #expect(chosen.algorithm == .crc32c)
    #expect(DownloadProof(info("x", sums)).matches(body) && !DownloadProof(info("x", sums)).matches([1, 2, 4]))
    let tag = hexadecimal(md5(body))
    #expect(DownloadProof(info(tag)).matches(body) && !DownloadProof(info(tag)).matches([]))
    #expect(DownloadProof(info("\(tag)-2")).matches([]))
    let composite = Checksum(.crc32c, bytes: [1, 2, 3, 4], compositePartCount: 2)
    #expect(DownloadProof(info("x", [composite])).matches(body))
  }

  @Test func readsFiles() async throws {
    var template = Array("/tmp/cairn-proof-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    defer { close(descriptor) }
    unlink(template)
    let body = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    _ = body.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 5) }
    let proof = DownloadProof(info("x", [checksum(.crc64nvme, of: body)]))
    let region = FileRegion(descriptor: descriptor, offset: 5, lengthBytes: Int64(body.count))
    #expect(try await proof.matches(region))
    #expect(try await !proof.matches(FileRegion(descriptor: descriptor, offset: 4, lengthBytes: Int64(body.count))))
    await #expect(throws: StoreError.self) {
      try await proof.matches(FileRegion(descriptor: descriptor, offset: 6, lengthBytes: Int64(body.count)))
    }
  }
}
