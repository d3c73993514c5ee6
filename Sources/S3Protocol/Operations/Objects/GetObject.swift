internal import StorageModel

/// GetObject (S3 API Reference). `GET /bucket/key`
package struct GetObjectRequest: S3Operation, Hashable {
  package typealias Response = GetObjectResponse
  package static let name = "GetObject"

  /// What was asked for, alike in GET and HEAD.
  package var read: ReadParameters

  package init(_ read: ReadParameters = ReadParameters()) { self.read = read }

  package func wireRequest() -> WireRequest { read.wireRequest("GET") }

  package init(_ request: WireRequest) throws(S3Error) { read = try ReadParameters(request) }
}

/// HeadObject (S3 API Reference). `HEAD /bucket/key`
package struct HeadObjectRequest: S3Operation, Hashable {
  package typealias Response = GetObjectResponse
  package static let name = "HeadObject"

  package var read: ReadParameters

  package init(_ read: ReadParameters = ReadParameters()) { self.read = read }

  package func wireRequest() -> WireRequest { read.wireRequest("HEAD") }

  package init(_ request: WireRequest) throws(S3Error) { read = try ReadParameters(request) }
}

/// Which bytes of which version, on what condition, and with what headers.
package struct ReadParameters: Hashable, Sendable {
  /// nil for the whole object, also where the header is to be ignored.
  package var range: RangeHeader?
  package var versionID: String?
  /// 1 to 10,000.
  package var partNumber: Int?
  package var conditions: RequestConditions
  /// Asks for the stored checksums.
  package var wantsChecksum: Bool
  package var overrides: ResponseOverrides

  package init(
    range: RangeHeader? = nil, versionID: String? = nil, partNumber: Int? = nil,
    conditions: RequestConditions = RequestConditions(), wantsChecksum: Bool = false,
    overrides: ResponseOverrides = ResponseOverrides()
  ) {
    self.range = range
    self.versionID = versionID
    self.partNumber = partNumber
    self.conditions = conditions
    self.wantsChecksum = wantsChecksum
    self.overrides = overrides
  }

  /// - Throws: InvalidArgument for a part number that is none, InvalidRequest for one together with a range.
  init(_ request: WireRequest) throws(S3Error) {
    self.init(
      range: request.headers["range"].flatMap(RangeHeader.init), versionID: try request.versionID(),
      partNumber: try request.integer("partNumber", in: 1...10_000).map(Int.init),
      conditions: RequestConditions(request.headers),
      wantsChecksum: equalsIgnoringCase(request.headers["x-amz-checksum-mode"] ?? "", "enabled"),
      overrides: try ResponseOverrides(request))
    guard range == nil || partNumber == nil else {
      throw S3Error(.invalidRequest, "Cannot specify both Range header and partNumber query parameter")
    }
  }

  func wireRequest(_ method: String) -> WireRequest {
    var request = WireRequest(method)
    if let versionID { request.query.append(QueryParameter("versionId", versionID)) }
    if let partNumber { request.query.append(QueryParameter("partNumber", String(partNumber))) }
    overrides.append(to: &request.query)
    request.headers.append("Range", ifPresent: range?.headerValue)
    if wantsChecksum { request.headers.append("x-amz-checksum-mode", "ENABLED") }
    conditions.append(to: &request.headers)
    return request
  }
}

extension WireRequest {
  /// The query parameter versionId.
  /// - Throws: InvalidArgument for an empty one.
  func versionID() throws(S3Error) -> String? {
    guard let id = try text("versionId") else { return nil }
    guard !id.isEmpty else { throw .invalidArgument("versionId", "", "Version id cannot be the empty string") }
    return id
  }
}
