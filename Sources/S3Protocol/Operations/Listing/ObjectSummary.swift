internal import Digests
package import StorageModel

/// One object in a listing (S3 API Reference, data type Object).
package struct ObjectSummary: Hashable, Sendable {
  package var key: ObjectKey
  package var sizeBytes: Int64
  package var etag: ETag
  package var lastModified: Timestamp
  /// nil for STANDARD.
  package var storageClass: String?
  package var owner: S3Owner?
  package var checksumAlgorithm: ChecksumAlgorithm?
  package var checksumType: ChecksumType?

  package init(
    key: ObjectKey, sizeBytes: Int64, etag: ETag, lastModified: Timestamp, storageClass: String? = nil,
    owner: S3Owner? = nil, checksumAlgorithm: ChecksumAlgorithm? = nil, checksumType: ChecksumType? = nil
  ) {
    self.key = key
    self.sizeBytes = sizeBytes
    self.etag = etag
    self.lastModified = lastModified
    self.storageClass = storageClass
    self.owner = owner
    self.checksumAlgorithm = checksumAlgorithm
    self.checksumType = checksumType
  }
}

/// An account (S3 API Reference, data types Owner and Initiator).
package struct S3Owner: Hashable, Sendable {
  package var id: String
  package var displayName: String

  package init(id: String, displayName: String) {
    self.id = id
    self.displayName = displayName
  }

  package init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(id: "", displayName: "")
    while let name = try reader.nextChild() {
      switch name {
      case "ID": id = try reader.readString()
      case "DisplayName": displayName = try reader.readString()
      default: try reader.skip()
      }
    }
  }
}

extension ObjectSummary {
  /// Reads a Contents element. The key is as written: what the page says of its encoding may come later.
  /// - Throws: `.badValue` for one without a key, or with a negative size.
  init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(
      key: ObjectKey(bytes: []), sizeBytes: 0, etag: ETag(verbatim: ""), lastModified: Timestamp(nanoseconds: 0))
    while let name = try reader.nextChild() { try readField(name, &reader) }
    guard !key.isEmpty else { throw reader.error(.badValue) }
  }

  /// Reads the innermost open element, or skips it when its name says nothing.
  mutating func readField(_ name: XMLName, _ reader: inout XMLReader) throws(XMLError) {
    switch name {
    case "Key": key = ObjectKey(bytes: try reader.readBytes())
    case "LastModified": lastModified = try reader.readTimestamp()
    case "ETag": etag = try reader.readETag()
    case "Size":
      sizeBytes = try reader.readInteger()
      guard sizeBytes >= 0 else { throw reader.error(.badValue) }
    case "StorageClass": storageClass = try reader.readStorageClass()
    case "Owner": owner = try S3Owner(&reader)
    case "ChecksumAlgorithm": checksumAlgorithm = ChecksumAlgorithm(rawValue: try reader.readString())
    case "ChecksumType": checksumType = ChecksumType(rawValue: try reader.readString())
    default: try reader.skip()
    }
  }

  /// Writes a Contents element.
  func write(to writer: inout XMLWriter, encodesURL: Bool) {
    writer.open("Contents")
    writer.element("Key", listed: key.bytes, encodesURL: encodesURL)
    writer.element("LastModified", lastModified)
    writer.element("ETag", etag)
    writer.element("ChecksumAlgorithm", checksumAlgorithm?.rawValue)
    writer.element("ChecksumType", checksumType?.rawValue)
    writer.element("Size", sizeBytes)
    writer.element("Owner", owner)
    writer.element("StorageClass", storageClass ?? "STANDARD")
    writer.close("Contents")
  }
}

extension XMLReader {
  /// nil for STANDARD, without a String for it.
  mutating func readStorageClass() throws(XMLError) -> String? {
    let offset = position
    return try withText { (text) throws(XMLError) -> String? in
      if text.isEmpty || equals(text, "STANDARD") { return nil }
      guard let name = String(validating: text, as: UTF8.self) else { throw XMLError(.badValue, offset: offset) }
      return name
    }
  }
}

extension XMLWriter {
  /// An ID and a DisplayName inside `name`; nothing for nil.
  mutating func element(_ name: StaticString, _ owner: S3Owner?) {
    guard let owner else { return }
    self.open(name)
    element("ID", owner.id)
    element("DisplayName", owner.displayName)
    close(name)
  }

  /// A key, prefix, delimiter or marker of a listing; percent-encoded where the page says `encoding-type=url` (a
  /// space is `%20`, `/` stays), nothing for nil.
  mutating func element(_ name: StaticString, listed text: [UInt8]?, encodesURL: Bool) {
    guard let text else { return }
    if encodesURL { element(name, percentEncoding: text) } else { element(name, bytes: text) }
  }
}
