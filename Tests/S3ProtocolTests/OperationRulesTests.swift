import S3Protocol
import StorageModel
import Testing

/// What S3 does in everything but listings and other servers get wrong.
@Suite struct OperationRulesTests {
  private func code(_ body: () throws(S3Error) -> Void) -> S3ErrorCode? {
    do {
      try body()
      return nil
    } catch {
      return error.code
    }
  }

  private func deleteObjects(_ xml: String) -> S3ErrorCode? {
    code { () throws(S3Error) in
      _ = try DeleteObjectsRequest(WireRequest("POST", query: [QueryParameter("delete")], body: Array(xml.utf8)))
    }
  }

  @Test func deleteObjectsTakesAThousandKeysAndNotOneMore() {
    let object = "<Object><Key>k</Key></Object>"
    #expect(deleteObjects("<Delete>\(String(repeating: object, count: 1000))</Delete>") == nil)
    #expect(deleteObjects("<Delete>\(String(repeating: object, count: 1001))</Delete>") == .malformedXML)
  }

  @Test(arguments: [
    "", "<Delete/>", "<Delete></Delete>", "<Delete><Object/></Delete>", "<Delete><Object><Key/></Object></Delete>",
    "<Delete><Object><Key>k</Key></Object>", "<Remove><Object><Key>k</Key></Object></Remove>", "<Delete>x", "{}",
    "<Delete><Quiet>perhaps</Quiet><Object><Key>k</Key></Object></Delete>", "<Delete><Thing/></Delete>",
    "<!DOCTYPE d><Delete><Object><Key>k</Key></Object></Delete>",
  ])
  func malformedDeletesAre400(xml: String) {
    #expect(deleteObjects(xml) == .malformedXML)
  }

  @Test func deleteObjectsKnowsQuietModeAndVersions() throws {
    let xml = """
      <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a</Key><VersionId>v</VersionId></Object>\
      <Object><Key> b </Key><VersionId></VersionId></Object><Quiet>true</Quiet></Delete>
      """
    let request = try DeleteObjectsRequest(WireRequest("POST", body: Array(xml.utf8)))
    #expect(request.isQuiet)
    #expect(request.items == [.init(key: ObjectKey("a"), versionID: "v"), .init(key: ObjectKey(" b "))])
  }

  @Test func deleteMarkersAreReported() {
    let response = DeleteObjectsResponse(
      deleted: [.init(key: ObjectKey("k"), isDeleteMarker: true, deleteMarkerVersionID: "m")])
    let body = String(decoding: response.wireResponse().body, as: UTF8.self)
    #expect(body.contains("<DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>m</DeleteMarkerVersionId>"))
    #expect(!body.contains("<VersionId>"))
  }

