internal import Digests
package import StorageModel

/// How the checksum of a multipart object is made (S3 User Guide, "Checking object integrity").
package enum ChecksumKind: Sendable {
  /// Over the checksums of the parts.
  case composite
  /// Over the whole body.
  case fullObject
}

/// An open upload.
package struct UploadRecord: Sendable {
  package var key: ObjectKey
  package var id: UploadID
  package var initiated: Timestamp
  package var storageClass: String?
  package var checksumAlgorithm: ChecksumAlgorithm?
  package var checksumKind: ChecksumKind
  package var attributes: ObjectAttributes
  package var tags: ObjectAttributes
  package var retention: ObjectRetention?
  package var legalHold: Bool?
  var content: Int64
}

/// The name of an upload: 16 random bytes, as 32 hexadecimal digits outside.
package struct UploadID: Hashable, Sendable, CustomStringConvertible {
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// nil for a text that never was one.
  package init?(_ text: String) {
    guard let bytes = hexadecimalDecoded(text), bytes.count == 16, hexadecimal(bytes) == text else { return nil }
    self.bytes = bytes
  }

  package var description: String { hexadecimal(bytes) }
}

/// A part of an open upload, or of an object that was completed.
package struct PartRecord: Sendable {
  package var number: Int
  package var sizeBytes: Int64
  package var md5: [UInt8]
  package var checksum: Checksum?
  package var modified: Timestamp

  package var etag: ETag { ETag(hexadecimal(md5)) }
}

/// A part as Complete names it.
package struct NamedPart: Sendable {
  package var number: Int
  package var etag: ETag
  /// Compared where it is there.
  package var checksum: Checksum?

  package init(number: Int, etag: ETag, checksum: Checksum? = nil) {
    self.number = number
    self.etag = etag
    self.checksum = checksum
  }
}

/// What completes an upload.
package struct UploadCompletion: Sendable {
  package var parts: [NamedPart]
  package var precondition: WritePrecondition
  /// Of the whole object, where the client sent one.
  package var checksum: Checksum?
  /// The size the client expects (x-amz-mp-object-size).
  package var sizeBytes: Int64?

  package init(
    parts: [NamedPart], precondition: WritePrecondition = .none, checksum: Checksum? = nil, sizeBytes: Int64? = nil
  ) {
    self.parts = parts
    self.precondition = precondition
    self.checksum = checksum
    self.sizeBytes = sizeBytes
  }
}
