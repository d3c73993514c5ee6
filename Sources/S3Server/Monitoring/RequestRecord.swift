internal import JSON
internal import S3Protocol
internal import StorageModel

/// What is known of a request once it was answered: a line of the access log, and what the metrics count.
struct RequestRecord: Sendable {
  var time: Timestamp
  var requestID: String
  var sourceAddress: String
  var method: String
  /// S3's name of the operation; `none` for what was refused before it had one.
  var operation: String
  var bucket: String?
  var key: [UInt8]?
  /// Who asked, as an ARN; nil for what was refused before that was known.
  var principal: String?
  var status: Int
  /// The code of the error document.
  var errorCode: String?
  var receivedBytes: Int64
  var sentBytes: Int64
  var nanoseconds: Int64
  var userAgent: String?

  /// One line of JSON, with its line feed. No query and no header but the user agent's: signatures and tokens stand in
  /// them.
  var line: [UInt8] {
    var members: [JSONValue.Member] = [
      .init("time", .string(time.iso8601)), .init("request_id", .string(requestID)),
      .init("remote", .string(sourceAddress)), .init("method", .string(method)),
      .init("operation", .string(operation)), .init("status", .integer(Int64(status))),
      .init("bytes_in", .integer(receivedBytes)), .init("bytes_out", .integer(sentBytes)),
      .init("microseconds", .integer(nanoseconds / 1000)),
    ]
    if let bucket { members.append(.init("bucket", .string(bucket))) }
    if let key { members.append(.init("key", .string(escapedForDisplay(key)))) }
    if let principal { members.append(.init("principal", .string(principal))) }
    if let errorCode { members.append(.init("error", .string(errorCode))) }
    if let userAgent { members.append(.init("user_agent", .string(userAgent))) }
    return JSONValue.object(members).encoded() + [0x0a]
  }
}
