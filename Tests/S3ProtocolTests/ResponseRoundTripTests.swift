import S3Protocol
import StorageModel
import Testing

/// What the server writes, the client reads: for every operation, on random values.
@Suite struct ResponseRoundTripTests {
  private let seed = UInt64.random(in: 0 ... .max)

  private func comesBack<Operation: S3Operation>(
    _ operation: Operation.Type, location: SourceLocation = #_sourceLocation,
    _ make: (inout WireRandom) throws -> Operation.Response
  ) throws where Operation.Response: Equatable {
    var random = WireRandom(seed: seed)
    for _ in 0..<200 {
      let response = try make(&random)
      let back = try Operation.decode(response.wireResponse())
      #expect(back == response, "seed \(seed)", sourceLocation: location)
    }
  }

  @Test func listObjectsV2() throws {
    try comesBack(ListObjectsV2Request.self) { random in
      let wild = random.flag()
      let request = ListObjectsV2Request(
        prefix: wild ? random.wildKey().bytes : [], delimiter: wild ? random.wildKey().bytes : [],
        startAfter: random.maybe { $0.key().bytes }, continuationToken: random.maybe { $0.text() },
        maxKeys: random.number(0...1000), encodesURL: wild)
      return ListObjectsV2Response(
        to: request, bucket: "bucket", objects: random.objects(wild: wild),
        commonPrefixes: random.list(0...3) { wild ? $0.wildKey().bytes : $0.key().bytes },
        nextContinuationToken: random.maybe { $0.text() })
    }
  }

  @Test func listObjects() throws {
    try comesBack(ListObjectsRequest.self) { random in
      let wild = random.flag()
      let request = ListObjectsRequest(
        prefix: random.key().bytes, delimiter: random.maybe { $0.key().bytes } ?? [],
        marker: random.maybe { $0.key().bytes } ?? [], maxKeys: random.number(0...1000), encodesURL: wild)
      let objects = random.objects(wild: wild)
      return ListObjectsResponse(
        to: request, bucket: "bucket", objects: objects,
        commonPrefixes: random.list(0...3) { wild ? $0.wildKey().bytes : $0.key().bytes },
        isTruncated: !objects.isEmpty && random.flag())
    }
  }

  @Test func buckets() throws {
    try comesBack(ListBucketsRequest.self) { random in
      ListBucketsResponse(
        owner: random.maybe { $0.owner() },
        buckets: random.list(0...5) { .init(name: $0.text(), created: $0.time(), region: $0.maybe { $0.text() }) },
        continuationToken: random.maybe { $0.text() }, prefix: random.maybe { $0.text() })
    }
    try comesBack(CreateBucketRequest.self) { CreateBucketResponse(location: $0.maybe { _ in "/bucket" }) }
    try comesBack(GetBucketLocationRequest.self) {
      GetBucketLocationResponse(region: $0.one(of: ["us-east-1", "eu-west-1", "eu-central-1"]))
    }
    try comesBack(HeadBucketRequest.self) { HeadBucketResponse(region: $0.maybe { _ in "eu-west-1" }) }
    try comesBack(DeleteBucketRequest.self) { _ in NoContentResponse() }
    try comesBack(GetBucketVersioningRequest.self) {
      GetBucketVersioningResponse(status: $0.maybe { $0.one(of: VersioningStatus.allCases) })
    }
    try comesBack(PutBucketVersioningRequest.self) { _ in EmptyResponse() }
  }

  @Test func objects() throws {
    try comesBack(PutObjectRequest.self) { random in
      PutObjectResponse(
        etag: random.etag(), versionID: random.maybe { $0.headerText() }, checksum: random.maybe { $0.checksum() },
        checksumType: random.maybe { $0.one(of: ChecksumType.allCases) },
        serverSideEncryption: random.maybe { _ in "AES256" }
      )
    }
    try comesBack(GetObjectRequest.self) { random in
      let size = random.size() / 2 + 1
      let isRange = random.flag()
      var response = GetObjectResponse(
        sizeBytes: size, range: isRange ? ByteRange(first: size / 2, last: size - 1) : nil, etag: random.etag(),
        lastModified: random.headerTime(), stored: random.stored(), storageClass: random.storageClass(),
        versionID: random.maybe { $0.headerText() }, checksums: isRange || random.flag() ? [] : [random.checksum()],
        checksumType: isRange ? nil : random.maybe { $0.one(of: ChecksumType.allCases) },
        partCount: random.maybe { $0.number(1...10_000) })
      response.tagCount = random.maybe { $0.number(1...10) }
      response.legalHold = random.maybe { _ in "ON" }
      response.retainUntil = random.maybe { $0.time() }
      return response
    }
    try comesBack(DeleteObjectRequest.self) { random in
      DeleteObjectResponse(isDeleteMarker: random.flag(), versionID: random.maybe { $0.headerText() })
    }
    try comesBack(DeleteObjectsRequest.self) { random in
      DeleteObjectsResponse(
        deleted: random.list(0...5) { random in
          .init(
            key: random.key(), versionID: random.maybe { $0.text() }, isDeleteMarker: random.flag(),
            deleteMarkerVersionID: random.maybe { $0.text() })
        },
        failures: random.list(0...3) { random in
          .init(key: random.key(), versionID: random.maybe { $0.text() }, error: S3Error(.accessDenied, random.text()))
        })
    }
  }

