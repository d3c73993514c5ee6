package import StorageModel

/// GetObjectAttributes (S3 API Reference). `GET /bucket/key?attributes`
package struct GetObjectAttributesRequest: S3Operation, Hashable {
  package typealias Response = GetObjectAttributesResponse
  package static let name = "GetObjectAttributes"

  package enum Attribute: String, Sendable, CaseIterable {
    case etag = "ETag"
    case checksum = "Checksum"
    case objectParts = "ObjectParts"
    case storageClass = "StorageClass"
    case objectSize = "ObjectSize"
  }

  package var attributes: Set<Attribute>
  package var versionID: String?
  /// 0 to 1,000.
  package var maxParts: Int
  /// Only parts with greater numbers.
  package var partNumberMarker: Int

  package init(
    attributes: Set<Attribute> = Set(Attribute.allCases), versionID: String? = nil, maxParts: Int = 1000,
    partNumberMarker: Int = 0
  ) {
    self.attributes = attributes
    self.versionID = versionID
    self.maxParts = maxParts
    self.partNumberMarker = partNumberMarker
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("GET", query: [QueryParameter("attributes")])
    if let versionID { request.query.append(QueryParameter("versionId", versionID)) }
    let names = Attribute.allCases.filter(attributes.contains).map(\.rawValue)
    request.headers.append("x-amz-object-attributes", names.joined(separator: ","))
    request.headers.append("x-amz-max-parts", String(maxParts))
    if partNumberMarker > 0 { request.headers.append("x-amz-part-number-marker", String(partNumberMarker)) }
    return request
  }

  /// - Throws: InvalidArgument for no attributes, unknown ones, and numbers that are none.
  package init(_ request: WireRequest) throws(S3Error) {
    self.init(attributes: [], versionID: try request.versionID())
    let header = "x-amz-object-attributes"
    for value in request.headers.values(header) {
      for piece in value.split(separator: ",") {
        let name = trimmingSpace(String(piece))
        guard let attribute = Attribute(rawValue: name) else {
          throw .invalidArgument(header, name, "Invalid attribute name specified.")
        }
        attributes.insert(attribute)
      }
    }
    guard !attributes.isEmpty else { throw .invalidArgument(header, "", "The header \(header) is missing.") }
    maxParts = min(1000, try Self.number("x-amz-max-parts", request) ?? 1000)
    partNumberMarker = try Self.number("x-amz-part-number-marker", request) ?? 0
  }

  private static func number(_ name: String, _ request: WireRequest) throws(S3Error) -> Int? {
    guard let text = request.headers[name] else { return nil }
    guard let number = decimalInteger(Array(text.utf8)), (0...Int64(Int32.max)).contains(number) else {
      throw .invalidArgument(name, text, "\(name) must be an integer between 0 and 2147483647.")
    }
    return Int(number)
  }
}

/// The attributes that were asked for; nil for the others.
package struct GetObjectAttributesResponse: S3OperationResponse, Hashable {
  package var lastModified: Timestamp
  package var versionID: String?
  package var etag: ETag?
  package var checksum: Checksum?
  package var checksumType: ChecksumType?
  package var parts: ObjectParts?
  /// `STANDARD` by its name.
  package var storageClass: String?
  package var sizeBytes: Int64?

  /// The element ObjectParts.
  package struct ObjectParts: Hashable, Sendable {
    package var totalCount: Int
    package var partNumberMarker: Int
    package var nextPartNumberMarker: Int
    package var maxParts: Int
    package var isTruncated: Bool
    package var parts: [Part]

    package init(
      totalCount: Int, partNumberMarker: Int = 0, nextPartNumberMarker: Int = 0, maxParts: Int = 1000,
      isTruncated: Bool = false, parts: [Part] = []
    ) {
      self.totalCount = totalCount
      self.partNumberMarker = partNumberMarker
      self.nextPartNumberMarker = nextPartNumberMarker
      self.maxParts = maxParts
      self.isTruncated = isTruncated
      self.parts = parts
    }
  }

  /// A part of a finished object.
  package struct Part: Hashable, Sendable {
    package var number: Int
    package var sizeBytes: Int64
    package var checksum: Checksum?

    package init(number: Int, sizeBytes: Int64, checksum: Checksum? = nil) {
      self.number = number
      self.sizeBytes = sizeBytes
      self.checksum = checksum
    }
  }

  package init(lastModified: Timestamp, versionID: String? = nil) {
    self.lastModified = lastModified
    self.versionID = versionID
  }
}
