internal import S3Protocol
internal import StorageModel

extension LifecycleDecision {
  /// The value of `x-amz-expiration`: `expiry-date="Fri, 21 Dec 2012 00:00:00 GMT", rule-id="a"`, the id
  /// percent-encoded (S3 API Reference, HeadObject).
  package var expirationHeader: String {
    "expiry-date=\"\(date.httpDate)\", rule-id=\"\(PercentCoding.encodeComponent(Array(ruleID.utf8)))\""
  }

  /// The values of `x-amz-abort-date` and `x-amz-abort-rule-id` (S3 API Reference, CreateMultipartUpload).
  package var abortHeaders: [(name: String, value: String)] {
    [("x-amz-abort-date", date.httpDate), ("x-amz-abort-rule-id", PercentCoding.encodeComponent(Array(ruleID.utf8)))]
  }
}