  @Test func someKeysNeedADeleteOfTheirOwn() {
    for key in ["a", "ä\t\n\r", "😀", "\u{7f}"] { #expect(DeleteObjectsRequest.canCarry(ObjectKey(key))) }
    for key in ["\u{1}", "a\u{0}", "\u{fffe}", "\u{ffff}"] { #expect(!DeleteObjectsRequest.canCarry(ObjectKey(key))) }
    #expect(!DeleteObjectsRequest.canCarry(ObjectKey(bytes: [0xff])))
  }

  private func complete(_ xml: String, _ headers: HTTPFields = HTTPFields()) throws(S3Error)
    -> CompleteMultipartUploadRequest
  {
    try CompleteMultipartUploadRequest(
      WireRequest("POST", query: [QueryParameter("uploadId", "u")], headers: headers, body: Array(xml.utf8)))
  }

  private func completed(_ parts: String) -> S3ErrorCode? {
    code { () throws(S3Error) in
      _ = try complete("<CompleteMultipartUpload>\(parts)</CompleteMultipartUpload>")
    }
  }

  @Test func completeRefusesWhatIsNoListOfParts() {
    func part(_ number: String) -> String { "<Part><PartNumber>\(number)</PartNumber><ETag>e</ETag></Part>" }
    #expect(completed(part("1") + part("2")) == nil)
    #expect(completed("") == .malformedXML)
    #expect(completed("<Part><PartNumber>1</PartNumber></Part>") == .malformedXML)
    #expect(completed("<Part><ETag>e</ETag></Part>") == .malformedXML)
    #expect(completed(part("one")) == .malformedXML)
    #expect(completed(part("99999999999999999999")) == .malformedXML)
    #expect(completed(part("0")) == .invalidArgument)
    #expect(completed(part("10001")) == .invalidArgument)
    #expect(completed(part("2") + part("1")) == .invalidPartOrder)
    #expect(completed(part("1") + part("2") + part("1")) == .invalidPartOrder)
    #expect(completed((1...10_001).map { part(String($0)) }.joined()) == .malformedXML)
    #expect(completed((1...10_000).map { part(String($0)) }.joined()) == nil)
  }

  @Test func ofAPartThatIsNamedTwiceTheLastCounts() throws {
    let parts = [("1", "a"), ("1", "b"), ("1", "c"), ("2", "d")].map {
      "<Part><PartNumber>\($0.0)</PartNumber><ETag>\($0.1)</ETag></Part>"
    }
    let request = try complete("<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>")
    #expect(request.parts.map(\.number) == [1, 2] && request.parts.map(\.etag.value) == ["c", "d"])
  }

  @Test func completeTakesETagsWithAndWithoutQuotes() throws {
    for form in ["e", "\"e\"", "&quot;e&quot;"] {
      let request = try complete(
        "<CompleteMultipartUpload><Part><ETag>\(form)</ETag><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>"
      )
      #expect(request.parts == [.init(number: 1, etag: ETag("e"))])
    }
  }

  @Test func completeTakesACompositeChecksumWithoutItsCount() throws {
    let xml = """
      <CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag>\
      <ChecksumCRC32>AQIDBA==</ChecksumCRC32></Part></CompleteMultipartUpload>
      """
    for (value, count) in [("AQIDBA==", nil), ("AQIDBA==-1", 1)] {
      let headers = HTTPFields([("x-amz-checksum-crc32", value), ("x-amz-checksum-type", "COMPOSITE")])
      let request = try complete(xml, headers)
      #expect(request.checksum == Checksum(.crc32, bytes: [1, 2, 3, 4], compositePartCount: count))
      #expect(request.checksumType == .composite)
      #expect(request.parts.first?.checksum == Checksum(.crc32, bytes: [1, 2, 3, 4]))
    }
  }

  @Test func partNumbersAreOneToTenThousand() {
    for value in ["0", "10001", "", "a", "-1", "1.0"] {
      let query = [QueryParameter("partNumber", value), QueryParameter("uploadId", "u")]
      #expect(
        code { () throws(S3Error) in _ = try UploadPartRequest(WireRequest("PUT", query: query)) } == .invalidArgument)
    }
    #expect(
      code { () throws(S3Error) in
        _ = try UploadPartRequest(WireRequest("PUT", query: [QueryParameter("partNumber", "1")]))
      } == .invalidArgument)
  }

  @Test func partCopiesRefuseMalformedRanges() {
    for range in ["0-2", "bytes=0", "bytes=0-2,3-5"] {
      let headers = HTTPFields([("x-amz-copy-source", "bucket/k"), ("x-amz-copy-source-range", range)])
      let query = [QueryParameter("partNumber", "1"), QueryParameter("uploadId", "u")]
      let found = code { () throws(S3Error) in
        _ = try UploadPartCopyRequest(WireRequest("PUT", query: query, headers: headers))
      }
      #expect(found == .invalidArgument, "\(range)")
    }
  }

