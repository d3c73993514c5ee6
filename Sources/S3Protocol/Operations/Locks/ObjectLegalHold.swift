/// GetObjectLegalHold (S3 API Reference). `GET /bucket/key?legal-hold`
package struct GetObjectLegalHoldRequest: S3Operation, Hashable {
  package typealias Response = GetObjectLegalHoldResponse
  package static let name = "GetObjectLegalHold"

  package var versionID: String?

  package init(versionID: String? = nil) { self.versionID = versionID }

  package func wireRequest() -> WireRequest { WireRequest("GET", query: versionedQuery("legal-hold", versionID)) }

  package init(_ request: WireRequest) throws(S3Error) { versionID = try request.versionID() }
}

/// Whether a version is held.
package struct GetObjectLegalHoldResponse: S3OperationResponse, Hashable {
  package var isHeld: Bool

  package init(isHeld: Bool) { self.isHeld = isHeld }

  package func wireResponse() -> WireResponse { WireResponse(xml: LegalHoldDocument.xml(isHeld)) }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    isHeld = try response.document { (reader) throws(XMLError) in try LegalHoldDocument.read(&reader) }
  }
}

/// PutObjectLegalHold (S3 API Reference). `PUT /bucket/key?legal-hold`
package struct PutObjectLegalHoldRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutObjectLegalHold"

  package var isHeld: Bool
  package var versionID: String?

  package init(isHeld: Bool, versionID: String? = nil) {
    self.isHeld = isHeld
    self.versionID = versionID
  }

  package func wireRequest() -> WireRequest {
    WireRequest("PUT", query: versionedQuery("legal-hold", versionID), body: LegalHoldDocument.xml(isHeld))
  }

  /// - Throws: MalformedXML for a status that is none, too.
  package init(_ request: WireRequest) throws(S3Error) {
    isHeld = try request.document { (reader) throws(XMLError) in try LegalHoldDocument.read(&reader) }
    versionID = try request.versionID()
  }
}

/// The element LegalHold.
private enum LegalHoldDocument {
  static func xml(_ isHeld: Bool) -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("LegalHold")
    writer.element("Status", isHeld ? "ON" : "OFF")
    writer.close("LegalHold")
    return writer.finish()
  }

  static func read(_ reader: inout XMLReader) throws(XMLError) -> Bool {
    var isHeld: Bool?
    try reader.enter("LegalHold")
    while let name = try reader.nextChild() {
      guard name == "Status" else { throw reader.error(.badValue) }
      switch try reader.readString() {
      case "ON": isHeld = true
      case "OFF": isHeld = false
      default: throw reader.error(.badValue)
      }
    }
    try reader.finish()
    guard let isHeld else { throw reader.error(.badValue) }
    return isHeld
  }
}
