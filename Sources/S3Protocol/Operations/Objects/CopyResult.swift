internal import Digests
package import StorageModel

/// The document with which CopyObject and UploadPartCopy answer.
package struct CopyResult: Hashable, Sendable {
  package var etag: ETag
  package var lastModified: Timestamp?
  package var checksum: Checksum?
  package var checksumType: ChecksumType?

  package init(
    etag: ETag, lastModified: Timestamp?, checksum: Checksum? = nil, checksumType: ChecksumType? = nil
  ) {
    self.etag = etag
    self.lastModified = lastModified
    self.checksum = checksum
    self.checksumType = checksumType
  }

  func xml(root: StaticString) -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot(root)
    writer.element("ETag", etag)
    writer.element("LastModified", lastModified)
    writer.element(checksum)
    writer.element("ChecksumType", checksumType?.rawValue)
    writer.close(root)
    return writer.finish()
  }

  /// - Throws: for a document without an ETag, too.
  init(_ response: WireResponse, root: StaticString) throws(InvalidResponse) {
    var etag: ETag?
    var result = CopyResult(etag: ETag(verbatim: ""), lastModified: nil)
    try response.document { (reader) throws(XMLError) in
      try reader.enter(root)
      while let name = try reader.nextChild() {
        switch name {
        case "ETag": etag = try reader.readETag()
        case "LastModified": result.lastModified = try reader.readTimestamp()
        case "ChecksumType": result.checksumType = ChecksumType(rawValue: try reader.readString())
        // The copy is done, and nobody compared anything: moto fills some of these with other algorithms' values.
        default: try reader.readChecksum(named: name, into: &result.checksum, ignoresNonsense: true)
        }
      }
      try reader.finish()
    }
    guard let etag, !etag.value.isEmpty else { throw InvalidResponse("the answer to the copy has no ETag") }
    self = result
    self.etag = etag
  }
}

/// The elements ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1 and ChecksumSHA256.
extension XMLReader {
  /// Reads the innermost open element if `name` is one of them, and skips it otherwise.
  /// - Throws: `.badValue` for a value that is not base64 of the right length, unless nonsense is to be ignored.
  mutating func readChecksum(
    named name: XMLName, into checksum: inout Checksum?, ignoresNonsense: Bool = false
  ) throws(XMLError) {
    let algorithm: ChecksumAlgorithm
    switch name {
    case "ChecksumCRC32": algorithm = .crc32
    case "ChecksumCRC32C": algorithm = .crc32c
    case "ChecksumCRC64NVME": algorithm = .crc64nvme
    case "ChecksumSHA1": algorithm = .sha1
    case "ChecksumSHA256": algorithm = .sha256
    default: return try skip()
    }
    let text = try readString()
    guard !text.isEmpty else { return }
    guard let value = Checksum(algorithm, headerValue: text) else {
      if ignoresNonsense { return }
      throw error(.badValue)
    }
    checksum = value
  }
}

extension XMLWriter {
  mutating func element(_ checksum: Checksum?) {
    guard let checksum else { return }
    let name: StaticString =
      switch checksum.algorithm {
      case .crc32: "ChecksumCRC32"
      case .crc32c: "ChecksumCRC32C"
      case .crc64nvme: "ChecksumCRC64NVME"
      case .sha1: "ChecksumSHA1"
      case .sha256: "ChecksumSHA256"
      }
    element(name, checksum.headerValue)
  }
}
