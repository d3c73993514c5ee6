import S3Protocol
import StorageModel
import Testing

/// What S3 does in listings and other servers get wrong.
@Suite struct ListingRulesTests {
  private let object = ObjectSummary(
    key: ObjectKey("a b+c"), sizeBytes: 1, etag: ETag("\"e\""), lastModified: Timestamp(seconds: 0))

  private func text(_ response: some S3OperationResponse) -> String {
    String(decoding: response.wireResponse().body, as: UTF8.self)
  }

  private func v2(_ query: [QueryParameter]) throws(S3Error) -> ListObjectsV2Request {
    try ListObjectsV2Request(WireRequest("GET", query: query))
  }

  @Test func urlEncodingWritesASpaceAsPercent20AndAPlusAsPercent2B() {
    var request = ListObjectsV2Request(prefix: Array("a b+/".utf8), delimiter: Array(" ".utf8))
    request.startAfter = Array("+".utf8)
    let body = text(
      ListObjectsV2Response(
        to: request, bucket: "b", objects: [object], commonPrefixes: [Array("p +/".utf8)], nextContinuationToken: nil))
    #expect(body.contains("<Key>a%20b%2Bc</Key>"))
    #expect(body.contains("<CommonPrefixes><Prefix>p%20%2B/</Prefix></CommonPrefixes>"))
    #expect(body.contains("<Prefix>a%20b%2B/</Prefix>"))
    #expect(body.contains("<Delimiter>%20</Delimiter>"))
    #expect(body.contains("<StartAfter>%2B</StartAfter>"))
    #expect(body.contains("<EncodingType>url</EncodingType>"))
  }

  @Test func withoutURLEncodingKeysStandAsTheyAre() {
    let response = ListObjectsV2Response(
      to: ListObjectsV2Request(encodesURL: false), bucket: "b", objects: [object], commonPrefixes: [],
      nextContinuationToken: nil)
    #expect(text(response).contains("<Key>a b+c</Key>"))
    #expect(!text(response).contains("EncodingType"))
  }

