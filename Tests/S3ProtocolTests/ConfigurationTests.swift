import S3Protocol
import StorageModel
import Testing

@Suite struct ConfigurationTests {
  private func code<Operation: S3Operation>(_ type: Operation.Type, _ xml: String) -> S3ErrorCode? {
    do throws(S3Error) {
      _ = try Operation(WireRequest("PUT", body: Array(xml.utf8)))
      return nil
    } catch {
      return error.code
    }
  }

  private func cors(_ inner: String) -> S3ErrorCode? {
    code(PutBucketCORSRequest.self, "<CORSConfiguration>\(inner)</CORSConfiguration>")
  }

  @Test func corsComesBack() throws {
    let rules = [
      CORSRule(allowedOrigins: ["*"], allowedMethods: ["GET"]),
      CORSRule(
        id: "é", allowedOrigins: ["http://*.example.com", "https://b"], allowedMethods: ["PUT", "POST"],
        allowedHeaders: ["x-amz-*", "content-type"], exposedHeaders: ["ETag"], maxAgeSeconds: 3000),
    ]
    let request = PutBucketCORSRequest(rules: rules)
    #expect(try PutBucketCORSRequest(request.wireRequest()) == request)
    let response = GetBucketCORSResponse(rules: rules)
    #expect(try GetBucketCORSRequest.decode(response.wireResponse()) == response)
  }

  @Test func corsRefusesWhatS3Refuses() {
    let (origin, method) = ("<AllowedOrigin>*</AllowedOrigin>", "<AllowedMethod>GET</AllowedMethod>")
    func rule(_ inner: String) -> String { "<CORSRule>\(inner)</CORSRule>" }
    #expect(cors(rule(origin + method)) == nil)
    #expect(cors("") == .malformedXML)
    #expect(cors(rule(origin)) == .malformedXML)
    #expect(cors(rule(method)) == .malformedXML)
    #expect(cors(rule(origin + "<AllowedMethod>PATCH</AllowedMethod>")) == .invalidRequest)
    #expect(cors(rule(method + "<AllowedOrigin>*.*</AllowedOrigin>")) == .invalidRequest)
    #expect(cors(rule(origin + method + "<AllowedHeader>**</AllowedHeader>")) == .invalidRequest)
    #expect(cors(rule(origin + method + "<ExposeHeader>*</ExposeHeader>")) == .invalidRequest)
    #expect(cors(rule(origin + method + "<ExposeHeader>a&#13;b</ExposeHeader>")) == .malformedXML)
    #expect(cors(rule(origin + method + "<MaxAgeSeconds>-1</MaxAgeSeconds>")) == .malformedXML)
    #expect(cors(rule(origin + method + "<Novelty/>")) == .malformedXML)
    #expect(cors(String(repeating: rule(origin + method), count: 101)) == .invalidRequest)
  }

  @Test func encryptionComesBack() throws {
    for encryption in [
      BucketEncryption(), BucketEncryption(algorithm: "aws:kms", kmsKeyID: "k", isBucketKeyEnabled: true),
    ] {
      let request = PutBucketEncryptionRequest(encryption: encryption)
      #expect(try PutBucketEncryptionRequest(request.wireRequest()) == request)
      let response = GetBucketEncryptionResponse(encryption: encryption)
      #expect(try GetBucketEncryptionRequest.decode(response.wireResponse()) == response)
    }
    func put(_ inner: String) -> S3ErrorCode? {
      code(
        PutBucketEncryptionRequest.self,
        "<ServerSideEncryptionConfiguration>\(inner)</ServerSideEncryptionConfiguration>")
    }
    func rule(_ inner: String) -> String {
      "<Rule><ApplyServerSideEncryptionByDefault>\(inner)</ApplyServerSideEncryptionByDefault></Rule>"
    }
    let algorithm = "<SSEAlgorithm>AES256</SSEAlgorithm>"
    #expect(put("") == .malformedXML)
    #expect(put(rule("")) == .malformedXML)
    #expect(put(rule("<SSEAlgorithm>ROT13</SSEAlgorithm>")) == .malformedXML)
    #expect(put(rule(algorithm) + rule(algorithm)) == .malformedXML)
    #expect(put(rule(algorithm + "<KMSMasterKeyID>k</KMSMasterKeyID>")) == .invalidArgument)
  }

  @Test func blocksAndOwnershipComeBack() throws {
    let block = PublicAccessBlock(ignoresPublicACLs: true, restrictsPublicBuckets: true)
    let put = PutPublicAccessBlockRequest(block: block)
    #expect(try PutPublicAccessBlockRequest(put.wireRequest()) == put)
    let answer = GetPublicAccessBlockResponse(block: block)
    #expect(try GetPublicAccessBlockRequest.decode(answer.wireResponse()) == answer)
    for ownership in ObjectOwnership.allCases {
      let request = PutOwnershipControlsRequest(ownership: ownership)
      #expect(try PutOwnershipControlsRequest(request.wireRequest()) == request)
      let response = GetOwnershipControlsResponse(ownership: ownership)
      #expect(try GetOwnershipControlsRequest.decode(response.wireResponse()) == response)
    }
    let strange = "<OwnershipControls><Rule><ObjectOwnership>Mine</ObjectOwnership></Rule></OwnershipControls>"
    #expect(code(PutOwnershipControlsRequest.self, strange) == .malformedXML)
    #expect(code(PutPublicAccessBlockRequest.self, "<Public/>") == .malformedXML)
  }

  @Test func switchesKnowTheirWords() throws {
    for (kind, word, xml) in [
      (.requestPayment, "Requester", "<RequestPaymentConfiguration><Payer>Requester</Payer>"),
      (.accelerate, "Enabled", "<AccelerateConfiguration><Status>Enabled</Status>"),
    ] as [(BucketSwitch, String, String)] {
      let document = kind.xml(word)
      #expect(String(decoding: document, as: UTF8.self).contains(xml.split(separator: ">")[1]))
      #expect(try kind.word(of: WireRequest("PUT", body: document)) == word)
      #expect(throws: S3Error.self) { try kind.word(of: WireRequest("PUT", body: kind.xml("Maybe"))) }
      #expect(throws: S3Error.self) { try kind.word(of: WireRequest("PUT", body: kind.xml(nil))) }
    }
    for kind in EmptyConfiguration.allCases {
      try kind.verify(WireRequest("PUT", body: kind.xml()))
    }
    let logging = "<BucketLoggingStatus><LoggingEnabled/></BucketLoggingStatus>"
    #expect(throws: S3Error.self) {
      try EmptyConfiguration.logging.verify(WireRequest("PUT", body: Array(logging.utf8)))
    }
  }
}
