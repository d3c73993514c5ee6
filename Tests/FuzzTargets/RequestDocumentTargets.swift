import Lifecycle
import S3Protocol
import StorageModel

/// A document that a client sends: read, written and read again it says the same.
private func target<Operation: S3Operation>(
  _ name: String, _ operation: Operation.Type, query: [QueryParameter] = [], _ samples: String...
) -> FuzzTarget {
  FuzzTarget(name) {
    samples.map { Array($0.utf8) }
  } run: { (input) throws(FuzzViolation) in
    guard let read = accepted({ try Operation(WireRequest("PUT", query: query, body: input)) }) else { return }
    let written = read.wireRequest()
    guard let again = accepted({ try Operation(written) }) else {
      throw FuzzViolation("written, it is refused: \(text(written.body))")
    }
    try hold(again.wireRequest().body == written.body, "read again it differs: \(text(written.body))")
  }
}

let requestDocumentTargets: [FuzzTarget] = [
  target(
    "xml-complete", CompleteMultipartUploadRequest.self, query: [QueryParameter("uploadId", "u")],
    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&quot;abc&quot;</ETag></Part>"
      + "<Part><ETag>\"d\"</ETag><PartNumber>2</PartNumber><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>"
      + "</CompleteMultipartUpload>"),
  target(
    "xml-delete", DeleteObjectsRequest.self,
    "<Delete><Quiet>true</Quiet><Object><Key>a&#1;b</Key><VersionId>null</VersionId></Object>"
      + "<Object><Key>c</Key><ETag>\"e\"</ETag><Size>3</Size></Object></Delete>"),
  target(
    "xml-tagging", PutObjectTaggingRequest.self,
    "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag><Tag><Key>ä</Key><Value></Value></Tag></TagSet></Tagging>"),
  target(
    "xml-lifecycle", PutBucketLifecycleRequest.self,
    "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><And><Prefix>a/</Prefix><Tag><Key>k</Key>"
      + "<Value>v</Value></Tag><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter><Expiration><Days>3</Days>"
      + "</Expiration><Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition></Rule></LifecycleConfiguration>",
    "<LifecycleConfiguration><Rule><Prefix>p</Prefix><Status>Disabled</Status><Expiration>"
      + "<Date>2026-09-01T00:00:00Z</Date></Expiration><NoncurrentVersionExpiration><NoncurrentDays>2</NoncurrentDays>"
      + "<NewerNoncurrentVersions>3</NewerNoncurrentVersions></NoncurrentVersionExpiration>"
      + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>"
      + "</Rule></LifecycleConfiguration>"),
  target(
    "xml-cors", PutBucketCORSRequest.self,
    "<CORSConfiguration><CORSRule><ID>i</ID><AllowedOrigin>https://*.example</AllowedOrigin><AllowedMethod>GET"
      + "</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>x</ExposeHeader><MaxAgeSeconds>30</MaxAgeSeconds>"
      + "</CORSRule></CORSConfiguration>"),
  target(
    "xml-encryption", PutBucketEncryptionRequest.self,
    "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
      + "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"),
  target(
    "xml-ownership", PutOwnershipControlsRequest.self,
    "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>"),
  target(
    "xml-public-access", PutPublicAccessBlockRequest.self,
    "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><BlockPublicPolicy>false</BlockPublicPolicy>"
      + "</PublicAccessBlockConfiguration>"),
  target(
    "xml-object-lock", PutObjectLockConfigurationRequest.self,
    "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE"
      + "</Mode><Days>3</Days></DefaultRetention></Rule></ObjectLockConfiguration>"),
  target(
    "xml-retention", PutObjectRetentionRequest.self,
    "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>2027-01-01T00:00:00Z</RetainUntilDate></Retention>"),
  target(
    "xml-versioning", PutBucketVersioningRequest.self,
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"),
  target(
    "xml-create-bucket", CreateBucketRequest.self,
    "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>"),
  // Whatever the rules are, what they say of an object is decided, and no arithmetic on its dates traps.
  FuzzTarget(
    "lifecycle-rules",
    seeds: seeds(
      "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>a</Prefix></Filter><Expiration>"
        + "<Days>2147483647</Days></Expiration></Rule></LifecycleConfiguration>")
  ) { (input) throws(FuzzViolation) in
    guard let read = accepted({ try PutBucketLifecycleRequest(WireRequest("PUT", body: input)) }) else { return }
    let evaluator = LifecycleEvaluator(read.rules, versioning: .enabled)
    for seconds in [Int64(0), 1_772_361_000, 253_402_300_799] {
      let modified = Timestamp(seconds: seconds)
      let facts = VersionFacts(
        key: ObjectKey("a/b"), sizeBytes: 5, tags: [ObjectTag(key: "k", value: "v")], modified: modified,
        storageClass: nil, isDeleteMarker: false)
      _ = evaluator.decision(for: facts, at: Timestamp(seconds: 1_772_361_000))
      _ = evaluator.decision(
        for: UploadFacts(key: ObjectKey("a"), initiated: modified), at: Timestamp(seconds: seconds))
    }
  },
]
