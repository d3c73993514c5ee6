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

  package init(rules: [LifecycleRule]) { self.rules = rules }

  package func wireResponse() -> WireResponse { WireResponse(xml: LifecycleDocument.xml(rules)) }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    rules = try response.document { (reader) throws(XMLError) in try LifecycleDocument.read(&reader, needsFilter: false)
    }
  }
}

/// PutBucketLifecycleConfiguration (S3 API Reference). `PUT /bucket?lifecycle`
///
/// The caller adds Content-MD5 or a checksum of the document, which S3 demands.
package struct PutBucketLifecycleRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutBucketLifecycleConfiguration"
  package static let maximumRules = 1000

  /// They replace the rules that the bucket has.
  package var rules: [LifecycleRule]

  package init(rules: [LifecycleRule]) { self.rules = rules }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("PUT", query: [QueryParameter("lifecycle")], body: LifecycleDocument.xml(rules))
    request.headers.append("Content-Type", "application/xml")
    return request
  }

  /// - Throws: MalformedXML for a document of another form; InvalidArgument and InvalidRequest for rules that S3
  ///   refuses, see ``LifecycleRule/verify()``.
  package init(_ request: WireRequest) throws(S3Error) {
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

extension LifecycleRule {
  /// - Throws: what S3 answers to a rule with an id over 255 characters, without an action, with numbers out of
  ///   range, or with a filter that contradicts itself.
  package func verify() throws(S3Error) {
    if let id, id.unicodeScalars.count > 255 {
      throw .invalidArgument("ID", id, "ID length should not exceed allowed limit of 255")
    }
    let hasAction =
      expiration != nil || noncurrentExpiration != nil || abortUploadsAfterDays != nil || !transitions.isEmpty
      || !noncurrentTransitions.isEmpty
    guard hasAction else { throw S3Error(.invalidRequest, "At least one action needs to be specified in a rule.") }
    if case .days(let days) = expiration { try Self.requirePositive(days, "Days", "Expiration") }
    if let noncurrentExpiration {
      try Self.requirePositive(noncurrentExpiration.days, "NoncurrentDays", "NoncurrentVersionExpiration")
    }
    if let abortUploadsAfterDays {
      try Self.requirePositive(abortUploadsAfterDays, "DaysAfterInitiation", "AbortIncompleteMultipartUpload")
    }
    for kept in [noncurrentExpiration?.newerVersionsKept] + noncurrentTransitions.map(\.newerVersionsKept) {
      if let kept, !(1...100).contains(kept) {
        throw .invalidArgument("NewerNoncurrentVersions", String(kept), "The number must be from 1 to 100.")
      }
    }
    for name in transitions.map(\.storageClass) + noncurrentTransitions.map(\.storageClass)
    where name == "STANDARD" || !WriteHeaders.storageClasses.contains(name) {
      throw S3Error(.invalidStorageClass)
    }
    try verifyFilter()
  }

  private func verifyFilter() throws(S3Error) {
    _ = try ObjectTags.verified(filter.tags)
    if let low = filter.sizeGreaterThanBytes, let high = filter.sizeLessThanBytes, low >= high {
      throw S3Error(.invalidRequest, "ObjectSizeLessThan has to be a value greater than ObjectSizeGreaterThan.")
    }
    for size in [filter.sizeGreaterThanBytes, filter.sizeLessThanBytes] {
      if let size, size < 0 { throw S3Error(.invalidRequest, "The sizes of a filter must not be negative.") }
    }
    guard filter.tags.isEmpty || abortUploadsAfterDays == nil else {
      throw S3Error(.invalidRequest, "AbortIncompleteMultipartUpload cannot be specified with Tags.")
    }
    if case .expiredObjectDeleteMarker = expiration, !filter.tags.isEmpty {
      throw S3Error(.invalidRequest, "ExpiredObjectDeleteMarker cannot be specified with Tags.")
    }
  }

  private static func requirePositive(_ days: Int, _ name: String, _ action: String) throws(S3Error) {
    guard days > 0 else {
      throw .invalidArgument(name, String(days), "'\(name)' for \(action) action must be a positive integer")
    }
  }
}