  @Test func createEchoesAndChecksTheChecksumType() throws {
    func create(_ headers: [(name: String, value: String)]) throws(S3Error) -> CreateMultipartUploadRequest {
      try CreateMultipartUploadRequest(
        WireRequest("POST", query: [QueryParameter("uploads")], headers: HTTPFields(headers)))
    }
    #expect(try create([("x-amz-checksum-algorithm", "CRC64NVME")]).checksumType == .fullObject)
    #expect(try create([("x-amz-checksum-algorithm", "crc32")]).checksumType == .composite)
    #expect(try create([]).checksumType == nil)
    for headers in [
      [("x-amz-checksum-type", "COMPOSITE", "")],
      [("x-amz-checksum-algorithm", "SHA256", ""), ("x-amz-checksum-type", "FULL_OBJECT", "")],
      [("x-amz-checksum-algorithm", "CRC64NVME", ""), ("x-amz-checksum-type", "COMPOSITE", "")],
      [("x-amz-checksum-algorithm", "MD5", "")],
      [("x-amz-checksum-algorithm", "CRC32", ""), ("x-amz-checksum-type", "X", "")],
    ] {
      let found = code { () throws(S3Error) in _ = try create(headers.map { ($0.0, $0.1) }) }
      #expect(found == .invalidRequest, "\(headers)")
    }
    let response = CreateMultipartUploadResponse(
      bucket: "b", key: ObjectKey("k"), uploadID: "u", checksumAlgorithm: .crc32c, checksumType: .fullObject)
    #expect(response.wireResponse().headers["x-amz-checksum-algorithm"] == "CRC32C")
    #expect(response.wireResponse().headers["x-amz-checksum-type"] == "FULL_OBJECT")
  }

  @Test func aRangeDoesNotCarryTheChecksumOfTheWhole() throws {
    var response = GetObjectResponse(
      sizeBytes: 10, etag: ETag("e"), lastModified: Timestamp(seconds: 0),
      checksums: [Checksum(.crc32, bytes: [1, 2, 3, 4])], checksumType: .fullObject)
    #expect(response.wireResponse().headers["x-amz-checksum-crc32"] == "AQIDBA==")
    response.range = ByteRange(first: 2, last: 4)
    let wire = response.wireResponse()
    #expect(wire.status == 206)
    #expect(wire.headers["x-amz-checksum-crc32"] == nil)
    #expect(wire.headers["x-amz-checksum-type"] == nil)
    #expect(wire.headers["Content-Range"] == "bytes 2-4/10")
    #expect(wire.headers["Content-Length"] == "3")
    // A server that sends it all the same is not believed.
    var lying = wire
    lying.headers.append("x-amz-checksum-crc32", "AQIDBA==")
    #expect(try GetObjectRequest.decode(lying).checksums.isEmpty)
  }

