internal import S3Protocol
internal import StorageModel

/// What the operations do on a ``ReadOnlyBucket``. Routes keep their names, so that the gate asks for the same
/// permissions as on any bucket; what is not in the table is refused after the gate let it through.
struct ReadOnlyRoutes: Sendable {
  let bucket: any ReadOnlyBucket

  /// The route to take in the place of one that the table has for the store; the same where the request is about
  /// another bucket.
  func route(for route: Route, _ name: BucketName?) -> Route {
    guard name == bucket.name else { return route }
    switch route.action {
    case .document, .change: return route.with(.document(handler(route)))
    case .upload:
      return route.with(.upload { (_, _) throws(S3Error) in throw Self.refusal })
    }
  }

  private static let refusal = S3Error(.accessDenied, "The bucket is read-only.")

  private typealias Handler = @Sendable (VerifiedRequest, ServerContext) throws(S3Error) -> Answer

  private func handler(_ route: Route) -> Handler {
    let bucket = bucket
    switch route.name {
    case "HeadBucket": return { _, context in Answer(HeadBucketResponse(region: context.region)) }
    case "GetBucketLocation": return { _, context in Answer(GetBucketLocationResponse(region: context.region)) }
    case "GetBucketVersioning": return { _, _ in Answer(GetBucketVersioningResponse(status: nil)) }
    case "ListObjectsV2":
      return { (request, context) throws(S3Error) in try Self.listV2(bucket, request, context) }
    case "ListObjects":
      return { (request, context) throws(S3Error) in try Self.listV1(bucket, request, context) }
    case "GetObject", "HeadObject":
      return { (request, _) throws(S3Error) in try Self.read(bucket, request) }
    default:
      let isLook = ["GET", "HEAD", "OPTIONS"].contains(route.method)
      return { (_, _) throws(S3Error) in throw isLook ? S3Error(.notImplemented) : Self.refusal }
    }
  }

  // MARK: - Handlers

  private static func listV2(
    _ bucket: any ReadOnlyBucket, _ request: VerifiedRequest, _ context: ServerContext
  ) throws(S3Error) -> Answer {
    let wanted = try ListObjectsV2Request(request.wire)
    let after = try ListingToken.after(wanted)
    let page = try bucket.list(
      prefix: wanted.prefix, delimiter: wanted.delimiter, after: after, limit: wanted.maxKeys)
    return Answer(
      ListObjectsV2Response(
        to: wanted, bucket: bucket.name.text,
        objects: page.objects.map { $0.owned(by: wanted.fetchesOwner ? context.owner : nil) },
        commonPrefixes: page.commonPrefixes, nextContinuationToken: page.last.map { ListingToken.text($0) }))
  }

  private static func listV1(
    _ bucket: any ReadOnlyBucket, _ request: VerifiedRequest, _ context: ServerContext
  ) throws(S3Error) -> Answer {
    let wanted = try ListObjectsRequest(request.wire)
    let page = try bucket.list(
      prefix: wanted.prefix, delimiter: wanted.delimiter, after: wanted.marker.isEmpty ? nil : wanted.marker,
      limit: wanted.maxKeys)
    return Answer(
      ListObjectsResponse(
        to: wanted, bucket: bucket.name.text, objects: page.objects.map { $0.owned(by: context.owner) },
        commonPrefixes: page.commonPrefixes, isTruncated: page.last != nil))
  }

  private static func read(_ bucket: any ReadOnlyBucket, _ request: VerifiedRequest) throws(S3Error) -> Answer {
    let wanted = try GetObjectRequest(request.wire).read
    try wanted.overrides.check()
    guard wanted.versionID ?? "null" == "null" else { throw S3Error(.noSuchVersion) }
    let object = try bucket.object(request.key())
    if let number = wanted.partNumber, number > 1 {
      throw S3Error(.invalidPart, "The object has no part \(number).")
    }
    let range = try ReadExtent.range(
      of: wanted, etag: object.etag, modified: object.modified, sizeBytes: object.sizeBytes)
    let length = range?.lengthBytes ?? object.sizeBytes
    var answer = Answer(
      GetObjectResponse(
        sizeBytes: object.sizeBytes, range: range, etag: object.etag, lastModified: object.modified))
    for (name, value) in object.userMetadata.sorted(by: { $0.key < $1.key }) {
      answer.headers.append("x-amz-meta-" + name, value)
    }
    answer.headers.append("content-type", "binary/octet-stream")
    wanted.overrides.apply(to: &answer.headers)
    guard !request.isHead else {
      answer.body = .headOnly(lengthBytes: length)
      return answer
    }
    let reader = AnswerReader(try object.open(range), lengthBytes: length)
    // As for objects of the store: what is damaged at the beginning can still be said with a status.
    try reader.prefetchContent()
    answer.body = .stream(reader, lengthBytes: length)
    return answer
  }
}

extension Route {
  /// Never tried on the event loop: a bucket that somebody else makes may block.
  fileprivate func with(_ action: Action) -> Route {
    Route(name, method, scope, requires: requires, header: header, allows: allows, isBrief: false, action)
  }
}

extension ObjectSummary {
  fileprivate func owned(by owner: S3Owner?) -> ObjectSummary {
    var summary = self
    summary.owner = owner
    return summary
  }
}
