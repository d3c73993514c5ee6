internal import StorageModel

/// One page of versions: by key, and of a key the newest first.
package struct ListObjectVersionsResponse: S3OperationResponse, Hashable {
  package var bucket: String
  package var prefix: [UInt8]
  package var delimiter: [UInt8]
  package var keyMarker: [UInt8]
  package var versionIDMarker: String
  package var maxKeys: Int
  package var encodesURL: Bool
  package var isTruncated: Bool
  package var nextKeyMarker: [UInt8]?
  package var nextVersionIDMarker: String?
  /// Objects and delete markers in one sequence.
  package var versions: [VersionSummary]
  package var commonPrefixes: [[UInt8]]

  /// Server: echoes the request; the markers of the next page are the last version's, or the last prefix where that
  /// comes later.
  package init(
    to request: ListObjectVersionsRequest, bucket: String, versions: [VersionSummary], commonPrefixes: [[UInt8]],
    isTruncated: Bool
  ) {
    self.bucket = bucket
    prefix = request.prefix
    delimiter = request.delimiter
    keyMarker = request.keyMarker
    versionIDMarker = request.versionIDMarker
    maxKeys = request.maxKeys
    encodesURL = request.encodesURL
    self.isTruncated = isTruncated
    self.versions = versions
    self.commonPrefixes = commonPrefixes
    guard isTruncated else { return }
    nextKeyMarker = versions.last?.object.key.bytes
    nextVersionIDMarker = versions.last?.versionID
    if let last = commonPrefixes.last, compareBytes(nextKeyMarker ?? [], last) < 0 {
      nextKeyMarker = last
      nextVersionIDMarker = nil
    }
  }

  package func wireResponse() -> WireResponse {
    var writer = XMLWriter(reservingBytes: 1024 + 420 * versions.count)
    writer.openRoot("ListVersionsResult")
    writer.element("Name", bucket)
    writer.element("Prefix", listed: prefix, encodesURL: encodesURL)
    writer.element("KeyMarker", listed: keyMarker, encodesURL: encodesURL)
    writer.element("VersionIdMarker", versionIDMarker)
    writer.element("NextKeyMarker", listed: nextKeyMarker, encodesURL: encodesURL)
    writer.element("NextVersionIdMarker", nextVersionIDMarker)
    writer.element("MaxKeys", maxKeys)
    if !delimiter.isEmpty { writer.element("Delimiter", listed: delimiter, encodesURL: encodesURL) }
    if encodesURL { writer.element("EncodingType", "url") }
    writer.element("IsTruncated", isTruncated)
    for version in versions { version.write(to: &writer, encodesURL: encodesURL) }
    writer.commonPrefixes(commonPrefixes, encodesURL: encodesURL)
    writer.close("ListVersionsResult")
    return WireResponse(xml: writer.finish())
  }

  /// - Throws: for a page that does not say whether it is truncated, or is and has no marker to go on with, too.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      to: ListObjectVersionsRequest(encodesURL: false), bucket: "", versions: [], commonPrefixes: [],
      isTruncated: false)
    var page = self
    let saysWhetherTruncated = try response.document { (reader) throws(XMLError) in
      try reader.enter("ListVersionsResult")
      let found = try page.read(&reader)
      try reader.finish()
      return found
    }
    self = page
    if encodesURL { try decodeNames() }
    guard saysWhetherTruncated else { throw InvalidResponse("the listing does not say whether it is truncated") }
    guard !isTruncated || !(nextKeyMarker ?? []).isEmpty else {
      throw InvalidResponse("the list of versions is truncated and has no marker")
    }
  }

  /// True when IsTruncated was there.
  private mutating func read(_ reader: inout XMLReader) throws(XMLError) -> Bool {
    var saysWhetherTruncated = false
    while let name = try reader.nextChild() {
      switch name {
      case "Version": versions.append(try VersionSummary(&reader, isDeleteMarker: false))
      case "DeleteMarker": versions.append(try VersionSummary(&reader, isDeleteMarker: true))
      case "CommonPrefixes": try reader.readCommonPrefixes(into: &commonPrefixes)
      case "Name": bucket = try reader.readString()
      case "Prefix": prefix = try reader.readBytes()
      case "Delimiter": delimiter = try reader.readBytes()
      case "KeyMarker": keyMarker = try reader.readBytes()
      case "VersionIdMarker": versionIDMarker = try reader.readString()
      case "NextKeyMarker": nextKeyMarker = try reader.readBytes()
      case "NextVersionIdMarker": nextVersionIDMarker = try reader.readString()
      case "MaxKeys": maxKeys = Int(clamping: try reader.readInteger())
      case "EncodingType": encodesURL = try reader.readString() == "url"
      case "IsTruncated":
        isTruncated = try reader.readBool()
        saysWhetherTruncated = true
      default: try reader.skip()
      }
    }
    return saysWhetherTruncated
  }

  private mutating func decodeNames() throws(InvalidResponse) {
    prefix = try ListingDecoding.decoded(prefix)
    delimiter = try ListingDecoding.decoded(delimiter)
    keyMarker = try ListingDecoding.decoded(keyMarker)
    if let encoded = nextKeyMarker { nextKeyMarker = try ListingDecoding.decoded(encoded) }
    for index in versions.indices {
      versions[index].object.key = ObjectKey(bytes: try ListingDecoding.decoded(versions[index].object.key.bytes))
    }
    try ListingDecoding.decode(&commonPrefixes)
  }
}
