internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// PostObject (S3 API Reference, "POST Object"): the fields come first and say who may upload what; the file then
/// streams into the same upload that a PutObject with these headers would be.
func postObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> any BodySink {
  _ = try existingBucket(request, context)
  return try FormUpload(request, context)
}

/// A form on its way in.
final class FormUpload: BodySink, @unchecked Sendable {
  // Owner: one request, whose jobs run one after another.
  private let request: VerifiedRequest
  private let context: ServerContext
  private var reader: FormReader
  private var form: PostForm?
  private var upload: ContentUpload?
  private var allowedBytes: ClosedRange<Int64> = 0...StoreLimit.maximumPutBytes
  private var takenBytes: Int64 = 0

  init(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) {
    self.request = request
    self.context = context
    reader = try FormReader(contentType: request.wire.headers["content-type"])
  }

  /// Throws what the form is refused with, as soon as that is clear.
  func take(_ bytes: UnsafeRawBufferPointer) throws(S3Error) {
    for event in try reader.take(bytes) {
      switch event {
      case .fields(let fields): try begin(fields)
      case .content(let content):
        takenBytes += Int64(content.count)
        guard takenBytes <= allowedBytes.upperBound else {
          throw S3Error(.entityTooLarge, details: [("MaxSizeAllowed", String(allowedBytes.upperBound))])
        }
        try take(content)
      case .end: break
      }
    }
  }

  func finish() throws(S3Error) -> PendingAnswer {
    guard let upload, let form, reader.hasEnded else {
      throw S3Error(.malformedPOSTRequest, "The form ended before its last boundary.")
    }
    guard takenBytes >= allowedBytes.lowerBound else {
      throw S3Error(.entityTooSmall, "The file is smaller than the policy allows.")
    }
    return try upload.finish().map { stored throws(S3Error) in Self.answer(to: form, stored: stored) }
  }

  func abandon() { upload?.abandon() }

  private func take(_ content: [UInt8]) throws(S3Error) {
    guard let upload else { return }
    var failure: S3Error?
    content.withUnsafeBytes { buffer in
      do throws(S3Error) {
        try upload.take(buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Authenticates and authorises the form by its fields and opens the upload.
  private func begin(_ fields: [FormField]) throws(S3Error) {
    let bucket = try request.bucket()
    let form = try PostForm(fields, bucket: bucket)
    var put = request
    put.wire = WireRequest("PUT", headers: try form.headers())
    put.objectKey = form.key
    put.payload = .unsigned
    put.framing = .chunked
    put.hasWholeBody = true
    if let signature = try FormSignature(form, region: context.region) {
      guard let signer = context.signer(signature.accessKeyID, signature.token) else {
        throw S3Error(.invalidAccessKeyId)
      }
      guard signature.isValid(secretAccessKey: signer.credentials.secretAccessKey) else {
        throw S3Error(.signatureDoesNotMatch)
      }
      let policy = try PostPolicy(form["policy"] ?? "")
      try policy.check(form, now: request.now)
      allowedBytes = policy.lengthBytes.clamped(to: 0...max(0, StoreLimit.maximumPutBytes))
      put.access = request.access.signed(by: signer.subject, put.wire)
    } else {
      put.access = request.access.withDocument(put.wire)
    }
    for demand in try AccessRule.write.demands(put) {
      guard try put.access.allows(demand) else { throw S3Error(.accessDenied) }
    }
    self.form = form
    upload = try putObject(put, context)
  }

  /// By `success_action_redirect` or `success_action_status`; 204 without either.
  private static func answer(to form: PostForm, stored: Answer) -> Answer {
    let etag = stored.headers["etag"] ?? ""
    let location = "/" + form.bucket.text + PercentCoding.encodePath([UInt8(ascii: "/")] + form.key.bytes)
    var answer = stored
    answer.headers["Location"] = location
    if let target = form["success_action_redirect"] ?? form["redirect"], let url = redirect(target, form, etag) {
      answer.status = 303
      answer.headers["Location"] = url
      return answer
    }
    switch form["success_action_status"] {
    case "200": answer.status = 200
    case "201":
      var writer = XMLWriter()
      writer.openRoot("PostResponse")
      writer.element("Location", location)
      writer.element("Bucket", form.bucket.text)
      writer.element("Key", bytes: form.key.bytes)
      writer.element("ETag", etag)
      writer.close("PostResponse")
      answer.status = 201
      answer.headers["Content-Type"] = "application/xml"
      answer.body = .bytes(writer.finish())
    default: answer.status = 204
    }
    return answer
  }

  /// The URL with bucket, key and ETag in its query; nil for one that is none, which S3 ignores.
  private static func redirect(_ target: String, _ form: PostForm, _ etag: String) -> String? {
    let isURL = target.hasPrefix("http://") || target.hasPrefix("https://")
    guard isURL, target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
    let values = [("bucket", Array(form.bucket.text.utf8)), ("key", form.key.bytes), ("etag", Array(etag.utf8))]
    let query = values.map { "\($0.0)=\(PercentCoding.encodeComponent($0.1))" }.joined(separator: "&")
    return target + (target.contains("?") ? "&" : "?") + query
  }
}

extension RequestAccess {
  /// The same request as whoever signed its form makes it.
  func signed(by subject: AccessSubject, _ wire: WireRequest) -> RequestAccess {
    RequestAccess(
      subject: subject,
      facts: RequestFacts(
        wire: wire, principal: subject.principal, connection: facts.connection, now: facts.now,
        authenticationType: "POST"), authorizer: authorizer)
  }

  func allows(_ demand: AccessDemand) throws(S3Error) -> Bool { try authorizer.isAllowed(demand, facts, subject) }
}