  @Test func answersToReadsMustAgreeWithThemselves() {
    let good: [(name: String, value: String)] = [
      ("ETag", "\"e\""), ("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Content-Length", "3"),
    ]
    let bad: [(Int, [(name: String, value: String)])] = [
      (200, Array(good.dropFirst())), (200, [good[0], good[2]]), (200, Array(good.dropLast())), (206, good),
      (200, [good[0], good[1], ("Content-Length", "-3")]), (200, [good[0], ("Last-Modified", "now"), good[2]]),
      (206, good + [("Content-Range", "bytes 0-3/10")]), (206, good + [("Content-Range", "bytes */10")]),
      (206, good + [("Content-Range", "bytes 0-2/*")]),
    ]
    for (status, headers) in bad {
      #expect(throws: ResponseFailure.self, "\(status) \(headers)") {
        try GetObjectRequest.decode(WireResponse(status: status, headers: HTTPFields(headers)))
      }
    }
    #expect(throws: Never.self) {
      try HeadObjectRequest.decode(WireResponse(status: 200, headers: HTTPFields(good)))
    }
  }

  @Test func readsRefuseARangeWithAPartNumber() throws {
    let query = [QueryParameter("partNumber", "1")]
    let headers = HTTPFields([("Range", "bytes=0-1")])
    #expect(
      code { () throws(S3Error) in _ = try GetObjectRequest(WireRequest("GET", query: query, headers: headers)) }
        == .invalidRequest)
    let ignored = try GetObjectRequest(
      WireRequest("GET", query: query, headers: HTTPFields([("Range", "bytes=1-0")])))
    #expect(ignored.read.range == nil)
  }

  @Test func responseParametersReplaceHeaders() throws {
    let query = [
      QueryParameter("response-content-type", "text/x"), QueryParameter("response-cache-control", "no-cache"),
    ]
    let request = try GetObjectRequest(WireRequest("GET", query: query))
    var stored = StoredHeaders(contentType: "a/b", metadata: ["k": "v"])
    stored.contentLanguage = "de"
    let headers = request.read.overrides.applied(to: stored)
    #expect(headers.contentType == "text/x")
    #expect(headers.cacheControl == "no-cache")
    #expect(headers.contentLanguage == "de")
    #expect(headers.metadata == ["k": "v"])
  }

  @Test func copyDirectivesAreCopyOrReplace() throws {
    func copy(_ headers: [(name: String, value: String)]) throws(S3Error) -> CopyObjectRequest {
      try CopyObjectRequest(WireRequest("PUT", headers: HTTPFields([("x-amz-copy-source", "bucket/k")] + headers)))
    }
    #expect(try copy([]).changesNothing)
    #expect(try copy([("x-amz-metadata-directive", "COPY")]).changesNothing)
    #expect(try !copy([("x-amz-metadata-directive", "REPLACE")]).changesNothing)
    #expect(try !copy([("x-amz-storage-class", "GLACIER")]).changesNothing)
    #expect(
      code { () throws(S3Error) in _ = try copy([("x-amz-metadata-directive", "replace")]) } == .invalidArgument)
    #expect(code { () throws(S3Error) in _ = try CopyObjectRequest(WireRequest("PUT")) } == .invalidArgument)
  }

  @Test func theLocationOfUSEast1IsEmpty() throws {
    let body = String(decoding: GetBucketLocationResponse(region: "us-east-1").wireResponse().body, as: UTF8.self)
    #expect(
      body.hasSuffix("<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></LocationConstraint>"))
    let old = try GetBucketLocationRequest.decode(
      WireResponse(body: Array("<LocationConstraint>EU</LocationConstraint>".utf8)))
    #expect(old.region == "eu-west-1")
  }

  @Test func createBucketReadsItsConstraint() throws {
    func constraint(_ xml: String) throws(S3Error) -> String? {
      try CreateBucketRequest(WireRequest("PUT", body: Array(xml.utf8))).locationConstraint
    }
    #expect(try constraint("") == nil)
    #expect(try constraint("<CreateBucketConfiguration/>") == nil)
    let full =
      "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>"
    #expect(try constraint(full) == "eu-west-1")
    #expect(code { () throws(S3Error) in _ = try constraint("<X/>") } == .malformedXML)
  }

  @Test func versioningTakesTwoStatusesAndNoMFADelete() {
    func put(_ inner: String) -> S3ErrorCode? {
      let xml = "<VersioningConfiguration>\(inner)</VersioningConfiguration>"
      return code { () throws(S3Error) in _ = try PutBucketVersioningRequest(WireRequest("PUT", body: Array(xml.utf8)))
      }
    }
    #expect(put("<Status>Enabled</Status>") == nil)
    #expect(put("<Status>Suspended</Status><MfaDelete>Disabled</MfaDelete>") == nil)
    #expect(put("") == .malformedXML)
    #expect(put("<Status>On</Status>") == .malformedXML)
    #expect(put("<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>") == .notImplemented)
  }

  @Test func badEscapesInTheQueryAreInvalidURI() {
    let head = S3RequestHead(method: "GET", rawPath: "/b", rawQuery: "prefix=%zz")
    #expect(code { () throws(S3Error) in _ = try WireRequest(head: head) } == .invalidURI)
  }
}
