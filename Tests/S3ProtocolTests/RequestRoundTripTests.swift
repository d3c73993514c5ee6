import S3Protocol
import StorageModel
import Testing

/// What the client writes, the server reads: for every operation, on random values.
@Suite struct RequestRoundTripTests {
  private let seed = UInt64.random(in: 0 ... .max)

  /// Goes over the raw target, as on the wire.
  private func comesBack<Operation: S3Operation & Equatable>(
    _ make: (inout WireRandom) throws -> Operation, location: SourceLocation = #_sourceLocation
  ) throws {
    var random = WireRandom(seed: seed)
    for _ in 0..<200 {
      let operation = try make(&random)
      let wire = operation.wireRequest()
      let head = S3RequestHead(method: wire.method, path: Array("/b/k".utf8), query: wire.query, headers: wire.headers)
      let raw = S3RequestHead(method: head.method, rawTarget: head.rawTarget, headers: head.headers)
      let back = try Operation(WireRequest(head: raw, body: wire.body))
      #expect(back == operation, "seed \(seed)", sourceLocation: location)
    }
  }

  @Test func listings() throws {
    try comesBack { random in
      ListObjectsV2Request(
        prefix: random.maybe { $0.wildKey().bytes } ?? [], delimiter: random.maybe { $0.wildKey().bytes } ?? [],
        startAfter: random.maybe { $0.wildKey().bytes }, continuationToken: random.maybe { $0.text(0...9) },
        maxKeys: random.number(0...1000), fetchesOwner: random.flag(), encodesURL: random.flag())
    }
    try comesBack { random in
      ListObjectsRequest(
        prefix: random.maybe { $0.wildKey().bytes } ?? [], delimiter: random.maybe { $0.wildKey().bytes } ?? [],
        marker: random.maybe { $0.wildKey().bytes } ?? [], maxKeys: random.number(0...1000), encodesURL: random.flag())
    }
    try comesBack { random in
      ListMultipartUploadsRequest(
        prefix: random.maybe { $0.wildKey().bytes } ?? [], delimiter: random.maybe { $0.wildKey().bytes } ?? [],
        keyMarker: random.maybe { $0.wildKey().bytes } ?? [], uploadIDMarker: random.text(0...5),
        maxUploads: random.number(0...1000), encodesURL: random.flag())
    }
    try comesBack { random in
      ListPartsRequest(
        uploadID: random.text(), partNumberMarker: random.number(0...10_000), maxParts: random.number(0...1000))
    }
  }

  @Test func buckets() throws {
    try comesBack { random in
      ListBucketsRequest(
        prefix: random.maybe { $0.text() }, continuationToken: random.maybe { $0.text() },
        maxBuckets: random.maybe { $0.number(1...10_000) })
    }
    try comesBack { random in
      CreateBucketRequest(
        locationConstraint: random.maybe { $0.text() }, acl: random.maybe { _ in "private" },
        enablesObjectLock: random.flag())
    }
    try comesBack { _ in GetBucketLocationRequest() }
    try comesBack { _ in HeadBucketRequest() }
    try comesBack { _ in DeleteBucketRequest() }
    try comesBack { _ in GetBucketVersioningRequest() }
    try comesBack { PutBucketVersioningRequest(status: $0.one(of: VersioningStatus.allCases)) }
  }

