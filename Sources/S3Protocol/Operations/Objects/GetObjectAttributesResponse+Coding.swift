internal import Digests
internal import StorageModel

extension GetObjectAttributesResponse {
  /// The ETag stands without quotes here, unlike everywhere else.
  package func wireResponse() -> WireResponse {
    var writer = XMLWriter()
    writer.openRoot("GetObjectAttributesResponse")
    writer.element("ETag", etag?.value)
    if checksum != nil || checksumType != nil {
      writer.open("Checksum")
      writer.element(checksum)
      writer.element("ChecksumType", checksumType?.rawValue)
      writer.close("Checksum")
    }
    if let parts { parts.write(to: &writer) }
    writer.element("StorageClass", storageClass)
    writer.element("ObjectSize", sizeBytes)
    writer.close("GetObjectAttributesResponse")
    var response = WireResponse(xml: writer.finish())
    response.headers.append("Last-Modified", lastModified.httpDate)
    response.headers.append("x-amz-version-id", ifPresent: versionID)
    return response
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    guard let date = Timestamp(httpDate: try response.required("last-modified")) else {
      throw InvalidResponse("Last-Modified is not a date")
    }
    self.init(lastModified: date, versionID: response.headers["x-amz-version-id"])
    var result = self
    try response.document { (reader) throws(XMLError) in
      try reader.enter("GetObjectAttributesResponse")
      while let name = try reader.nextChild() {
        switch name {
        case "ETag": result.etag = try reader.readETag()
        case "Checksum": try result.readChecksum(&reader)
        case "ObjectParts": result.parts = try ObjectParts(&reader)
        case "StorageClass": result.storageClass = try reader.readString()
        case "ObjectSize": result.sizeBytes = try reader.readInteger()
        default: try reader.skip()
        }
      }
      try reader.finish()
    }
    self = result
  }

  private mutating func readChecksum(_ reader: inout XMLReader) throws(XMLError) {
    while let name = try reader.nextChild() {
      switch name {
      case "ChecksumType": checksumType = ChecksumType(rawValue: try reader.readString())
      default: try reader.readChecksum(named: name, into: &checksum)
      }
    }
  }
}

extension GetObjectAttributesResponse.ObjectParts {
  fileprivate func write(to writer: inout XMLWriter) {
    writer.open("ObjectParts")
    writer.element("PartsCount", totalCount)
    writer.element("PartNumberMarker", partNumberMarker)
    writer.element("NextPartNumberMarker", nextPartNumberMarker)
    writer.element("MaxParts", maxParts)
    writer.element("IsTruncated", isTruncated)
    for part in parts {
      writer.open("Part")
      writer.element("PartNumber", part.number)
      writer.element("Size", part.sizeBytes)
      writer.element(part.checksum)
      writer.close("Part")
    }
    writer.close("ObjectParts")
  }

  /// The SDKs call the count TotalPartsCount and read PartsCount; some servers send the former.
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(totalCount: 0)
    while let name = try reader.nextChild() {
      switch name {
      case "TotalPartsCount", "PartsCount": totalCount = Int(clamping: try reader.readInteger())
      case "PartNumberMarker": partNumberMarker = Int(clamping: try reader.readInteger())
      case "NextPartNumberMarker": nextPartNumberMarker = Int(clamping: try reader.readInteger())
      case "MaxParts": maxParts = Int(clamping: try reader.readInteger())
      case "IsTruncated": isTruncated = try reader.readBool()
      case "Part": parts.append(try GetObjectAttributesResponse.Part(&reader))
      default: try reader.skip()
      }
    }
  }
}

extension GetObjectAttributesResponse.Part {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(number: 0, sizeBytes: 0)
    while let name = try reader.nextChild() {
      switch name {
      case "PartNumber": number = Int(clamping: try reader.readInteger())
      case "Size": sizeBytes = try reader.readInteger()
      default: try reader.readChecksum(named: name, into: &checksum)
      }
    }
  }
}
