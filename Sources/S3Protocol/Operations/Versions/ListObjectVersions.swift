package import StorageModel

/// ListObjectVersions (S3 API Reference). `GET /bucket?versions`
package struct ListObjectVersionsRequest: S3Operation, Hashable {
  package typealias Response = ListObjectVersionsResponse
  package static let name = "ListObjectVersions"

  package var prefix: [UInt8]
  /// Empty for none.
  package var delimiter: [UInt8]
  /// Only keys after this one; with a version id also the older versions of the key itself.
  package var keyMarker: [UInt8]
  /// Counts only together with a key marker.
  package var versionIDMarker: String
  /// 0 to 1,000.
  package var maxKeys: Int
  package var encodesURL: Bool

  package init(
    prefix: [UInt8] = [], delimiter: [UInt8] = [], keyMarker: [UInt8] = [], versionIDMarker: String = "",
    maxKeys: Int = 1000, encodesURL: Bool = true
  ) {
    self.prefix = prefix
    self.delimiter = delimiter
    self.keyMarker = keyMarker
    self.versionIDMarker = versionIDMarker
    self.maxKeys = maxKeys
    self.encodesURL = encodesURL
  }

  package func wireRequest() -> WireRequest {
    var query = [QueryParameter("versions"), QueryParameter("max-keys", String(maxKeys))]
    if encodesURL { query.append(QueryParameter("encoding-type", "url")) }
    if !prefix.isEmpty { query.append(QueryParameter("prefix", prefix)) }
    if !delimiter.isEmpty { query.append(QueryParameter("delimiter", delimiter)) }
    if !keyMarker.isEmpty { query.append(QueryParameter("key-marker", keyMarker)) }
    if !versionIDMarker.isEmpty { query.append(QueryParameter("version-id-marker", versionIDMarker)) }
    return WireRequest("GET", query: query)
  }

  /// - Throws: InvalidArgument for a version id marker without a key marker, too.
  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      prefix: try request.bytes("prefix") ?? [], delimiter: try request.bytes("delimiter") ?? [],
      keyMarker: try request.bytes("key-marker") ?? [],
      versionIDMarker: try request.text("version-id-marker") ?? "", maxKeys: try request.pageSize("max-keys"),
      encodesURL: try request.wantsURLEncoding())
    guard versionIDMarker.isEmpty || !keyMarker.isEmpty else {
      throw .invalidArgument(
        "version-id-marker", versionIDMarker, "A version-id marker cannot be specified without a key marker.")
    }
  }
}

/// A version in a listing: an object, or a delete marker, which has neither size nor ETag.
package struct VersionSummary: Hashable, Sendable {
  package var object: ObjectSummary
  /// `null` for one written without versioning.
  package var versionID: String
  package var isLatest: Bool
  package var isDeleteMarker: Bool

  package init(object: ObjectSummary, versionID: String, isLatest: Bool) {
    self.object = object
    self.versionID = versionID
    self.isLatest = isLatest
    isDeleteMarker = false
  }

  /// A delete marker.
  package init(
    deleteMarker key: ObjectKey, versionID: String, isLatest: Bool, lastModified: Timestamp, owner: S3Owner? = nil
  ) {
    object = ObjectSummary(
      key: key, sizeBytes: 0, etag: ETag(verbatim: ""), lastModified: lastModified, owner: owner)
    self.versionID = versionID
    self.isLatest = isLatest
    isDeleteMarker = true
  }

  /// Reads a Version or DeleteMarker element.
  /// - Throws: `.badValue` for one without a key or version id.
  init(_ reader: inout XMLReader, isDeleteMarker: Bool) throws(XMLError) {
    let now = Timestamp(nanoseconds: 0)
    self.init(deleteMarker: ObjectKey(bytes: []), versionID: "", isLatest: false, lastModified: now)
    self.isDeleteMarker = isDeleteMarker
    while let name = try reader.nextChild() {
      switch name {
      case "VersionId": versionID = try reader.readString()
      case "IsLatest": isLatest = try reader.readBool()
      default: try object.readField(name, &reader)
      }
    }
    guard !object.key.isEmpty, !versionID.isEmpty else { throw reader.error(.badValue) }
  }

  func write(to writer: inout XMLWriter, encodesURL: Bool) {
    let name: StaticString = isDeleteMarker ? "DeleteMarker" : "Version"
    writer.open(name)
    writer.element("Key", listed: object.key.bytes, encodesURL: encodesURL)
    writer.element("VersionId", versionID)
    writer.element("IsLatest", isLatest)
    writer.element("LastModified", object.lastModified)
    if !isDeleteMarker {
      writer.element("ETag", object.etag)
      writer.element("ChecksumAlgorithm", object.checksumAlgorithm?.rawValue)
      writer.element("ChecksumType", object.checksumType?.rawValue)
      writer.element("Size", object.sizeBytes)
    }
    writer.element("Owner", object.owner)
    if !isDeleteMarker { writer.element("StorageClass", object.storageClass ?? "STANDARD") }
    writer.close(name)
  }
}
