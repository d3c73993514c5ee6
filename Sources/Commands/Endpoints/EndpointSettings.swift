import StorageModel

/// Everything that decides which endpoint is reached and how, after flag, environment and remote were put together.
/// What is nil is looked for where the AWS CLI looks.
struct EndpointSettings: Sendable, Hashable {
  var endpointURL: String?
  var region: String?
  var profile: String?
  var addressing: AddressingChoice = .auto
  var caBundle: String?
  var noSignRequest = false
  var maxAttempts: Int?
  /// Transfers at once that the user asked for.
  var connections: Int?
}

/// A bucket in the list of all.
struct BucketFacts: Sendable, Equatable {
  var name: String
  var created: Timestamp?
}

/// What a presigned URL allows.
struct PresignRequest: Sendable {
  enum Method: String, Sendable { case get = "GET", put = "PUT" }

  var method: Method
  var bucket: BucketName
  var key: ObjectKey
  var versionID: String?
  var contentType: String?
  var lifetime: Duration
}
