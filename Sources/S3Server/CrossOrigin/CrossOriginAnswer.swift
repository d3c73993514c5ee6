internal import S3Protocol
internal import StorageModel

extension ServerContext {
  /// What an answer says to the script that asked, by the first rule of the bucket that lets it: nothing where there is
  /// none. May block.
  func crossOriginHeaders(_ request: CrossOriginRequest, _ bucket: BucketName) -> HTTPFields {
    do throws(S3Error) {
      let rule = try configurations.of(bucket).cors?.first { $0.allows(request) }
      return rule?.answerHeaders(to: request) ?? HTTPFields()
    } catch {
      // The answer itself says what is wrong with the bucket.
      return HTTPFields()
    }
  }

  /// Only a preflight asks for a method; who sends that with a request of another kind must be allowed it by the
  /// rules of the bucket, if it has any. Throws AccessForbidden. May block.
  func checkAskedMethod(_ request: VerifiedRequest) throws(S3Error) {
    let wire = request.wire
    guard wire.headers["access-control-request-method"] != nil, wire.method != "OPTIONS",
      let bucket = request.bucketName, let asked = CrossOriginRequest(method: wire.method, wire.headers),
      let rules = try configurations.of(bucket).cors
    else { return }
    guard rules.contains(where: { $0.allows(asked) }) else {
      throw S3Error(.accessForbidden, "CORSResponse: This CORS request is not allowed.")
    }
  }

  /// The answer to OPTIONS, which nobody signs (S3 API Reference, "OPTIONS object"). Throws BadRequest for a request
  /// that is no preflight, AccessForbidden where no rule lets it through.
  func preflight(_ fields: HTTPFields, _ bucket: BucketName) throws(S3Error) -> Answer {
    guard let request = CrossOriginRequest(method: "OPTIONS", fields), !request.origin.isEmpty else {
      throw S3Error(.badRequest, "Insufficient information. Origin request header needed.")
    }
    guard let method = fields["access-control-request-method"], CORSRule.methods.contains(method) else {
      throw S3Error(
        .badRequest,
        "Invalid Access-Control-Request-Method: \(fields["access-control-request-method"] ?? "null")")
    }
    guard let rules = try configurations.of(bucket).cors else {
      throw S3Error(.accessForbidden, "CORSResponse: CORS is not enabled for this bucket.")
    }
    guard let rule = rules.first(where: { $0.allows(request) }) else {
      throw S3Error(
        .accessForbidden,
        "CORSResponse: This CORS request is not allowed. No rule of the bucket allows this origin, method and headers.")
    }
    return Answer(headers: rule.answerHeaders(to: request))
  }
}

/// The handler of every OPTIONS: of the bucket and of its objects.
func crossOriginPreflight(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try context.preflight(request.wire.headers, try request.bucket())
}
