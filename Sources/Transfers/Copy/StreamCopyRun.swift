internal import Digests
internal import LocalFiles
internal import ObjectStores
internal import StorageModel
internal import Synchronization

/// One multipart copy between two endpoints, from the first range to the completion.
struct StreamCopyRun: Sendable {
  let source: any ObjectStore
  let target: any MultipartStore
  let resources: TransferResources
  let request: StreamCopyRequest
  let layout: MultipartLayout
  /// Of the source.
  let info: ObjectInfo
  let uploadID: String
  let progress: TransferProgress

  func copy(_ options: WriteOptions, width: Int) async throws(TransferError) -> CopiedObject {
    let digests = PartTable()
    let made = await collectParts(1...layout.partCount, width: width) { number -> Result<UploadedPart, TransferError> in
      do throws(TransferError) {
        let part = try await copyPart(number)
        digests.set(number, part)
        return .success(part.uploaded)
      } catch {
        return .failure(error)
      }
    }
    let parts = try made.get()
    let copied = digests.ordered
    let verification = try verify(copied)
    let ordered = copied.map(\.digests)
    let crc = CRC64NVME(value: PartDigests.joinedCRC(ordered))
    var completion = options
    completion.digests = BodyDigests(
      checksum: request.checksum == .crc64nvme ? Checksum(.crc64nvme, bytes: crc.bytes) : nil)
    let finalOptions = completion
    let result = try await asTransfer { () throws(StoreError) in
      try await target.completeUpload(request.target, uploadID: uploadID, parts: parts, finalOptions)
    }
    let partSize = layout.partSizeBytes
    return CopiedObject(
      result: result, info: info, verification: verification,
      digest: .parts(sha256s: ordered.map(\.sha256), partSizeBytes: partSize), partSizeBytes: partSize)
  }

  private func copyPart(_ number: Int) async throws(TransferError) -> CopiedPart {
    guard let part = layout.part(number), let range = ByteRange(offset: part.offset, lengthBytes: part.lengthBytes)
    else { throw .cancelled }
    do throws(CancellationError) { try await resources.budget.acquire(part.lengthBytes) } catch { throw .cancelled }
    defer { resources.budget.release(part.lengthBytes) }
    // Only cancellation ends a sleep early.
    do { try await resources.bandwidth?.take(part.lengthBytes) } catch { throw .cancelled }
    let options = ReadOptions(
      range: range, versionID: request.versionID, ifMatch: info.etag, wantsChecksum: false)
    let got = try await asTransfer { () throws(StoreError) in
      try await source.get(request.key, options, into: .memory(limitBytes: Int(part.lengthBytes)))
    }
    guard Int64(got.bytes.count) == part.lengthBytes else {
      throw damaged("length", "\(part.lengthBytes)", "\(got.bytes.count)")
    }
    let digests = PartDigests(of: got.bytes)
    let uploaded = try await asTransfer { () throws(StoreError) in
      try await target.uploadPart(
        request.target, uploadID: uploadID, number: number, body: .bytes(got.bytes),
        digests: digests.bodyDigests(request.checksum))
    }
    progress(part.lengthBytes)
    return CopiedPart(
      uploaded: uploaded, digests: digests, checksum: expected.map { checksum($0.algorithm, of: got.bytes) })
  }

  /// What can be joined from the parts, which are gone by the time the last one arrives: a CRC of the whole.
  private var expected: Checksum? {
    let order: [ChecksumAlgorithm] = [.crc64nvme, .crc32c, .crc32]
    return order.lazy.compactMap { wanted in
      info.checksums.first { $0.algorithm == wanted && $0.compositePartCount == nil }
    }.first
  }

  private func verify(_ parts: [CopiedPart]) throws(TransferError) -> Verification {
    guard let expected else { return .lengthOnly }
    let pieces = parts.compactMap { part in
      part.checksum.map { (checksum: $0, lengthBytes: UInt64(part.digests.sizeBytes)) }
    }
    guard let found = Checksum.fullObject(expected.algorithm, of: pieces), pieces.count == parts.count else {
      return .lengthOnly
    }
    guard expected.bytes == found.bytes else {
      throw damaged("checksum \(expected.algorithm.rawValue)", expected.headerValue, found.headerValue)
    }
    return .checksum(expected.algorithm)
  }

  private func damaged(_ evidence: String, _ expected: String, _ found: String) -> TransferError {
    .damaged(TransferError.DamagedObject(key: request.key, evidence: evidence, expected: expected, found: found))
  }
}

/// A part that arrived at the target.
private struct CopiedPart: Sendable {
  var uploaded: UploadedPart
  var digests: PartDigests
  /// By the algorithm of the source's checksum.
  var checksum: Checksum?
}

/// Parts as their tasks finish.
private final class PartTable: Sendable {
  private let parts = Mutex<[Int: CopiedPart]>([:])

  func set(_ number: Int, _ part: CopiedPart) { parts.withLock { $0[number] = part } }

  var ordered: [CopiedPart] { parts.withLock { $0.sorted { $0.key < $1.key }.map(\.value) } }
}
