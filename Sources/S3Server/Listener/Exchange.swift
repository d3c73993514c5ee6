internal import AccessControl
internal import NIOCore
internal import S3Protocol
internal import StorageModel

/// One request and its answer, on the event loop of its connection.
final class Exchange {
  let requestID: String
  let isHead: Bool
  /// As the client wrote it, for the error document.
  let path: [UInt8]
  var keepsAlive: Bool
  var framing = BodyFraming.none
  /// The client sends its body only after 100 Continue.
  var awaitsContinue: Bool
  var inputEnded = false
  /// The answer has begun.
  var isAnswered = false
  /// The answer was handed to the channel to its end.
  var isSent = false
  var receivedBytes: Int64 = 0
  let started: NIODeadline
  /// What a script of another origin asks, and of which bucket: the answer to it stands in headers.
  var crossOrigin: (request: CrossOriginRequest, bucket: BucketName)?
  let method: String
  var operation = "none"
  var bucket: String?
  var key: [UInt8]?
  var principal: String?
  var userAgent: String?
  var status = 0
  var errorCode: String?
  var sentBytes: Int64 = 0
  /// Counted among the requests of this principal.
  var loadName: String?

  /// What the request turned out to be.
  func note(_ admitted: AdmittedRequest) {
    operation = admitted.route.name
    bucket = admitted.request.bucketName?.text
    key = admitted.request.objectKey?.bytes
    principal = admitted.request.access.subject.principal.arn
  }

  init(requestID: String, method: String, path: [UInt8], keepsAlive: Bool, awaitsContinue: Bool, started: NIODeadline) {
    self.requestID = requestID
    self.method = method
    isHead = method == "HEAD"
    self.path = path
    self.keepsAlive = keepsAlive
    self.awaitsContinue = awaitsContinue
    self.started = started
  }
}

/// The content of an upload between the channel and the jobs that take it: one job at a time, the next bytes waiting.
final class UploadFlow {
  let admitted: AdmittedRequest
  /// nil until the first job has made it.
  var upload: (any BodySink)?
  var waiting: [ByteBuffer] = []
  var waitingBytes = 0
  var isBusy = false

  init(_ admitted: AdmittedRequest) { self.admitted = admitted }
}

/// What is done once a body is there as a whole. Boxed: a request has some forty references, which each move of the
/// phase would count.
indirect enum CollectedWork {
  case request(AdmittedRequest)
  /// A call of the services for identities and tokens, whose signature covers the body.
  case call(S3RequestHead)
}

/// What a connection is doing.
enum ConnectionPhase {
  /// Waits for a head.
  case idle
  /// Takes a body as a whole.
  case collecting(CollectedWork, ByteBuffer?, limitBytes: Int)
  /// Takes content in batches.
  case streaming(UploadFlow)
  /// A job is making the answer.
  case working
  /// Sends the answer; the request has been read.
  case answering
  /// The answer came before the body's end: the rest is dropped.
  case discarding
  case closed
}