  @Test func theTopLevelPrefixOfVersion1IsSentRaw() throws {
    let request = ListObjectsRequest(
      prefix: Array("a b+".utf8), delimiter: Array(" ".utf8), marker: Array("a b+a".utf8))
    let response = ListObjectsResponse(
      to: request, bucket: "b", objects: [object], commonPrefixes: [Array("a b+d ".utf8)], isTruncated: true)
    #expect(
      text(response).contains("<Prefix>a b+</Prefix><Marker>a%20b%2Ba</Marker><NextMarker>a%20b%2Bd%20</NextMarker>"))
    #expect(text(response).contains("<Delimiter>%20</Delimiter>"))
    #expect(try ListObjectsRequest.decode(response.wireResponse()) == response)
  }

  @Test func nextMarkerIsSentInVersion1OnlyWithADelimiter() {
    let plain = ListObjectsResponse(
      to: ListObjectsRequest(), bucket: "b", objects: [object], commonPrefixes: [], isTruncated: true)
    #expect(!text(plain).contains("NextMarker"))
    #expect(plain.continuation == object.key.bytes)
    let last = ListObjectsResponse(
      to: ListObjectsRequest(delimiter: [47]), bucket: "b", objects: [object], commonPrefixes: [], isTruncated: false)
    #expect(!text(last).contains("NextMarker"))
    #expect(last.continuation == nil)
    let folded = ListObjectsResponse(
      to: ListObjectsRequest(delimiter: [47]), bucket: "b", objects: [object], commonPrefixes: [Array("z/".utf8)],
      isTruncated: true)
    #expect(text(folded).contains("<NextMarker>z/</NextMarker>"))
  }

  @Test func requestsAreEchoed() {
    let v1 = ListObjectsResponse(
      to: ListObjectsRequest(maxKeys: 7, encodesURL: false), bucket: "b", objects: [], commonPrefixes: [],
      isTruncated: false)
    #expect(text(v1).contains("<Name>b</Name><Prefix></Prefix><Marker></Marker><MaxKeys>7</MaxKeys>"))
    #expect(!text(v1).contains("Delimiter"))
    let request = ListObjectsV2Request(continuationToken: "", maxKeys: 7)
    let v2 = ListObjectsV2Response(
      to: request, bucket: "b", objects: [], commonPrefixes: [], nextContinuationToken: "n")
    #expect(
      text(v2).contains("<ContinuationToken></ContinuationToken><NextContinuationToken>n</NextContinuationToken>"))
    #expect(text(v2).contains("<MaxKeys>7</MaxKeys>"))
    #expect(text(v2).contains("<IsTruncated>true</IsTruncated>"))
  }

  @Test func keyCountIsKeysAndPrefixes() {
    let response = ListObjectsV2Response(
      to: ListObjectsV2Request(), bucket: "b", objects: [object, object], commonPrefixes: [[1], [2], [3]],
      nextContinuationToken: nil)
    #expect(text(response).contains("<KeyCount>5</KeyCount>"))
  }

  @Test func etagsAreInQuotesAndStandardIsNamed() {
    let response = ListObjectsResponse(
      to: ListObjectsRequest(), bucket: "b", objects: [object], commonPrefixes: [], isTruncated: false)
    #expect(text(response).contains("<ETag>&quot;e&quot;</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass>"))
  }

  @Test func maxKeys() throws {
    #expect(try v2([]).maxKeys == 1000)
    #expect(try v2([QueryParameter("max-keys", "0")]).maxKeys == 0)
    #expect(try v2([QueryParameter("max-keys", "5000")]).maxKeys == 1000)
    for value in ["blah", "-1", "", "1.0", "99999999999999999999", "2147483648"] {
      let error = #expect(throws: S3Error.self, "\(value)") { try v2([QueryParameter("max-keys", value)]) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.details.map(\.name) == ["ArgumentName", "ArgumentValue"])
    }
  }

  @Test func otherEncodingsAndListTypesAreRefused() {
    #expect(throws: S3Error.self) { try v2([QueryParameter("encoding-type", "base64")]) }
    #expect(throws: S3Error.self) { try v2([QueryParameter("list-type", "3")]) }
  }

  @Test func parametersThatStandTwiceAreRefused() {
    let error = #expect(throws: S3Error.self) {
      try v2([QueryParameter("prefix", "a"), QueryParameter("prefix", "b")])
    }
    #expect(error?.code == .invalidArgument)
  }

  @Test func theClientAlwaysAsksForURLEncoding() {
    for query in [
      ListObjectsV2Request().wireRequest().query, ListObjectsRequest().wireRequest().query,
      ListMultipartUploadsRequest().wireRequest().query,
    ] {
      #expect(query.contains(QueryParameter("encoding-type", "url")))
    }
  }

  private func page(_ inner: String) throws -> ListObjectsV2Response {
    let xml = "<ListBucketResult>\(inner)</ListBucketResult>"
    return try ListObjectsV2Request.decode(WireResponse(body: Array(xml.utf8)))
  }

  @Test func theClientDecodesWhereverEncodingTypeStands() throws {
    let contents = "<Contents><Key>a%20b+c%2Bd%FF</Key><Size>1</Size></Contents>"
    let page = try page("\(contents)<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>")
    #expect(page.objects.map(\.key.bytes) == [Array("a b c+d".utf8) + [0xff]])
    let raw = try self.page("\(contents)<IsTruncated>false</IsTruncated>")
    #expect(raw.objects.map(\.key.bytes) == [Array("a%20b+c%2Bd%FF".utf8)])
  }

  @Test(arguments: [
    "", "<IsTruncated>true</IsTruncated>", "<IsTruncated>true</IsTruncated><NextContinuationToken/>",
    "<IsTruncated>maybe</IsTruncated>", "<IsTruncated>false</IsTruncated><Contents><Size>1</Size></Contents>",
    "<IsTruncated>false</IsTruncated><Contents><Key></Key></Contents>",
    "<IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>-1</Size></Contents>",
    "<IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>x</Size></Contents>",
    "<IsTruncated>false</IsTruncated><Contents><Key>a</Key><LastModified>x</LastModified></Contents>",
    "<IsTruncated>false</IsTruncated><EncodingType>url</EncodingType><Contents><Key>a%</Key></Contents>",
  ])
  func pagesThatCouldBeMistakenForTheEndAreRefused(inner: String) {
    #expect(throws: ResponseFailure.self) { try page(inner) }
  }

  @Test func version1PagesThatCannotGoOnAreRefused() {
    for inner in ["", "<IsTruncated>true</IsTruncated>"] {
      let xml = "<ListBucketResult>\(inner)</ListBucketResult>"
      #expect(throws: ResponseFailure.self) { try ListObjectsRequest.decode(WireResponse(body: Array(xml.utf8))) }
    }
  }

  @Test func controlCharactersInKeysComeThrough() throws {
    let page = try page("<IsTruncated>false</IsTruncated><Contents><Key>a&#1;&#x0D;b</Key></Contents>")
    #expect(page.objects.first?.key.bytes == [0x61, 1, 13, 0x62])
  }

  @Test func everyTruncatedPageIsRefused() throws {
    var random = WireRandom(seed: 7)
    let whole = ListObjectsV2Response(
      to: ListObjectsV2Request(), bucket: "b", objects: random.objects(wild: true) + [object],
      commonPrefixes: [[1, 2]], nextContinuationToken: "t"
    ).wireResponse().body
    for length in 0..<whole.count {
      #expect(throws: ResponseFailure.self, "cut at \(length)") {
        try ListObjectsV2Request.decode(WireResponse(body: Array(whole[..<length])))
      }
    }
  }
}
