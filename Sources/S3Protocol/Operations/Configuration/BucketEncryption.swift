internal import StorageModel

/// How a bucket encrypts what says nothing about it (S3 API Reference, data type ServerSideEncryptionRule).
package struct BucketEncryption: Hashable, Sendable {
  /// `AES256`, `aws:kms` or `aws:kms:dsse`.
  package var algorithm: String
  package var kmsKeyID: String?
  package var isBucketKeyEnabled: Bool?

  package init(algorithm: String = "AES256", kmsKeyID: String? = nil, isBucketKeyEnabled: Bool? = nil) {
    self.algorithm = algorithm
    self.kmsKeyID = kmsKeyID
    self.isBucketKeyEnabled = isBucketKeyEnabled
  }
}

/// GetBucketEncryption (S3 API Reference). `GET /bucket?encryption`
package struct GetBucketEncryptionRequest: S3Operation, Hashable {
  package typealias Response = GetBucketEncryptionResponse
  package static let name = "GetBucketEncryption"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("encryption")]) }

  package init(_ request: WireRequest) {}
}

/// The default encryption of a bucket.
package struct GetBucketEncryptionResponse: S3OperationResponse, Hashable {
  package var encryption: BucketEncryption

  package init(encryption: BucketEncryption) { self.encryption = encryption }

  package func wireResponse() -> WireResponse { WireResponse(xml: EncryptionDocument.xml(encryption)) }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    encryption = try response.document { (reader) throws(XMLError) in try EncryptionDocument.read(&reader) }
  }
}

/// PutBucketEncryption (S3 API Reference). `PUT /bucket?encryption`
package struct PutBucketEncryptionRequest: S3Operation, Hashable {
  package typealias Response = EmptyResponse
  package static let name = "PutBucketEncryption"

  package var encryption: BucketEncryption

  package init(encryption: BucketEncryption) { self.encryption = encryption }

  package func wireRequest() -> WireRequest {
    WireRequest("PUT", query: [QueryParameter("encryption")], body: EncryptionDocument.xml(encryption))
  }

  /// - Throws: MalformedXML for a document of another form or another algorithm; InvalidArgument for a key with
  ///   AES256.
  package init(_ request: WireRequest) throws(S3Error) {
    encryption = try request.document { (reader) throws(XMLError) in try EncryptionDocument.read(&reader) }
    guard ["AES256", "aws:kms", "aws:kms:dsse"].contains(encryption.algorithm) else { throw S3Error(.malformedXML) }
    if encryption.algorithm == "AES256", let key = encryption.kmsKeyID {
      throw .invalidArgument("KMSMasterKeyID", key, "a KMSMasterKeyID is not applicable if SSEAlgorithm is not aws:kms")
    }
  }
}

/// DeleteBucketEncryption (S3 API Reference). `DELETE /bucket?encryption`
package struct DeleteBucketEncryptionRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "DeleteBucketEncryption"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("DELETE", query: [QueryParameter("encryption")]) }

  package init(_ request: WireRequest) {}
}

/// The element ServerSideEncryptionConfiguration, which has exactly one rule.
private enum EncryptionDocument {
  static func read(_ reader: inout XMLReader) throws(XMLError) -> BucketEncryption {
    var found: BucketEncryption?
    try reader.enter("ServerSideEncryptionConfiguration")
    while let name = try reader.nextChild() {
      guard name == "Rule", found == nil else { throw reader.error(.badValue) }
      found = try readRule(&reader)
    }
    guard let found else { throw reader.error(.badValue) }
    try reader.finish()
    return found
  }

  private static func readRule(_ reader: inout XMLReader) throws(XMLError) -> BucketEncryption {
    var algorithm: String?
    var rule = BucketEncryption()
    while let name = try reader.nextChild() {
      switch name {
      case "ApplyServerSideEncryptionByDefault":
        while let name = try reader.nextChild() {
          switch name {
          case "SSEAlgorithm": algorithm = try reader.readString()
          case "KMSMasterKeyID": rule.kmsKeyID = try reader.readString()
          default: throw reader.error(.badValue)
          }
        }
      case "BucketKeyEnabled": rule.isBucketKeyEnabled = try reader.readBool()
      // What S3 adds of its own accord: which kinds of encryption requests may not ask for.
      case "BlockedEncryptionTypes": try reader.skip()
      default: throw reader.error(.badValue)
      }
    }
    guard let algorithm else { throw reader.error(.badValue) }
    rule.algorithm = algorithm
    return rule
  }

  static func xml(_ encryption: BucketEncryption) -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("ServerSideEncryptionConfiguration")
    writer.open("Rule")
    writer.open("ApplyServerSideEncryptionByDefault")
    writer.element("SSEAlgorithm", encryption.algorithm)
    writer.element("KMSMasterKeyID", encryption.kmsKeyID)
    writer.close("ApplyServerSideEncryptionByDefault")
    writer.element("BucketKeyEnabled", encryption.isBucketKeyEnabled)
    writer.close("Rule")
    writer.close("ServerSideEncryptionConfiguration")
    return writer.finish()
  }
}
