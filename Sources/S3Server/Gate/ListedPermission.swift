internal import AccessControl

/// Which permission of an access control list stands for what is demanded (S3 User Guide, "Mapping of ACL permissions
/// and access policy permissions").
extension AccessDemand {
  /// By the list of the bucket; nil for what no list of a bucket grants.
  var permissionOnBucket: AccessControlList.Permission? {
    switch action {
    case "s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads": .read
    case "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts": .write
    case "s3:PutObjectAcl", "s3:PutObjectTagging": isPartOfWrite ? .write : nil
    case "s3:GetBucketAcl", "s3:GetBucketLocation": .readACP
    case "s3:PutBucketAcl": .writeACP
    default: nil
    }
  }

  /// By the list of the object.
  var permissionOnObject: AccessControlList.Permission? {
    switch action {
    case "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTorrent", "s3:GetObjectVersionTorrent": .read
    case "s3:GetObjectAcl", "s3:GetObjectVersionAcl": .readACP
    case "s3:PutObjectAcl", "s3:PutObjectVersionAcl": isPartOfWrite ? nil : .writeACP
    default: nil
    }
  }
}
