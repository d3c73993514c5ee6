internal import StorageModel

/// One page of the open uploads of a bucket, by key and upload id.
package struct ListMultipartUploadsResponse: S3OperationResponse, Hashable {
  package var bucket: String
  package var prefix: [UInt8]
  package var delimiter: [UInt8]
  package var keyMarker: [UInt8]
  package var uploadIDMarker: String
  package var maxUploads: Int
  package var encodesURL: Bool
  package var isTruncated: Bool
  package var nextKeyMarker: [UInt8]?
  package var nextUploadIDMarker: String?
  package var uploads: [UploadSummary]
  package var commonPrefixes: [[UInt8]]

  /// Server: echoes the request; the markers of the next page are the last upload's, or the last prefix where that
  /// comes later.
  package init(
    to request: ListMultipartUploadsRequest, bucket: String, uploads: [UploadSummary], commonPrefixes: [[UInt8]],
    isTruncated: Bool
  ) {
    self.bucket = bucket
    prefix = request.prefix
    delimiter = request.delimiter
    keyMarker = request.keyMarker
    uploadIDMarker = request.uploadIDMarker
    maxUploads = request.maxUploads
    encodesURL = request.encodesURL
    self.isTruncated = isTruncated
    self.uploads = uploads
    self.commonPrefixes = commonPrefixes
    guard isTruncated else { return }
    nextKeyMarker = uploads.last?.key.bytes
    nextUploadIDMarker = uploads.last?.uploadID
    if let last = commonPrefixes.last, compareBytes(nextKeyMarker ?? [], last) < 0 {
      nextKeyMarker = last
      nextUploadIDMarker = ""
    }
  }

  package func wireResponse() -> WireResponse {
    var writer = XMLWriter(reservingBytes: 1024 + 400 * uploads.count)
    writer.openRoot("ListMultipartUploadsResult")
    writer.element("Bucket", bucket)
    writer.element("KeyMarker", listed: keyMarker, encodesURL: encodesURL)
    writer.element("UploadIdMarker", uploadIDMarker)
    writer.element("NextKeyMarker", listed: nextKeyMarker, encodesURL: encodesURL)
    writer.element("NextUploadIdMarker", nextUploadIDMarker)
    writer.element("Prefix", listed: prefix, encodesURL: encodesURL)
    if !delimiter.isEmpty { writer.element("Delimiter", listed: delimiter, encodesURL: encodesURL) }
    writer.element("MaxUploads", maxUploads)
    if encodesURL { writer.element("EncodingType", "url") }
    writer.element("IsTruncated", isTruncated)
    for upload in uploads { upload.write(to: &writer, encodesURL: encodesURL) }
    writer.commonPrefixes(commonPrefixes, encodesURL: encodesURL)
    writer.close("ListMultipartUploadsResult")
    return WireResponse(xml: writer.finish())
  }

  /// - Throws: for a page that is truncated and has no marker to go on with, too.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      to: ListMultipartUploadsRequest(encodesURL: false), bucket: "", uploads: [], commonPrefixes: [],
      isTruncated: false)
    var page = self
    try response.document { (reader) throws(XMLError) in
      try reader.enter("ListMultipartUploadsResult")
      try page.read(&reader)
      try reader.finish()
    }
    self = page
    if encodesURL { try decodeNames() }
    guard !isTruncated || !(nextKeyMarker ?? []).isEmpty else {
      throw InvalidResponse("the list of uploads is truncated and has no marker")
    }
  }

  private mutating func read(_ reader: inout XMLReader) throws(XMLError) {
    while let name = try reader.nextChild() {
      switch name {
      case "Upload": uploads.append(try UploadSummary(&reader))
      case "CommonPrefixes": try reader.readCommonPrefixes(into: &commonPrefixes)
      case "Bucket": bucket = try reader.readString()
      case "Prefix": prefix = try reader.readBytes()
      case "Delimiter": delimiter = try reader.readBytes()
      case "KeyMarker": keyMarker = try reader.readBytes()
      case "UploadIdMarker": uploadIDMarker = try reader.readString()
      case "NextKeyMarker": nextKeyMarker = try reader.readBytes()
      case "NextUploadIdMarker": nextUploadIDMarker = try reader.readString()
      case "MaxUploads": maxUploads = Int(clamping: try reader.readInteger())
      case "EncodingType": encodesURL = try reader.readString() == "url"
      case "IsTruncated": isTruncated = try reader.readBool()
      default: try reader.skip()
      }
    }
  }

  private mutating func decodeNames() throws(InvalidResponse) {
    prefix = try ListingDecoding.decoded(prefix)
    delimiter = try ListingDecoding.decoded(delimiter)
    keyMarker = try ListingDecoding.decoded(keyMarker)
    if let encoded = nextKeyMarker { nextKeyMarker = try ListingDecoding.decoded(encoded) }
    for index in uploads.indices {
      uploads[index].key = ObjectKey(bytes: try ListingDecoding.decoded(uploads[index].key.bytes))
    }
    try ListingDecoding.decode(&commonPrefixes)
  }
}
