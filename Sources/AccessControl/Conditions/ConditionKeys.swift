/// The condition keys that mean something to S3 (Service Authorization Reference, "Condition keys for Amazon S3").
enum ConditionKeys {
  /// False for a key of S3's that the daemon does not know: a policy with it would promise what is not kept.
  static func isKnown(_ key: String) -> Bool {
    guard key.utf8.starts(with: "s3:".utf8) else { return true }
    if let slash = key.firstIndex(of: "/") {
      return ["s3:existingobjecttag", "s3:requestobjecttag"].contains(String(key[..<slash]))
    }
    return known.contains(key)
  }

  private static let known: Set<String> = [
    "s3:prefix", "s3:delimiter", "s3:max-keys", "s3:versionid", "s3:requestobjecttagkeys",
    "s3:signatureversion", "s3:authtype", "s3:tlsversion", "s3:resourceaccount",
    "s3:x-amz-acl", "s3:x-amz-grant-read", "s3:x-amz-grant-write", "s3:x-amz-grant-read-acp",
    "s3:x-amz-grant-write-acp", "s3:x-amz-grant-full-control", "s3:x-amz-copy-source", "s3:x-amz-metadata-directive",
    "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm", "s3:x-amz-storage-class",
    "s3:x-amz-website-redirect-location",
    "s3:x-amz-content-sha256", "s3:x-amz-object-ownership", "s3:if-match", "s3:if-none-match",
    "s3:object-lock-mode", "s3:object-lock-retain-until-date", "s3:object-lock-remaining-retention-days",
    "s3:object-lock-legal-hold", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
    "s3:accesspointnetworkorigin",
  ]
}
