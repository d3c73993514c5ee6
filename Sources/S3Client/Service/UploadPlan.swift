internal import Digests
internal import Glibc
internal import ObjectStores
internal import S3Protocol
internal import StorageModel

/// How the body of an upload is proven to the endpoint.
///
/// | | bytes, file | stream |
/// |---|---|---|
/// | http | signed SHA-256, checksum header | signed chunks, checksum in the trailer |
/// | https | not signed, checksum header | not signed, checksum in the trailer |
/// | https, endpoint without checksums | Content-MD5 | nothing but TLS |
///
/// Digests that the caller has are used; others are computed here in one pass.
struct UploadPlan: Sendable {
  var content: RequestContent
  var headers: BodyHeaders

  init(
    _ body: BodySource, _ digests: BodyDigests, scheme: Endpoint.Scheme, capability: ChecksumCapability
  ) async throws(StoreError) {
    let given = digests.checksum.flatMap { capability.accepts($0) ? $0 : nil }
    if case .stream(_, let lengthBytes) = body, lengthBytes > 0 {
      self.init(stream: body, given, digests.sha256, scheme: scheme, capability: capability)
      return
    }
    let algorithm = given == nil ? capability.algorithm : nil
    let needsSHA256 = scheme == .http && digests.sha256 == nil
    let needsMD5 = scheme == .https && given == nil && algorithm == nil
    var pass = DigestPass(sha256: needsSHA256, md5: needsMD5, checksum: algorithm)
    try await pass.read(body)
    let sha256 = digests.sha256 ?? pass.sha256?.finalize()
    self.init(
      content: RequestContent(
        body: body.lengthBytes == 0 ? .bytes([]) : body, payload: scheme == .http ? .signed(sha256 ?? []) : .unsigned),
      headers: BodyHeaders(
        md5: pass.md5?.finalize(), checksum: ChecksumHeaders(value: given ?? pass.checksum?.finalize())))
  }

  private init(content: RequestContent, headers: BodyHeaders) {
    self.content = content
    self.headers = headers
  }

  private init(
    stream body: BodySource, _ given: Checksum?, _ sha256: [UInt8]?, scheme: Endpoint.Scheme,
    capability: ChecksumCapability
  ) {
    let trailer = given == nil ? capability.algorithm : nil
    headers = BodyHeaders(checksum: ChecksumHeaders(value: given))
    if scheme == .https {
      content = RequestContent(
        body: body, payload: trailer == nil ? .unsigned : .streamingUnsignedTrailer, trailer: trailer)
    } else if let sha256, trailer == nil {
      content = RequestContent(body: body, payload: .signed(sha256))
    } else {
      content = RequestContent(
        body: body, payload: trailer == nil ? .streamingSigned : .streamingSignedTrailer, trailer: trailer)
    }
  }
}

extension ChecksumCapability {
  /// An endpoint that knows CRC-64/NVME knows the older ones too.
  func accepts(_ checksum: Checksum) -> Bool {
    guard checksum.compositePartCount == nil else { return false }
    switch self {
    case .crc64nvme: return true
    case .crc32c: return checksum.algorithm != .crc64nvme
    case .none: return false
    }
  }
}

/// Several digests of one body in one pass.
private struct DigestPass {
  var sha256: SHA256Digest?
  var md5: MD5Digest?
  var checksum: ChecksumHasher?

  init(sha256: Bool, md5: Bool, checksum: ChecksumAlgorithm?) {
    self.sha256 = sha256 ? SHA256Digest() : nil
    self.md5 = md5 ? MD5Digest() : nil
    self.checksum = checksum.map { ChecksumHasher(algorithm: $0) }
  }

  mutating func read(_ body: BodySource) async throws(StoreError) {
    guard sha256 != nil || md5 != nil || checksum != nil else { return }
    switch body {
    case .bytes(let bytes): bytes.withUnsafeBytes { update($0) }
    case .file(let region): try await read(region)
    case .stream: break
    }
  }

  /// In pieces of 256 KiB; other tasks of the pool get their turn in between.
  private mutating func read(_ region: FileRegion) async throws(StoreError) {
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    var position: Int64 = 0
    while position < region.lengthBytes {
      let wanted = Int(min(Int64(buffer.count), region.lengthBytes - position))
      let got = buffer.withUnsafeMutableBytes {
        pread(region.descriptor, $0.baseAddress, wanted, off_t(region.offset + position))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else {
        throw StoreError(
          .sourceFailed, operation: "read",
          message: got == 0 ? "the file became shorter while it was read" : String(cString: strerror(errno)),
          errno: got == 0 ? nil : errno)
      }
      buffer.withUnsafeBytes { update(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
      position += Int64(got)
      await Task.yield()
    }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    sha256?.update(bytes)
    md5?.update(bytes)
    checksum?.update(bytes)
  }
}
