import Glibc
import HTTPTransport
import StorageModel

extension ExitStatus {
  /// The status of a command that `error` ended.
  init(_ error: StoreError) {
    switch error.code {
    // Endpoint URL, region, profile: nothing was sent.
    case .invalidRequest where error.operation == "configuration": self = .usage
    case .noSuchKey, .noSuchBucket, .noSuchUpload, .notFound: self = .notFound
    case .accessDenied, .invalidCredentials, .expiredCredentials, .clockSkew: self = .denied
    case .slowDown, .serverError, .timeout, .unreachable, .tls, .invalidResponse: self = .unreachable
    case .wrongRegion: self = .usage
    case .checksumMismatch: self = .damaged
    case .preconditionFailed, .notModified, .unsupported, .invalidRequest, .bucketAlreadyExists, .bucketNotEmpty:
      self = .someFailed
    case .sourceFailed: self = .sourceIncomplete
    case .sinkFailed: self = error.errno.map(ExitStatus.init(writeErrno:)) ?? .someFailed
    case .cancelled: self = .interrupted
    }
  }

  /// The status of a write on this machine that failed with `errno`.
  init(writeErrno errno: Int32) {
    self = [ENOSPC, EDQUOT, EROFS].contains(errno) ? .localStorage : .someFailed
  }
}

extension StoreError {
  /// What a user can do about it; nil where the message says so itself, as those of transport and configuration do.
  var nextStep: String? {
    if cause is TransportError || ["configuration", "credentials"].contains(operation) { return nil }
    return switch code {
    case .noSuchBucket: "create it with 'cairn bucket create', or check the name with 'cairn bucket list'"
    case .noSuchKey: "check the name with 'cairn ls'"
    case .accessDenied: "check the policy of these credentials, or name others with --profile"
    case .invalidCredentials:
      "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with --profile"
    case .expiredCredentials: "renew the session credentials"
    case .clockSkew: "set this machine's clock"
    case .unreachable: "check --endpoint-url, the network and the proxy settings"
    case .timeout, .slowDown, .serverError: "run it again later; what was done stays done"
    case .tls: "name the authority's certificate with --ca-bundle, or check the host name of --endpoint-url"
    case .wrongRegion: "set --region, or --endpoint-url"
    case .unsupported: "this endpoint does not have the operation"
    case .bucketNotEmpty: "remove its objects first with 'cairn rm --recursive'"
    case .checksumMismatch: "run it again; if it stays, the object is damaged"
    case .invalidRequest where serviceCode == "InvalidStorageClass":
      "name a class that the endpoint has with --storage-class"
    default: nil
    }
  }
}
