package import StorageModel

/// DeleteObjects (S3 API Reference). `POST /bucket?delete`
///
/// The caller adds Content-MD5 or a checksum of the document, which S3 demands.
package struct DeleteObjectsRequest: S3Operation, Hashable {
  package typealias Response = DeleteObjectsResponse
  package static let name = "DeleteObjects"
  package static let limit = 1000

  package struct Item: Hashable, Sendable {
    package var key: ObjectKey
    package var versionID: String?
    /// The object is deleted only if it is still this one.
    package var etag: ETag?
    package var match: DeleteMatch

    package init(
      key: ObjectKey, versionID: String? = nil, etag: ETag? = nil, match: DeleteMatch = DeleteMatch()
    ) {
      self.key = key
      self.versionID = versionID
      self.etag = etag
      self.match = match
    }
  }

  package var items: [Item]
  /// Only failures are reported.
  package var isQuiet: Bool
  package var bypassesGovernance: Bool

  package init(items: [Item], isQuiet: Bool = false, bypassesGovernance: Bool = false) {
    self.items = items
    self.isQuiet = isQuiet
    self.bypassesGovernance = bypassesGovernance
  }

  /// False for a key that XML 1.0 cannot carry (bytes that are not UTF-8, control characters, U+FFFE, U+FFFF): it needs
  /// a DeleteObject of its own.
  package static func canCarry(_ key: ObjectKey) -> Bool {
    guard let text = key.utf8 else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x09, 0x0a, 0x0d, 0x20..<0xfffe, 0x1_0000...: true
      default: false
      }
    }
  }

  package func wireRequest() -> WireRequest {
    var writer = XMLWriter(reservingBytes: 256 + 128 * items.count)
    writer.openRoot("Delete")
    if isQuiet { writer.element("Quiet", true) }
    for item in items {
      writer.open("Object")
      writer.element("Key", bytes: item.key.bytes)
      writer.element("VersionId", item.versionID)
      writer.element("ETag", item.etag)
      writer.element("LastModifiedTime", item.match.lastModified?.httpDate)
      writer.element("Size", item.match.sizeBytes)
      writer.close("Object")
    }
    writer.close("Delete")
    var request = WireRequest("POST", query: [QueryParameter("delete")], body: writer.finish())
    request.headers.append("Content-Type", "application/xml")
    if bypassesGovernance { request.headers.append("x-amz-bypass-governance-retention", "true") }
    return request
  }

  /// - Throws: MalformedXML for a document without objects or with more than 1,000, too.
  package init(_ request: WireRequest) throws(S3Error) {
    self.init(items: [], bypassesGovernance: request.bypassesGovernance)
    var result = self
    try request.document { (reader) throws(XMLError) in
      try reader.enter("Delete")
      while let name = try reader.nextChild() {
        switch name {
        case "Quiet": result.isQuiet = try reader.readBool()
        case "Object":
          guard result.items.count < Self.limit else { throw reader.error(.tooLarge) }
          result.items.append(try Item(&reader))
        default: throw reader.error(.badValue)
        }
      }
      try reader.finish()
    }
    guard !result.items.isEmpty else { throw S3Error(.malformedXML) }
    self = result
  }
}

extension DeleteObjectsRequest.Item {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var key: [UInt8]?
    self.init(key: ObjectKey(bytes: []))
    while let name = try reader.nextChild() {
      switch name {
      case "Key": key = try reader.readBytes()
      case "VersionId":
        let id = try reader.readString()
        versionID = id.isEmpty ? nil : id
      case "ETag": etag = try reader.readETag()
      case "LastModifiedTime":
        guard let time = Timestamp(anyDate: try reader.readString()) else { throw reader.error(.badValue) }
        match.lastModified = time
      case "Size": match.sizeBytes = try reader.readInteger()
      default: try reader.skip()
      }
    }
    guard let key, !key.isEmpty else { throw reader.error(.badValue) }
    self.key = ObjectKey(bytes: key)
  }
}
