import S3Protocol
import StorageModel
import Testing

/// Damaged input never traps: whatever a decoder makes of it, it returns or throws.
@Suite struct MutationTests {
  private static let rounds = 20_000
  private let seed = UInt64.random(in: 0 ... .max)

  /// Runs `decode` on mutations of the samples. A trap ends the test run; the seed in its output leads back here.
  private func mutate(
    _ samples: [[UInt8]], rounds: Int = rounds, _ name: String = #function, _ decode: ([UInt8]) -> Void
  ) {
    print("\(name) seed \(seed)")
    var random = WireRandom(seed: seed)
    let tokens = [
      "<", ">", "</", "/>", "&", "&#", "&amp;", "&#x1;", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "<!DOCTYPE",
      "%", "%2", "=", "-",
      "9223372036854775807", "-9223372036854775808", "99999999999999999999", "\"", ",", "*", ":", "<a>", "</a>",
      "\u{0}",
    ].map { Array($0.utf8) }
    for _ in 0..<rounds {
      var bytes = random.one(of: samples)
      for _ in 0..<random.number(1...4) {
        let at = random.number(0...bytes.count)
        let length = min(random.number(0...8), bytes.count - at)
        switch random.number(0...4) {
        case 0: bytes.removeSubrange(at..<at + length)
        case 1: bytes.insert(contentsOf: random.one(of: tokens), at: at)
        case 2:
          bytes.replaceSubrange(
            at..<at + length, with: (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        case 3: bytes.insert(contentsOf: bytes[at..<at + length], at: random.number(0...bytes.count))
        default: bytes = Array(bytes[..<at])
        }
      }
      decode(bytes)
    }
  }

  private func mutateDocuments<Operation: S3Operation>(
    of operation: Operation.Type, _ samples: [Operation.Response], _ name: String = #function
  ) {
    mutate(samples.map { $0.wireResponse().body }, name) { bytes in
      _ = Result { try Operation.decode(WireResponse(body: bytes)) }
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func listings() {
    var random = WireRandom(seed: seed)
    mutateDocuments(
      of: ListObjectsV2Request.self,
      (0..<5).map { _ in
        ListObjectsV2Response(
          to: ListObjectsV2Request(), bucket: "b", objects: random.objects(wild: true), commonPrefixes: [[1]],
          nextContinuationToken: "t")
      })
    mutateDocuments(
      of: ListObjectsRequest.self,
      (0..<5).map { _ in
        ListObjectsResponse(
          to: ListObjectsRequest(delimiter: [47]), bucket: "b", objects: random.objects(wild: true),
          commonPrefixes: [[1]], isTruncated: true)
      })
  }

  @Test func multipartListings() {
    var random = WireRandom(seed: seed)
    let part = PartSummary(
      number: 5, etag: random.etag(), sizeBytes: 7, lastModified: random.time(), checksum: random.checksum())
    mutateDocuments(
      of: ListPartsRequest.self,
      [
        ListPartsResponse(
          to: ListPartsRequest(uploadID: "u"), bucket: "b", key: random.key(), parts: [part], isTruncated: true,
          owner: random.owner())
      ])
    let upload = UploadSummary(
      key: random.key(), uploadID: "u", initiated: random.time(), owner: random.owner(), storageClass: "GLACIER")
    mutateDocuments(
      of: ListMultipartUploadsRequest.self,
      [
        ListMultipartUploadsResponse(
          to: ListMultipartUploadsRequest(), bucket: "b", uploads: [upload], commonPrefixes: [[1]], isTruncated: true)
      ])
  }

  @Test func smallDocuments() {
    var random = WireRandom(seed: seed)
    mutateDocuments(
      of: CopyObjectRequest.self,
      [
        CopyObjectResponse(
          result: CopyResult(etag: random.etag(), lastModified: random.time(), checksum: random.checksum()))
      ])
    mutateDocuments(
      of: DeleteObjectsRequest.self,
      [
        DeleteObjectsResponse(
          deleted: [.init(key: random.key(), isDeleteMarker: true)],
          failures: [.init(key: random.key(), error: S3Error(.internalError))])
      ])
    var attributes = GetObjectAttributesResponse(lastModified: random.headerTime())
    attributes.checksum = random.checksum()
    attributes.parts = .init(totalCount: 1, parts: [.init(number: 1, sizeBytes: 2, checksum: random.checksum())])
    let headers = attributes.wireResponse().headers
    mutate([attributes.wireResponse().body]) { bytes in
      _ = Result { try GetObjectAttributesRequest.decode(WireResponse(headers: headers, body: bytes)) }
    }
    mutateDocuments(
      of: ListObjectVersionsRequest.self,
      [
        ListObjectVersionsResponse(
          to: ListObjectVersionsRequest(), bucket: "b",
          versions: [
            VersionSummary(deleteMarker: random.key(), versionID: "v", isLatest: true, lastModified: random.time())
          ], commonPrefixes: [[1]], isTruncated: true)
      ])
    mutateDocuments(
      of: ListBucketsRequest.self,
      [ListBucketsResponse(owner: random.owner(), buckets: [.init(name: "b", created: random.time())])])
    mutate([S3ErrorDocument(S3Error.invalidArgument("a", "b", "c"), resource: "/r", requestID: "q").xml()]) { bytes in
      _ = S3ErrorDocument(WireResponse(status: 400, body: bytes))
    }
  }

  @Test func requestDocuments() {
    var random = WireRandom(seed: seed)
    let delete = DeleteObjectsRequest(
      items: random.list(1...4) { .init(key: $0.key(), versionID: "v", etag: $0.etag()) })
    mutate([delete.wireRequest().body]) { bytes in
      _ = Result { try DeleteObjectsRequest(WireRequest("POST", body: bytes)) }
    }
    let parts = (1...4).map {
      CompleteMultipartUploadRequest.Part(number: $0, etag: random.etag(), checksum: random.checksum())
    }
    let complete = CompleteMultipartUploadRequest(uploadID: "u", parts: parts)
    mutate([complete.wireRequest().body]) { bytes in
      _ = Result {
        try CompleteMultipartUploadRequest(
          WireRequest("POST", query: [QueryParameter("uploadId", "u")], body: bytes))
      }
    }
    mutate([CreateBucketRequest(locationConstraint: "eu-west-1").wireRequest().body]) { bytes in
      _ = Result { try CreateBucketRequest(WireRequest("PUT", body: bytes)) }
    }
    mutate([PutObjectTaggingRequest(tags: [ObjectTag(key: "k", value: "v")]).wireRequest().body]) { bytes in
      _ = Result { try PutObjectTaggingRequest(WireRequest("PUT", body: bytes)) }
    }
    var rule = LifecycleRule(id: "r", filter: .init(prefix: [1], tags: [ObjectTag(key: "k", value: "v")]))
    rule.expiration = .date(random.time())
    rule.transitions = [.init(moment: .days(3), storageClass: "GLACIER")]
    rule.noncurrentExpiration = .init(days: 3, newerVersionsKept: 4)
    mutate([PutBucketLifecycleRequest(rules: [rule, rule]).wireRequest().body]) { bytes in
      _ = Result { try PutBucketLifecycleRequest(WireRequest("PUT", body: bytes)) }
    }
    mutate([PutBucketVersioningRequest(status: .enabled).wireRequest().body]) { bytes in
      _ = Result { try PutBucketVersioningRequest(WireRequest("PUT", body: bytes)) }
    }
  }

  @Test func headers() {
    let samples = [
      "bytes=0-99", "bytes=-5", "bytes 0-9/100", "/bucket/a%25b?versionId=x", "\"abc\", W/\"d\"", "foo=bar&baz=q%20",
      "=?UTF-8?Q?=C3=A4_b?= =?UTF-8?B?w6Q=?=", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
      "Sunday, 06-Nov-94 08:49:37 GMT", "2009-10-12T17:50:30.123+02:00", "AQIDBA==-7", "gzip, aws-chunked",
    ].map { Array($0.utf8) }
    mutate(samples, rounds: 20_000) { bytes in
      let text = text(bytes)
      for size: Int64 in [0, 1, .max] { _ = RangeHeader(text)?.resolve(sizeBytes: size) }
      _ = ContentRange(text)?.range?.lengthBytes
      _ = Result { try CopySourceRange.parse(text).lengthBytes }
      _ = Result { try CopySourceHeader(text) }
      _ = Result { try ObjectTags.parse(header: text) }
      _ = UserMetadata.decodingEncodedWords(text)
      _ = Timestamp(httpDate: text)?.httpDate
      _ = Timestamp(iso8601: text)?.iso8601
      _ = RequestConditions.Tags(text).headerValue
    }
    mutate(samples) { bytes in
      let text = text(bytes)
      for name in [
        "content-length", "content-md5", "x-amz-checksum-crc32", "content-encoding", "x-amz-copy-source", "range",
        "x-amz-object-lock-retain-until-date", "if-match", "if-modified-since", "x-amz-tagging", "x-amz-mp-object-size",
      ] {
        let request = WireRequest(
          "PUT", query: [QueryParameter("partNumber", text)], headers: HTTPFields([(name, text)]))
        _ = Result { try PutObjectRequest(request) }
        _ = Result { try CopyObjectRequest(request) }
        _ = Result { try GetObjectRequest(request) }
        _ = Result { try UploadPartRequest(request) }
      }
    }
  }
}
