internal import StorageModel

extension ListPartsResponse {
  /// - Throws: for a page that is truncated and has no marker beyond the one it began with, too.
  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      to: ListPartsRequest(uploadID: ""), bucket: "", key: ObjectKey(bytes: []), parts: [], isTruncated: false)
    nextPartNumberMarker = nil
    var page = self
    try response.document { (reader) throws(XMLError) in
      try reader.enter("ListPartsResult")
      try page.read(&reader)
      try reader.finish()
    }
    self = page
    if isTruncated, nextPartNumberMarker ?? 0 <= partNumberMarker {
      throw InvalidResponse("the list of parts is truncated and does not go on")
    }
  }

  private mutating func read(_ reader: inout XMLReader) throws(XMLError) {
    while let name = try reader.nextChild() {
      switch name {
      case "Part": parts.append(try PartSummary(&reader))
      case "Bucket": bucket = try reader.readString()
      case "Key": key = ObjectKey(bytes: try reader.readBytes())
      case "UploadId": uploadID = try reader.readString()
      case "Owner": owner = try S3Owner(&reader)
      case "StorageClass": storageClass = try reader.readStorageClass()
      case "PartNumberMarker": partNumberMarker = Int(clamping: try reader.readInteger())
      case "NextPartNumberMarker": nextPartNumberMarker = Int(clamping: try reader.readInteger())
      case "MaxParts": maxParts = Int(clamping: try reader.readInteger())
      case "IsTruncated": isTruncated = try reader.readBool()
      case "ChecksumAlgorithm": checksumAlgorithm = ChecksumAlgorithm(rawValue: try reader.readString())
      case "ChecksumType": checksumType = ChecksumType(rawValue: try reader.readString())
      default: try reader.skip()
      }
    }
  }
}

extension PartSummary {
  /// - Throws: `.badValue` for a part without number, ETag or size.
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    var number: Int64?
    var etag: ETag?
    var size: Int64?
    self.init(number: 0, etag: ETag(verbatim: ""), sizeBytes: 0)
    while let name = try reader.nextChild() {
      switch name {
      case "PartNumber": number = try reader.readInteger()
      case "ETag": etag = try reader.readETag()
      case "Size": size = try reader.readInteger()
      case "LastModified": lastModified = try reader.readTimestamp()
      default: try reader.readChecksum(named: name, into: &checksum)
      }
    }
    guard let number, let etag, let size, (1...10_000).contains(number), size >= 0 else {
      throw reader.error(.badValue)
    }
    self.number = Int(number)
    self.etag = etag
    sizeBytes = size
  }
}
