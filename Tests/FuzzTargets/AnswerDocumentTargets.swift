import S3Protocol
import StorageModel

/// A document that a server sends: any bytes give an answer or an error, the same each time.
private func target<Operation: S3Operation>(
  _ name: String, _ operation: Operation.Type, headers: HTTPFields = HTTPFields(), _ samples: String...
) -> FuzzTarget {
  FuzzTarget(name) {
    samples.map { Array($0.utf8) }
  } run: { (input) throws(FuzzViolation) in
    let answer = WireResponse(headers: headers, body: input)
    guard let read = accepted({ try Operation.decode(answer) }) else { return }
    let written = read.wireResponse()
    guard let again = accepted({ try Operation.decode(written) }) else { return }
    // Not every server writes as ours does; what ours writes it reads as it wrote it.
    try hold(again.wireResponse().body == written.body, "read again it differs: \(text(written.body))")
  }
}

let answerDocumentTargets: [FuzzTarget] = [
  target(
    "listing-v2", ListObjectsV2Request.self,
    "<ListBucketResult><Name>b</Name><Prefix/><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>"
      + "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>a%2Fb</Key>"
      + "<LastModified>2026-03-01T10:30:00.000Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag>"
      + "<Size>3</Size><StorageClass>STANDARD</StorageClass></Contents><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes>"
      + "</ListBucketResult>"),
  target(
    "listing-v1", ListObjectsRequest.self,
    "<ListBucketResult><Name>b</Name><Prefix></Prefix><Marker></Marker><MaxKeys>2</MaxKeys><Delimiter>/</Delimiter>"
      + "<IsTruncated>false</IsTruncated><Contents><Key>a&#1;</Key><LastModified>2026-03-01T10:30:00Z</LastModified>"
      + "<ETag>\"e\"</ETag><Size>9223372036854775807</Size></Contents></ListBucketResult>"),
  target(
    "listing-versions", ListObjectVersionsRequest.self,
    "<ListVersionsResult><Name>b</Name><Prefix/><KeyMarker/><VersionIdMarker/><MaxKeys>9</MaxKeys><IsTruncated>false"
      + "</IsTruncated><Version><Key>k</Key><VersionId>v</VersionId><IsLatest>true</IsLatest><LastModified>"
      + "2026-03-01T10:30:00Z</LastModified><ETag>\"e\"</ETag><Size>1</Size></Version><DeleteMarker><Key>l</Key>"
      + "<VersionId>null</VersionId><IsLatest>true</IsLatest><LastModified>2026-03-01T10:30:00Z</LastModified>"
      + "</DeleteMarker></ListVersionsResult>"),
  target(
    "listing-uploads", ListMultipartUploadsRequest.self,
    "<ListMultipartUploadsResult><Bucket>b</Bucket><KeyMarker/><UploadIdMarker/><MaxUploads>3</MaxUploads><IsTruncated>"
      + "false</IsTruncated><Upload><Key>k</Key><UploadId>u</UploadId><Initiated>2026-03-01T10:30:00Z</Initiated></Upload>"
      + "</ListMultipartUploadsResult>"),
  target(
    "listing-parts", ListPartsRequest.self,
    "<ListPartsResult><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId><MaxParts>5</MaxParts><IsTruncated>false"
      + "</IsTruncated><Part><PartNumber>1</PartNumber><LastModified>2026-03-01T10:30:00Z</LastModified><ETag>\"e\"</ETag>"
      + "<Size>5</Size></Part></ListPartsResult>"),
  target(
    "listing-buckets", ListBucketsRequest.self,
    "<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets><Bucket><Name>b</Name><CreationDate>2026-03-01T10:30:00Z"
      + "</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>"),
  target(
    "answer-delete", DeleteObjectsRequest.self,
    "<DeleteResult><Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>v</DeleteMarkerVersionId>"
      + "</Deleted><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>"),
  target(
    "answer-copy", CopyObjectRequest.self,
    "<CopyObjectResult><ETag>\"e\"</ETag><LastModified>2026-03-01T10:30:00Z</LastModified></CopyObjectResult>",
    "  <Error><Code>SlowDown</Code><Message>later</Message></Error>"),
  target(
    "answer-complete", CompleteMultipartUploadRequest.self,
    "<CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket><Key>k</Key><ETag>\"e-2\"</ETag>"
      + "</CompleteMultipartUploadResult>"),
  // Any error document, or what a proxy sends in its place, says something.
  FuzzTarget(
    "error-document",
    seeds: seeds(
      "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>no</Message><Key>k</Key><RequestId>r</RequestId>"
        + "<HostId>h</HostId></Error>", "<html><body>502</body></html>", "{\"Code\":\"x\"}", "")
  ) { (input) throws(FuzzViolation) in
    let read = S3ErrorDocument(WireResponse(status: 503, body: input))
    let written = read.xml()
    let again = S3ErrorDocument(WireResponse(status: 503, body: written))
    try hold(again.xml() == written, "read again it differs")
    _ = S3ErrorDocument(insideSuccess: WireResponse(body: input))
  },
]
