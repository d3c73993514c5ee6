/// Which rule each operation has (Service Authorization Reference, "Actions, resources, and condition keys for Amazon
/// S3"; each operation's page of the S3 API Reference, "Permissions"). An operation without one is for root alone.
enum AccessRules {
  static func rule(for operation: String) -> AccessRule? { table[operation] }

  private static let table: [String: AccessRule] = [
    service, bucket, bucketConfiguration, listing, reads, writes, multipart,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  private static let service: [String: AccessRule] = [
    "ListBuckets": .actionUnlessAnonymous("s3:ListAllMyBuckets"),
    "CorsPreflight": .open,
    "PostObject": .askedByHandler,
    "DeleteObjects": .askedByHandler,
  ]

  private static let bucket: [String: AccessRule] = [
    "CreateBucket": .action("s3:CreateBucket"),
    "DeleteBucket": .action("s3:DeleteBucket"),
    "HeadBucket": .action("s3:ListBucket"),
    "GetBucketLocation": .action("s3:GetBucketLocation"),
  ]

  private static let bucketConfiguration: [String: AccessRule] = [
    "GetBucketVersioning": .action("s3:GetBucketVersioning"),
    "PutBucketVersioning": .action("s3:PutBucketVersioning"),
    "GetBucketAcl": .action("s3:GetBucketAcl"),
    "PutBucketAcl": .action("s3:PutBucketAcl"),
    "GetBucketRequestPayment": .action("s3:GetBucketRequestPayment"),
    "PutBucketRequestPayment": .action("s3:PutBucketRequestPayment"),
    "GetBucketTagging": .action("s3:GetBucketTagging"),
    "PutBucketTagging": .action("s3:PutBucketTagging"),
    "DeleteBucketTagging": .action("s3:PutBucketTagging"),
    "GetBucketLifecycleConfiguration": .action("s3:GetLifecycleConfiguration"),
    "PutBucketLifecycleConfiguration": .action("s3:PutLifecycleConfiguration"),
    "DeleteBucketLifecycle": .action("s3:PutLifecycleConfiguration"),
    "GetBucketPolicy": .action("s3:GetBucketPolicy"),
    "PutBucketPolicy": .action("s3:PutBucketPolicy"),
    "DeleteBucketPolicy": .action("s3:DeleteBucketPolicy"),
    "GetBucketPolicyStatus": .action("s3:GetBucketPolicyStatus"),
    "GetBucketCors": .action("s3:GetBucketCORS"),
    "PutBucketCors": .action("s3:PutBucketCORS"),
    "DeleteBucketCors": .action("s3:PutBucketCORS"),
    "GetBucketWebsite": .action("s3:GetBucketWebsite"),
    "PutBucketWebsite": .action("s3:PutBucketWebsite"),
    "DeleteBucketWebsite": .action("s3:DeleteBucketWebsite"),
    "GetBucketEncryption": .action("s3:GetEncryptionConfiguration"),
    "PutBucketEncryption": .action("s3:PutEncryptionConfiguration"),
    "DeleteBucketEncryption": .action("s3:PutEncryptionConfiguration"),
    "GetObjectLockConfiguration": .action("s3:GetBucketObjectLockConfiguration"),
    "PutObjectLockConfiguration": .action("s3:PutBucketObjectLockConfiguration"),
    "GetBucketReplication": .action("s3:GetReplicationConfiguration"),
    "PutBucketReplication": .action("s3:PutReplicationConfiguration"),
    "DeleteBucketReplication": .action("s3:PutReplicationConfiguration"),
    "GetPublicAccessBlock": .action("s3:GetBucketPublicAccessBlock"),
    "PutPublicAccessBlock": .action("s3:PutBucketPublicAccessBlock"),
    "DeletePublicAccessBlock": .action("s3:PutBucketPublicAccessBlock"),
    "GetBucketOwnershipControls": .action("s3:GetBucketOwnershipControls"),
    "PutBucketOwnershipControls": .action("s3:PutBucketOwnershipControls"),
    "DeleteBucketOwnershipControls": .action("s3:PutBucketOwnershipControls"),
    "GetBucketNotificationConfiguration": .action("s3:GetBucketNotification"),
    "PutBucketNotificationConfiguration": .action("s3:PutBucketNotification"),
    "GetBucketLogging": .action("s3:GetBucketLogging"),
    "PutBucketLogging": .action("s3:PutBucketLogging"),
    "GetBucketInventoryConfiguration": .action("s3:GetInventoryConfiguration"),
    "ListBucketInventoryConfigurations": .action("s3:GetInventoryConfiguration"),
    "GetBucketAnalyticsConfiguration": .action("s3:GetAnalyticsConfiguration"),
    "ListBucketAnalyticsConfigurations": .action("s3:GetAnalyticsConfiguration"),
    "GetBucketMetricsConfiguration": .action("s3:GetMetricsConfiguration"),
    "ListBucketMetricsConfigurations": .action("s3:GetMetricsConfiguration"),
    "GetBucketIntelligentTieringConfiguration": .action("s3:GetIntelligentTieringConfiguration"),
    "ListBucketIntelligentTieringConfigurations": .action("s3:GetIntelligentTieringConfiguration"),
    "GetBucketAccelerateConfiguration": .action("s3:GetAccelerateConfiguration"),
    "PutBucketAccelerateConfiguration": .action("s3:PutAccelerateConfiguration"),
  ]

  private static let listing: [String: AccessRule] = [
    "ListObjects": .action("s3:ListBucket"),
    "ListObjectsV2": .action("s3:ListBucket"),
    "ListObjectVersions": .action("s3:ListBucketVersions"),
    "ListMultipartUploads": .action("s3:ListBucketMultipartUploads"),
  ]

  private static let reads: [String: AccessRule] = [
    "GetObject": .versioned("s3:GetObject", withVersion: "s3:GetObjectVersion"),
    "HeadObject": .versioned("s3:GetObject", withVersion: "s3:GetObjectVersion"),
    "GetObjectAttributes": .versioned("s3:GetObject", withVersion: "s3:GetObjectVersion"),
    "GetObjectAcl": .versioned("s3:GetObjectAcl", withVersion: "s3:GetObjectVersionAcl"),
    "GetObjectTagging": .versioned("s3:GetObjectTagging", withVersion: "s3:GetObjectVersionTagging"),
    "GetObjectTorrent": .versioned("s3:GetObjectTorrent", withVersion: "s3:GetObjectVersionTorrent"),
    "GetObjectRetention": .action("s3:GetObjectRetention"),
    "GetObjectLegalHold": .action("s3:GetObjectLegalHold"),
  ]

  private static let writes: [String: AccessRule] = [
    "PutObject": .write,
    "CopyObject": .copy,
    "PutObjectAcl": .versioned("s3:PutObjectAcl", withVersion: "s3:PutObjectVersionAcl"),
    "PutObjectTagging": .versioned("s3:PutObjectTagging", withVersion: "s3:PutObjectVersionTagging"),
    "DeleteObjectTagging": .versioned("s3:DeleteObjectTagging", withVersion: "s3:DeleteObjectVersionTagging"),
    "PutObjectRetention": .action("s3:PutObjectRetention"),
    "PutObjectLegalHold": .action("s3:PutObjectLegalHold"),
    "DeleteObject": .versioned("s3:DeleteObject", withVersion: "s3:DeleteObjectVersion"),
  ]

  private static let multipart: [String: AccessRule] = [
    "CreateMultipartUpload": .write,
    "UploadPart": .action("s3:PutObject"),
    "UploadPartCopy": .partCopy,
    "CompleteMultipartUpload": .action("s3:PutObject"),
    "AbortMultipartUpload": .action("s3:AbortMultipartUpload"),
    "ListParts": .action("s3:ListMultipartUploadParts"),
  ]
}
