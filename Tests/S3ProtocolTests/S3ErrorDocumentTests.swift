import S3Protocol
import StorageModel
import Testing

@Suite struct S3ErrorDocumentTests {
  @Test func everyCodeHasAStatusAndAMessage() {
    for code in S3ErrorCode.allCases {
      #expect(code.message != code.rawValue, "\(code)")
      #expect(code.httpStatus == 304 || (300..<600).contains(code.httpStatus), "\(code)")
    }
    #expect(S3ErrorCode.allCases.filter { $0.httpStatus == 500 } == [.internalError])
  }

  @Test func statusesAreThoseOfTheReference() {
    let expected: [(S3ErrorCode, Int)] = [
      (.noSuchKey, 404), (.noSuchBucket, 404), (.noSuchUpload, 404), (.accessDenied, 403), (.invalidAccessKeyId, 403),
      (.signatureDoesNotMatch, 403), (.requestTimeTooSkewed, 403), (.expiredToken, 400), (.preconditionFailed, 412),
      (.conditionalRequestConflict, 409), (.invalidRange, 416), (.invalidPart, 400), (.entityTooSmall, 400),
      (.malformedXML, 400), (.invalidDigest, 400), (.badDigest, 400), (.missingContentLength, 411),
      (.methodNotAllowed, 405), (.notImplemented, 501), (.slowDown, 503), (.bucketNotEmpty, 409),
      (.bucketAlreadyExists, 409), (.permanentRedirect, 301), (.temporaryRedirect, 307), (.notModified, 304),
    ]
    for (code, status) in expected { #expect(code.httpStatus == status, "\(code)") }
  }

  @Test func comesBack() {
    let error = S3Error.invalidArgument("max-keys", "<blah>", "Not an integer & no more")
    var document = S3ErrorDocument(error, resource: "/b/k\u{1}", requestID: "4442587FB7D0A2F9", hostID: "id+/=")
    document.region = "eu-west-1"
    document.endpoint = "b.s3.eu-west-1.amazonaws.com"
    document.bucketName = "b"
    document.key = "k&"
    #expect(S3ErrorDocument(xml: document.xml()) == document)
    #expect(document.code == .invalidArgument)
    #expect(document.details.map(\.name) == ["ArgumentName", "ArgumentValue"])
  }

  @Test func readsTheReferenceExample() throws {
    let xml = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Error>
        <Code>NoSuchKey</Code>
        <Message>The resource you requested does not exist</Message>
        <Resource>/mybucket/myfoto.jpg</Resource>
        <RequestId>4442587FB7D0A2F9</RequestId>
      </Error>
      """
    let document = try #require(S3ErrorDocument(xml: Array(xml.utf8)))
    #expect(document.code == .noSuchKey)
    #expect(document.message == "The resource you requested does not exist")
    #expect(document.resource == "/mybucket/myfoto.jpg")
    #expect(document.requestID == "4442587FB7D0A2F9")
  }

  @Test func unknownCodesKeepTheirName() {
    let document = S3ErrorDocument(xml: Array("<Error><Code>Novelty</Code><X><Y>1</Y></X><Z>2</Z></Error>".utf8))
    #expect(document?.codeName == "Novelty")
    #expect(document?.code == nil)
    #expect(document?.details == [S3ErrorDocument.Detail(name: "Z", value: "2")])
  }

  @Test func answersWithoutADocumentStandForThemselves() {
    let headers = HTTPFields([("x-amz-request-id", "R"), ("x-amz-bucket-region", "eu-west-1")])
    for body in ["", "<html>Bad Gateway</html>", "{}", "<Err"] {
      let document = S3ErrorDocument(WireResponse(status: 502, headers: headers, body: Array(body.utf8)))
      #expect(document.codeName.isEmpty)
      #expect(document.requestID == "R")
      #expect(document.region == "eu-west-1")
    }
  }

  @Test func anErrorInsideASuccessIsAFailure() throws {
    let body = "  \n\n <?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Wait</Message></Error>"
    let response = WireResponse(body: Array(body.utf8))
    let failure = #expect(throws: ResponseFailure.self) { try CompleteMultipartUploadRequest.decode(response) }
    guard case .service(let document, status: 200)? = failure else {
      Issue.record("not a service failure: \(String(describing: failure))")
      return
    }
    #expect(document.code == .slowDown)
    #expect(throws: ResponseFailure.self) { try CopyObjectRequest.decode(response) }
    #expect(throws: ResponseFailure.self) { try UploadPartCopyRequest.decode(response) }
    #expect(throws: ResponseFailure.self) { try PutObjectRequest.decode(response) }
  }

  @Test func aCutOffErrorInsideASuccessIsStillAFailure() {
    let body = Array("<Error><Code>InternalError</Code><Mess".utf8)
    #expect(S3ErrorDocument(insideSuccess: WireResponse(body: body))?.code == .internalError)
  }

  @Test func anEmptySuccessIsNoResult() {
    for body in ["", "   ", "<html></html>", "<CompleteMultipartUploadResult/>"] {
      let failure = #expect(throws: ResponseFailure.self) {
        try CompleteMultipartUploadRequest.decode(WireResponse(body: Array(body.utf8)))
      }
      guard case .invalid? = failure else {
        Issue.record("\(body) is not invalid: \(String(describing: failure))")
        continue
      }
    }
  }

  @Test func readRefusalsCarryTheirHeaders() {
    let latest = S3Error.latestIsDeleteMarker(versionID: "v")
    #expect(latest.httpStatus == 404)
    #expect(latest.headers["x-amz-delete-marker"] == "true")
    let version = S3Error.versionIsDeleteMarker(versionID: "v", lastModified: Timestamp(seconds: 0))
    #expect(version.httpStatus == 405)
    #expect(version.headers["Allow"] == "DELETE")
    let range = S3Error.unsatisfiable(.from(5, through: nil), sizeBytes: 3)
    #expect(range.httpStatus == 416)
    #expect(range.headers["Content-Range"] == "bytes */3")
  }
}
