internal import S3Protocol
internal import StorageModel

/// Features of S3 that buckets here do not have: reads answer as S3 does for a bucket that does not use them, writes
/// that ask for them are NotImplemented, and writes that ask for their absence succeed.
enum AbsentFeatures {
  static let routes: [Route] =
    oneWord("BucketRequestPayment", .requestPayment, "requestPayment", answersDefault: true)
    + oneWord("BucketAccelerateConfiguration", .accelerate, "accelerate", answersDefault: false)
    + empty("BucketLogging", .logging, "logging")
    + empty("BucketNotificationConfiguration", .notification, "notification")
    + missing("BucketWebsite", "website", .noSuchWebsiteConfiguration)
    + missing("BucketReplication", "replication", .replicationConfigurationNotFound)
    + lists

  private static func oneWord(
    _ name: String, _ kind: BucketSwitch, _ subresource: String, answersDefault: Bool
  ) -> [Route] {
    [
      route("Get" + name, "GET", subresource) { _ throws(S3Error) in
        document(kind.xml(answersDefault ? kind.defaultWord : nil))
      },
      route("Put" + name, "PUT", subresource) { request throws(S3Error) in
        guard try kind.word(of: request.wire) == kind.defaultWord else { throw unavailable(name) }
        return Answer()
      },
    ]
  }

  private static func empty(_ name: String, _ kind: EmptyConfiguration, _ subresource: String) -> [Route] {
    [
      route("Get" + name, "GET", subresource) { _ throws(S3Error) in document(kind.xml()) },
      route("Put" + name, "PUT", subresource) { request throws(S3Error) in
        try kind.verify(request.wire)
        return Answer()
      },
    ]
  }

  private static func missing(_ name: String, _ subresource: String, _ code: S3ErrorCode) -> [Route] {
    [
      route("Get" + name, "GET", subresource) { request throws(S3Error) in
        throw S3Error(code, details: [("BucketName", try request.bucket().text)])
      },
      route("Put" + name, "PUT", subresource) { _ throws(S3Error) in throw unavailable(name) },
      route("Delete" + name, "DELETE", subresource) { _ throws(S3Error) in Answer(NoContentResponse()) },
    ]
  }

  /// Configurations that a bucket has any number of, each with an id: here none.
  private static let lists: [Route] = [
    list("Inventory", "inventory", "ListInventoryConfigurationsResult"),
    list("Analytics", "analytics", "ListBucketAnalyticsConfigurationResult"),
    list("Metrics", "metrics", "ListMetricsConfigurationsResult"),
    list("IntelligentTiering", "intelligent-tiering", "ListBucketIntelligentTieringConfigurationsOutput"),
  ].flatMap { $0 }

  private static func list(_ name: String, _ subresource: String, _ root: StaticString) -> [Route] {
    [
      route("GetBucket\(name)Configuration", "GET", subresource, also: "id") { _ throws(S3Error) in
        throw S3Error(.noSuchConfiguration)
      },
      route("ListBucket\(name)Configurations", "GET", subresource, allows: ["continuation-token"]) {
        _ throws(S3Error) in
        var writer = XMLWriter()
        writer.openRoot(root)
        writer.element("IsTruncated", false)
        writer.close(root)
        return document(writer.finish())
      },
    ]
  }

  private static func route(
    _ name: String, _ method: String, _ subresource: String, also other: String? = nil, allows: [String] = [],
    _ answer: @escaping @Sendable (VerifiedRequest) throws(S3Error) -> Answer
  ) -> Route {
    Route(
      name, method, .bucket, requires: [subresource] + (other.map { [$0] } ?? []), allows: allows,
      .document { request, context throws(S3Error) in
        _ = try existingBucket(request, context)
        return try answer(request)
      })
  }

  private static func document(_ xml: [UInt8]) -> Answer { Answer(headers: xmlHeaders, body: .bytes(xml)) }

  private static func unavailable(_ name: String) -> S3Error {
    S3Error(.notImplemented, "\(name) is not implemented.")
  }
}
