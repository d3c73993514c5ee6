package import StorageModel

/// GetObjectRetention (S3 API Reference). `GET /bucket/key?retention`
package struct GetObjectRetentionRequest: S3Operation, Hashable {
  package typealias Response = GetObjectRetentionResponse
  package static let name = "GetObjectRetention"

  package var versionID: String?

  package init(versionID: String? = nil) { self.versionID = versionID }

  package func wireRequest() -> WireRequest { WireRequest("GET", query: versionedQuery("retention", versionID)) }

  package init(_ request: WireRequest) throws(S3Error) { versionID = try request.versionID() }
}

/// Until when a version is retained.
package struct RetentionDocument: Hashable, Sendable {
  package var mode: LockMode
  package var until: Timestamp

  package init(mode: LockMode, until: Timestamp) {
    self.mode = mode
    self.until = until
  }

  static func xml(_ retention: RetentionDocument?) -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("Retention")
    writer.element("Mode", retention?.mode.rawValue)
    writer.element("RetainUntilDate", retention?.until)
    writer.close("Retention")
    return writer.finish()
  }

  /// nil for an empty element, which takes the retention away.
  /// - Throws: `.badValue` for an unknown mode, or a mode without a date and the other way round.
  static func read(_ reader: inout XMLReader) throws(XMLError) -> RetentionDocument? {
    var mode: LockMode?
    var until: Timestamp?
    try reader.enter("Retention")
    while let name = try reader.nextChild() {
      switch name {
      case "Mode":
        mode = LockMode(rawValue: try reader.readString())
        guard mode != nil else { throw reader.error(.badValue) }
      case "RetainUntilDate": until = try reader.readTimestamp()
      default: throw reader.error(.badValue)
      }
    }
    try reader.finish()
    if mode == nil, until == nil { return nil }
    guard let mode, let until else { throw reader.error(.badValue) }
    return RetentionDocument(mode: mode, until: until)
  }
}

/// The retention of a version that has one.
package struct GetObjectRetentionResponse: S3OperationResponse, Hashable {
  package var retention: RetentionDocument

  package init(_ retention: RetentionDocument) { self.retention = retention }

  package func wireResponse() -> WireResponse { WireResponse(xml: RetentionDocument.xml(retention)) }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    let found = try response.document { (reader) throws(XMLError) in try RetentionDocument.read(&reader) }
    guard let found else { throw InvalidResponse("the answer has no retention") }
    retention = found
  }
}

/// PutObjectRetention (S3 API Reference). `PUT /bucket/key?retention`
package struct PutObjectRetentionRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutObjectRetention"

  /// nil takes the retention away.
  package var retention: RetentionDocument?
  package var versionID: String?
  package var bypassesGovernance: Bool

  package init(_ retention: RetentionDocument?, versionID: String? = nil, bypassesGovernance: Bool = false) {
    self.retention = retention
    self.versionID = versionID
    self.bypassesGovernance = bypassesGovernance
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest(
      "PUT", query: versionedQuery("retention", versionID), body: RetentionDocument.xml(retention))
    if bypassesGovernance { request.headers.append("x-amz-bypass-governance-retention", "true") }
    return request
  }

  /// - Throws: MalformedXML.
  package init(_ request: WireRequest) throws(S3Error) {
    retention = try request.document { (reader) throws(XMLError) in try RetentionDocument.read(&reader) }
    versionID = try request.versionID()
    bypassesGovernance = request.bypassesGovernance
  }
}

/// A subresource, and the version where one is meant.
func versionedQuery(_ subresource: String, _ versionID: String?) -> [QueryParameter] {
  [QueryParameter(subresource)] + (versionID.map { [QueryParameter("versionId", $0)] } ?? [])
}
