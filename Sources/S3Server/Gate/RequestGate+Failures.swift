internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// What is said of a failure, as far as it tells what there is.
extension RequestGate {
  func concealed(_ error: S3Error, _ admitted: AdmittedRequest) -> S3Error {
    do throws(S3Error) {
      switch error.code {
      case .noSuchKey, .noSuchVersion: return try concealedAbsence(error, admitted)
      case .accessDenied: return try toldAbsence(admitted) ?? error
      default: return error
      }
    } catch {
      return error
    }
  }

  /// Who may not list a bucket does not learn whether a key is in it (S3 API Reference, GetObject, "Permissions").
  private func concealedAbsence(_ error: S3Error, _ admitted: AdmittedRequest) throws(S3Error) -> S3Error {
    let request = admitted.request
    guard !request.access.subject.isUnlimited else { return error }
    if let bucket = request.bucketName, try !request.access.allowsListing(bucket, at: request.objectKey) {
      return S3Error(.accessDenied)
    }
    if let text = request.wire.headers["x-amz-copy-source"] {
      let source = try CopySourceHeader(text)
      guard try request.access.allowsListing(source.bucket, at: source.key) else { return S3Error(.accessDenied) }
    }
    return error
  }

  /// That a bucket is not there is no secret, as in S3. Who may list a key that is not there learns that it is not,
  /// though they might not read it.
  private func toldAbsence(_ admitted: AdmittedRequest) throws(S3Error) -> S3Error? {
    let request = admitted.request
    guard let bucket = request.bucketName, admitted.route.name != "CreateBucket", !router.isReadOnly(bucket)
    else { return nil }
    guard try authorizer.access(to: bucket) != nil else { return S3Error(.noSuchBucket) }
    guard ["GetObject", "HeadObject"].contains(admitted.route.name), let key = request.objectKey,
      !request.wire.has("versionId"), try request.access.allowsListing(bucket, at: key),
      authorizer.isAbsent(key, in: bucket)
    else { return nil }
    return S3Error(.noSuchKey)
  }
}
