internal import StorageModel

/// GetBucketLifecycleConfiguration (S3 API Reference). `GET /bucket?lifecycle`
package struct GetBucketLifecycleRequest: S3Operation, Hashable {
  package typealias Response = GetBucketLifecycleResponse
  package static let name = "GetBucketLifecycleConfiguration"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("lifecycle")]) }

  package init(_ request: WireRequest) {}
}

/// The rules of a bucket. A bucket without any answers NoSuchLifecycleConfiguration.
package struct GetBucketLifecycleResponse: S3OperationResponse, Hashable {
  package var rules: [LifecycleRule]
  /// nil where a server does not say.
  package var transitionSizes: TransitionSizes?

  package init(rules: [LifecycleRule], transitionSizes: TransitionSizes? = nil) {
    self.rules = rules
    self.transitionSizes = transitionSizes
  }

  package func wireResponse() -> WireResponse {
    var response = WireResponse(xml: LifecycleDocument.xml(rules))
    response.headers.append(TransitionSizes.headerName, ifPresent: transitionSizes?.rawValue)
    return response
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    transitionSizes = response.headers[TransitionSizes.headerName].flatMap(TransitionSizes.init)
    rules = try response.document { (reader) throws(XMLError) in try LifecycleDocument.read(&reader, needsFilter: false)
    }
  }
}

/// PutBucketLifecycleConfiguration (S3 API Reference). `PUT /bucket?lifecycle`
///
/// The caller adds Content-MD5 or a checksum of the document, which S3 demands.
package struct PutBucketLifecycleRequest: S3Operation, Hashable {
  package typealias Response = PutBucketLifecycleResponse
  package static let name = "PutBucketLifecycleConfiguration"
  package static let maximumRules = 1000

  /// They replace the rules that the bucket has.
  package var rules: [LifecycleRule]
  /// nil for what S3 assumes.
  package var transitionSizes: TransitionSizes?

  package init(rules: [LifecycleRule], transitionSizes: TransitionSizes? = nil) {
    self.rules = rules
    self.transitionSizes = transitionSizes
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("PUT", query: [QueryParameter("lifecycle")], body: LifecycleDocument.xml(rules))
    request.headers.append("Content-Type", "application/xml")
    request.headers.append(TransitionSizes.headerName, ifPresent: transitionSizes?.rawValue)
    return request
  }

  /// - Throws: MalformedXML for a document of another form; InvalidArgument and InvalidRequest for rules that S3
  ///   refuses, see ``LifecycleRule/verify()``.
  package init(_ request: WireRequest) throws(S3Error) {
    if let value = request.headers[TransitionSizes.headerName] {
      guard let sizes = TransitionSizes(rawValue: value) else {
        throw .invalidArgument(TransitionSizes.headerName, value, "There is no such rule for the size of objects.")
      }
      transitionSizes = sizes
    }
    rules = try request.document { (reader) throws(XMLError) in
      try LifecycleDocument.read(&reader, needsFilter: true)
    }
    guard !rules.isEmpty else { throw S3Error(.malformedXML) }
    for rule in rules { try rule.verify() }
    var ids: Set<[UInt8]> = []
    for case let id? in rules.map(\.id) where !ids.insert(Array(id.utf8)).inserted {
      throw .invalidArgument("ID", id, "Rule ID must be unique. Found same ID for more than one rule")
    }
  }
}

/// What S3 says of new rules: how small objects are that it moves.
package struct PutBucketLifecycleResponse: S3OperationResponse, Hashable {
  /// nil where a server does not say.
  package var transitionSizes: TransitionSizes?

  package init(transitionSizes: TransitionSizes?) { self.transitionSizes = transitionSizes }

  package func wireResponse() -> WireResponse {
    var response = WireResponse()
    response.headers.append(TransitionSizes.headerName, ifPresent: transitionSizes?.rawValue)
    return response
  }

  package init(_ response: WireResponse) {
    transitionSizes = response.headers[TransitionSizes.headerName].flatMap(TransitionSizes.init)
  }
}

/// DeleteBucketLifecycle (S3 API Reference). `DELETE /bucket?lifecycle`
package struct DeleteBucketLifecycleRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "DeleteBucketLifecycle"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("DELETE", query: [QueryParameter("lifecycle")]) }

  package init(_ request: WireRequest) {}
}

/// The element LifecycleConfiguration.
private enum LifecycleDocument {
  static func read(_ reader: inout XMLReader, needsFilter: Bool) throws(XMLError) -> [LifecycleRule] {
    var rules: [LifecycleRule] = []
    try reader.enter("LifecycleConfiguration")
    while let name = try reader.nextChild() {
      guard name == "Rule", rules.count < PutBucketLifecycleRequest.maximumRules else { throw reader.error(.badValue) }
      rules.append(try LifecycleRule(&reader, needsFilter: needsFilter))
    }
    try reader.finish()
    return rules
  }

  static func xml(_ rules: [LifecycleRule]) -> [UInt8] {
    var writer = XMLWriter(reservingBytes: 256 + 512 * rules.count)
    writer.openRoot("LifecycleConfiguration")
    for rule in rules { rule.write(to: &writer) }
    writer.close("LifecycleConfiguration")
    return writer.finish()
  }
}