  @Test func objects() throws {
    try comesBack { random in
      PutObjectRequest(
        write: random.write(),
        body: BodyHeaders(
          md5: random.maybe { $0.list(16...16) { UInt8(truncatingIfNeeded: $0.next()) } },
          checksum: ChecksumHeaders(value: random.maybe { $0.checksum() })), conditions: random.conditions())
    }
    try comesBack { random in
      var read = ReadParameters(
        versionID: random.maybe { $0.text() }, conditions: random.conditions(), wantsChecksum: random.flag())
      if random.flag() { read.partNumber = random.number(1...10_000) } else { read.range = .suffix(random.size()) }
      read.overrides.contentType = random.maybe { $0.text() }
      read.overrides.expires = random.maybe { $0.text() }
      read.overrides.cacheControl = random.maybe { $0.text() }
      return GetObjectRequest(read)
    }
    try comesBack { random in HeadObjectRequest(ReadParameters(range: .from(random.size(), through: .max))) }
    try comesBack { random in
      DeleteObjectRequest(
        versionID: random.maybe { $0.text() }, conditions: random.conditions(), bypassesGovernance: random.flag())
    }
    try comesBack { random in
      DeleteObjectsRequest(
        items: random.list(1...9) { random in
          DeleteObjectsRequest.Item(
            key: random.key(), versionID: random.maybe { $0.text() }, etag: random.maybe { $0.etag() })
        }, isQuiet: random.flag(), bypassesGovernance: random.flag())
    }
    try comesBack { random in
      CopyObjectRequest(
        source: try random.copySource(), sourceConditions: random.conditions(), conditions: random.conditions(),
        replacesMetadata: random.flag(), replacesTags: random.flag(), write: random.write(),
        checksumAlgorithm: random.maybe { $0.one(of: ChecksumAlgorithm.allCases) })
    }
  }

  @Test func multipart() throws {
    try comesBack { random in
      let (algorithm, type): (ChecksumAlgorithm?, ChecksumType?) = random.one(of: [
        (nil, nil), (.crc32, .composite), (.crc32c, .fullObject), (.crc64nvme, .fullObject), (.sha256, .composite),
      ])
      return CreateMultipartUploadRequest(write: random.write(), checksumAlgorithm: algorithm, checksumType: type)
    }
    try comesBack { random in
      UploadPartRequest(
        part: PartAddress(uploadID: random.text(), number: random.number(1...10_000)),
        body: BodyHeaders(checksum: ChecksumHeaders(value: random.maybe { $0.checksum() })))
    }
    try comesBack { random in
      let first = random.size() / 2
      return UploadPartCopyRequest(
        part: PartAddress(uploadID: random.text(), number: random.number(1...10_000)), source: try random.copySource(),
        range: random.flag() ? ByteRange(first: first, last: first + 7) : nil, sourceConditions: random.conditions())
    }
    try comesBack { random in
      let numbers = Set(random.list(1...8) { $0.number(1...10_000) }).sorted()
      return CompleteMultipartUploadRequest(
        uploadID: random.text(),
        parts: numbers.map { number in
          .init(number: number, etag: random.etag(), checksum: random.maybe { $0.checksum() })
        }, conditions: random.conditions(), checksum: random.maybe { $0.checksum(composite: $0.flag()) },
        checksumType: random.maybe { $0.one(of: ChecksumType.allCases) }, objectSizeBytes: random.maybe { $0.size() })
    }
    try comesBack { AbortMultipartUploadRequest(uploadID: $0.text()) }
  }

  @Test func tagsVersionsAndAttributes() throws {
    func tags(_ random: inout WireRandom) -> [ObjectTag] {
      (0..<random.number(0...9)).map { ObjectTag(key: "k\($0)", value: random.text(0...9)) }
    }
    try comesBack { GetObjectTaggingRequest(versionID: $0.maybe { $0.text() }) }
    try comesBack { DeleteObjectTaggingRequest(versionID: $0.maybe { $0.text() }) }
    try comesBack { PutObjectTaggingRequest(tags: tags(&$0), versionID: $0.maybe { $0.text() }) }
    try comesBack { PutBucketTaggingRequest(tags: tags(&$0)) }
    try comesBack { _ in GetBucketTaggingRequest() }
    try comesBack { _ in DeleteBucketTaggingRequest() }
    try comesBack { random in
      ListObjectVersionsRequest(
        prefix: random.wildKey().bytes, delimiter: random.wildKey().bytes, keyMarker: random.wildKey().bytes,
        versionIDMarker: random.text(0...4), maxKeys: random.number(0...1000), encodesURL: random.flag())
    }
    try comesBack { random in
      let all = GetObjectAttributesRequest.Attribute.allCases
      return GetObjectAttributesRequest(
        attributes: Set(random.list(1...4) { $0.one(of: all) }), versionID: random.maybe { $0.text() },
        maxParts: random.number(0...1000), partNumberMarker: random.number(0...10_000))
    }
  }
}