  @Test func copiesAndMultipart() throws {
    func copyResult(_ random: inout WireRandom) -> CopyResult {
      CopyResult(
        etag: random.etag(), lastModified: random.maybe { $0.time() }, checksum: random.maybe { $0.checksum() },
        checksumType: random.maybe { $0.one(of: ChecksumType.allCases) })
    }
    try comesBack(CopyObjectRequest.self) { random in
      CopyObjectResponse(
        result: copyResult(&random), versionID: random.maybe { $0.headerText() },
        sourceVersionID: random.maybe { $0.headerText() })
    }
    try comesBack(UploadPartCopyRequest.self) { random in
      UploadPartCopyResponse(result: copyResult(&random), sourceVersionID: random.maybe { $0.headerText() })
    }
    try comesBack(CreateMultipartUploadRequest.self) { random in
      CreateMultipartUploadResponse(
        bucket: "bucket", key: random.key(), uploadID: random.text(), checksumAlgorithm: random.maybe { _ in .sha1 },
        checksumType: random.maybe { _ in .composite })
    }
    try comesBack(UploadPartRequest.self) { random in
      UploadPartResponse(etag: random.etag(), checksum: random.maybe { $0.checksum() })
    }
    try comesBack(CompleteMultipartUploadRequest.self) { random in
      CompleteMultipartUploadResponse(
        location: random.text(), bucket: "bucket", key: random.key(), etag: random.etag(),
        checksum: random.maybe { $0.checksum(composite: true) }, checksumType: random.maybe { _ in .composite },
        versionID: random.maybe { $0.headerText() })
    }
    try comesBack(AbortMultipartUploadRequest.self) { _ in NoContentResponse() }
  }

  @Test func multipartListings() throws {
    try comesBack(ListPartsRequest.self) { random in
      let numbers = Set(random.list(1...8) { $0.number(5...10_000) }).sorted()
      return ListPartsResponse(
        to: ListPartsRequest(uploadID: random.text(), partNumberMarker: 4, maxParts: random.number(0...1000)),
        bucket: "bucket", key: random.key(),
        parts: numbers.map { number in
          PartSummary(
            number: number, etag: random.etag(), sizeBytes: random.size(), lastModified: random.maybe { $0.time() },
            checksum: random.maybe { $0.checksum() })
        }, isTruncated: random.flag(), owner: random.maybe { $0.owner() }, storageClass: random.storageClass(),
        checksumAlgorithm: random.maybe { _ in .crc32 }, checksumType: random.maybe { _ in .composite })
    }
    try comesBack(ListMultipartUploadsRequest.self) { random in
      let wild = random.flag()
      let request = ListMultipartUploadsRequest(
        prefix: random.maybe { $0.key().bytes } ?? [], delimiter: random.maybe { $0.key().bytes } ?? [],
        keyMarker: random.maybe { $0.key().bytes } ?? [], uploadIDMarker: random.text(0...3), encodesURL: wild)
      let uploads = random.list(0...4) { random in
        UploadSummary(
          key: wild ? random.wildKey() : random.key(), uploadID: random.text(), initiated: random.time(),
          owner: random.maybe { $0.owner() }, storageClass: random.storageClass(),
          checksumAlgorithm: random.maybe { _ in .crc64nvme }, checksumType: random.maybe { _ in .fullObject })
      }
      return ListMultipartUploadsResponse(
        to: request, bucket: "bucket", uploads: uploads, commonPrefixes: random.list(0...2) { $0.key().bytes },
        isTruncated: !uploads.isEmpty && random.flag())
    }
  }

  @Test func tagsVersionsAndAttributes() throws {
    try comesBack(GetObjectTaggingRequest.self) { random in
      GetTaggingResponse(
        tags: random.list(0...9) { ObjectTag(key: $0.text(), value: $0.text(0...9)) },
        versionID: random.maybe { $0.headerText() })
    }
    try comesBack(PutObjectTaggingRequest.self) { ObjectVersionResponse(versionID: $0.maybe { $0.headerText() }) }
    try comesBack(DeleteObjectTaggingRequest.self) { DeleteTaggingResponse(versionID: $0.maybe { $0.headerText() }) }
    try comesBack(ListObjectVersionsRequest.self) { random in
      let wild = random.flag()
      var versions = random.objects(wild: wild).map {
        VersionSummary(object: $0, versionID: random.text(), isLatest: random.flag())
      }
      versions.append(
        VersionSummary(
          deleteMarker: random.key(), versionID: "null", isLatest: random.flag(), lastModified: random.time(),
          owner: random.maybe { $0.owner() }))
      let request = ListObjectVersionsRequest(
        prefix: random.key().bytes, keyMarker: random.key().bytes, versionIDMarker: random.text(0...4), encodesURL: wild
      )
      return ListObjectVersionsResponse(
        to: request, bucket: "b", versions: versions, commonPrefixes: random.list(0...2) { $0.key().bytes },
        isTruncated: random.flag())
    }
    try comesBack(GetObjectAttributesRequest.self) { random in
      var response = GetObjectAttributesResponse(
        lastModified: random.headerTime(), versionID: random.maybe { $0.headerText() })
      response.etag = random.maybe { $0.etag() }
      response.checksum = random.maybe { $0.checksum(composite: $0.flag()) }
      response.checksumType = random.maybe { $0.one(of: ChecksumType.allCases) }
      response.storageClass = random.maybe { _ in "STANDARD" }
      response.sizeBytes = random.maybe { $0.size() }
      response.parts = random.maybe { random in
        .init(
          totalCount: random.number(0...99),
          parts: random.list(0...3) { .init(number: $0.number(1...99), sizeBytes: $0.size(), checksum: $0.checksum()) })
      }
      return response
    }
  }
}
